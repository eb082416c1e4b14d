import { isObject } from "../../core/json.ts";
import { listOf, repeated, twice } from "./faults.ts";
import { range } from "./formats.ts";
import { type FieldRule, type Format, refusedAt } from "./model.ts";
import { dataKey, filled, labelKey, labelValue, subdomain } from "./names.ts";

/** A value of its own. */
export function is(format: Format): FieldRule {
  return (value, path) => refusedAt(path, format(value));
}

/** Each value of a list. */
export function each(format: Format): FieldRule {
  return (value, path) =>
    Array.isArray(value) ? value.flatMap((one, at) => refusedAt([...path, at], format(one))) : [];
}

/** Each key of a map and each of its values. */
export function entries(key: Format, value: Format = () => undefined): FieldRule {
  return (map, path) =>
    isObject(map)
      ? Object.entries(map).flatMap(([name, inner]) =>
          refusedAt([...path, name], key(name) ?? (inner === null ? undefined : value(inner))),
        )
      : [];
}

/** What has to differ between the entries of a list, as far as they have it; the place is the later one's. */
export function unique(field: string): FieldRule {
  return (list, path) =>
    repeated(listOf(list), (one) => (isObject(one) ? one[field] : undefined)).flatMap((at) =>
      twice([...path, at, field]),
    );
}

export const LABELS = entries(labelKey, labelValue);
export const KEYS = entries(dataKey);
export const NOT_NEGATIVE = is(range(0));
export const POSITIVE = is(range(1));
export const FILLED = is(filled);
export const REFERENCE = is(subdomain);
