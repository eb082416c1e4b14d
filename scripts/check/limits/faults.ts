import type { Json, JsonObject, ValuePath } from "../../core/json.ts";
import { type Fault, type Refusal, refusedAt, type TypeRule } from "./model.ts";
import { EMPTY } from "./names.ts";

export function conflict(says: string, help?: string): Fault {
  return { code: "CR556", says, ...(help !== undefined && { help }) };
}

/** A field that has to be there although the field table lets it be left out. */
export function missing(object: JsonObject, path: ValuePath, field: string): Refusal[] {
  return (object[field] ?? null) === null ? required(path, field) : [];
}

/** The refusal of an object that lacks a field. */
export function required(path: ValuePath, field: string): Refusal[] {
  return refusedAt([...path, field], { ...EMPTY, says: "is required" });
}

/** The rule of a type that needs a field. */
export function needs(field: string): TypeRule {
  return (object, path) => missing(object, path, field);
}

/** Exactly one of some fields; a null is none. */
export function oneOf(object: JsonObject, path: ValuePath, fields: readonly string[]): Refusal[] {
  const there = Object.keys(object).filter((one) => fields.includes(one) && object[one] !== null);
  if (there.length === 1) return [];
  const names = fields.map((one) => `\`${one}\``).join(", ");
  if (there.length === 0) return refusedAt(path, conflict(`needs one of ${names}`));
  return refusedAt(
    [...path, there[1] as string],
    conflict(`goes not with \`${there[0]}\``, "keep one of them"),
  );
}

/** An entry that another one before it in the list makes one too many. */
export function twice(path: ValuePath): Refusal[] {
  return refusedAt(path, {
    code: "CR555",
    says: "stands in the list twice",
    help: "give each one of its own",
  });
}

/** Where entries have the key of one before them; an empty one and none at all are no key. */
export function repeated<T>(list: readonly T[], keyOf: (one: T) => Json | undefined): number[] {
  const seen = new Set<Json>();
  return list.flatMap((one, at) => {
    const key = keyOf(one) ?? "";
    if (key === "") return [];
    if (seen.has(key)) return [at];
    seen.add(key);
    return [];
  });
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
