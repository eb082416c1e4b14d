import type { Json, JsonObject, ValuePath } from "../../core/json.ts";
import { type Fault, type Refusal, refusedAt } from "./model.ts";

/** The fields that are there: a null is nothing. */
export function given(object: JsonObject): string[] {
  return Object.keys(object).filter((key) => object[key] !== null);
}

export function conflict(says: string, help?: string): Fault {
  return { code: "CR556", says, ...(help !== undefined && { help }) };
}

/** A field that has to be there although the field table lets it be left out. */
export function missing(object: JsonObject, path: ValuePath, field: string): Refusal[] {
  if ((object[field] ?? null) !== null) return [];
  return refusedAt([...path, field], {
    code: "CR502",
    says: "is required",
    help: "write it, and look whether the value behind it is set",
  });
}

/** Exactly one of some fields. */
export function oneOf(object: JsonObject, path: ValuePath, fields: readonly string[]): Refusal[] {
  const there = given(object).filter((one) => fields.includes(one));
  if (there.length === 1) return [];
  const names = fields.map((one) => `\`${one}\``).join(", ");
  if (there.length === 0)
    return refusedAt(path, conflict(fields.length > 0 ? `needs one of ${names}` : "is empty"));
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

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
