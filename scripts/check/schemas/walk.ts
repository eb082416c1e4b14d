import { isObject, type Json, type JsonObject, type ValuePath } from "../../core/json.ts";
import { limitsOf } from "../limits/limits.ts";
import type { Refusal } from "../limits/model.ts";
import { quantityOf } from "../limits/quantity.ts";
import type { Shape } from "./table.ts";

/** What is wrong at one path of an object. Holds no value, as a value may be a secret. */
export type Mismatch =
  | {
      readonly problem: "unknown";
      readonly path: ValuePath;
      readonly field: string;
      readonly known: readonly string[];
    }
  | { readonly problem: "missing"; readonly path: ValuePath; readonly field: string }
  | { readonly problem: "type"; readonly path: ValuePath; readonly expected: string; readonly found: string }
  | { readonly problem: "quantity"; readonly path: ValuePath }
  | { readonly problem: "choice"; readonly path: ValuePath; readonly choices: readonly string[] }
  | Refusal;

const NAMES: Readonly<Record<string, string>> = {
  s: "text",
  i: "a whole number",
  n: "a number",
  b: "true or false",
  x: "a whole number or text",
  q: "a quantity",
};

/** The fields of a type of that name, or undefined. The field `...` stands for all that are not named. */
export type TypeLookup = (name: string) => Readonly<Record<string, Shape>> | undefined;

/**
 * How `value` differs from the type `name`, as strictly as the API server's strict field validation, and what its types'
 * validation refuses. A null stands for a field that is not there, which Kubernetes reads alike.
 */
export function walk(value: JsonObject, name: string, types: TypeLookup): Mismatch[] {
  return walkFields(value, name, [], types);
}

function walkFields(value: JsonObject, name: string, path: ValuePath, types: TypeLookup): Mismatch[] {
  const fields = types(name);
  if (!fields) return [];
  const found: Mismatch[] = [];
  for (const [field, inner] of Object.entries(value)) {
    const shape = Object.hasOwn(fields, field) ? fields[field] : fields["..."];
    if (shape === undefined) found.push({ problem: "unknown", path, field, known: Object.keys(fields) });
    else {
      const bare = shape.startsWith("!") ? shape.slice(1) : shape;
      found.push(...walkShape(inner, bare, [...path, field], types));
    }
  }
  for (const field of requiredOf(fields))
    if ((value[field] ?? null) === null) found.push({ problem: "missing", path, field });
  found.push(...limitsOf(value, name, path));
  return found;
}

const required = new WeakMap<Readonly<Record<string, Shape>>, readonly string[]>();

/** The fields that have to be there: a pod has forty, and none of them is. */
function requiredOf(fields: Readonly<Record<string, Shape>>): readonly string[] {
  let known = required.get(fields);
  if (!known) {
    known = Object.keys(fields).filter((one) => fields[one]?.startsWith("!"));
    required.set(fields, known);
  }
  return known;
}

function walkShape(value: Json, shape: Shape, path: ValuePath, types: TypeLookup): Mismatch[] {
  if (value === null || shape === "*") return [];
  const rest = shape.slice(1);
  const wrong = (expected: string): Mismatch[] => [
    { problem: "type", path, expected, found: typeName(value) },
  ];
  switch (shape[0]) {
    case "@":
      return isObject(value) ? walkFields(value, rest, path, types) : wrong("a map");
    case "[":
      return Array.isArray(value)
        ? value.flatMap((item, at) => walkShape(item, rest, [...path, at], types))
        : wrong("a list");
    case "{":
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => walkShape(item, rest, [...path, key], types))
        : wrong("a map");
    case "=":
      if (typeof value !== "string") return wrong("text");
      return rest.split("|").includes(value)
        ? []
        : [{ problem: "choice", path, choices: rest.split("|").filter((one) => one !== "") }];
    case "q":
      if (typeof value === "number") return [];
      if (typeof value !== "string") return wrong("a quantity");
      return quantityOf(value) !== undefined ? [] : [{ problem: "quantity", path }];
    default:
      return fits(value, shape) ? [] : wrong(NAMES[shape] ?? shape);
  }
}

function fits(value: Json, shape: Shape): boolean {
  if (shape === "s") return typeof value === "string";
  if (shape === "b") return typeof value === "boolean";
  if (shape === "n") return typeof value === "number";
  return Number.isInteger(value) || (shape === "x" && typeof value === "string");
}

function typeName(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "a map";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "true or false";
  return Number.isInteger(value) ? "a whole number" : "a number";
}
