import { isObject, type Json, type JsonObject, type ValuePath } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import { isSearchable } from "../core/taint-forms.ts";
import type { SecretReferences } from "../secrets/references.ts";

/** An object whose secrets are references, and where it still holds some that cannot be. */
export interface Referred {
  readonly object: JsonObject;
  /** How many references stand in it. */
  readonly references: number;
  readonly unresolved: readonly ValuePath[];
}

/**
 * An object that may be written to a file: each known secret in a text of it is a reference, inside of a longer text
 * `ref+...+`. A Secret's base64 becomes `stringData`, since references are to texts. What a Secret holds beside references
 * must be a plain value (`isPlain`): anything else may have been made of a secret, and is not told.
 */
export function referSecrets(
  object: JsonObject,
  references: SecretReferences,
  isPlain: (text: string) => boolean,
): Referred {
  const known = [...references.keys()].filter(isSearchable).sort((a, b) => b.length - a.length);
  const unresolved: ValuePath[] = [];
  let count = 0;

  const refer = (text: string): string => {
    const whole = references.get(text);
    if (whole !== undefined) {
      count += 1;
      return whole;
    }
    return replaced(text, known);
  };
  const replaced = (text: string, [first, ...rest]: readonly string[]): string => {
    if (first === undefined) return text;
    const parts = text.split(first);
    count += parts.length - 1;
    return parts.map((part) => replaced(part, rest)).join(`${references.get(first)}+`);
  };

  const text = (value: string, path: ValuePath): string => {
    if (!taint.touches(value)) return value;
    const referred = refer(value);
    if (taint.touches(referred)) unresolved.push(path);
    return referred;
  };
  const inside = (value: Json, path: ValuePath): Json => {
    if (typeof value === "string") return text(value, path);
    if (Array.isArray(value)) return value.map((one, at) => inside(one, [...path, at]));
    if (isObject(value)) return isSecret(value) ? secret(value, path) : map(value, path);
    if (typeof value === "number" && taint.touches(String(value))) unresolved.push(path);
    return value;
  };
  const map = (value: JsonObject, path: ValuePath): JsonObject =>
    Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        if (taint.touches(key)) unresolved.push(path);
        return [key, inside(one, [...path, key])];
      }),
    );

  const held = (value: string, path: ValuePath): { readonly referred: string; readonly changed: boolean } => {
    const referred = refer(value);
    const changed = referred !== value;
    if (changed ? taint.touches(referred) : value !== "" && !isPlain(value)) unresolved.push(path);
    return { referred, changed };
  };
  const secret = (value: JsonObject, path: ValuePath): JsonObject => {
    const { data, stringData, ...rest } = value;
    const texts: Record<string, Json> = {};
    const kept: Record<string, Json> = {};
    for (const [key, one] of Object.entries(isObject(data) ? data : {})) {
      const { referred, changed } = held(decoded(one), [...path, "data", key]);
      if (changed) texts[key] = referred;
      else kept[key] = one;
    }
    for (const [key, one] of Object.entries(isObject(stringData) ? stringData : {}))
      texts[key] = held(String(one), [...path, "stringData", key]).referred;
    return {
      ...map(rest, path),
      ...(Object.keys(kept).length > 0 && { data: kept }),
      ...(Object.keys(texts).length > 0 && { stringData: texts }),
    };
  };
  const referred = inside(object, []) as JsonObject;
  return { object: referred, references: count, unresolved };
}

const isSecret = (value: JsonObject): boolean => value.kind === "Secret" && value.apiVersion === "v1";

const decoded = (value: Json): string => Buffer.from(String(value), "base64").toString("utf8");
