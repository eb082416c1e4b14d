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
  const found: Mismatch[] = [];
  walkFields(value, name, [], { types, found });
  return found;
}

interface Walk {
  readonly types: TypeLookup;
  readonly found: Mismatch[];
}

function walkFields(value: JsonObject, name: string, path: ValuePath, walk: Walk): void {
  const fields = walk.types(name);
  if (!fields) return;
  for (const field of Object.keys(value)) {
    const shape = Object.hasOwn(fields, field) ? fields[field] : fields["..."];
    if (shape === undefined) walk.found.push({ problem: "unknown", path, field, known: Object.keys(fields) });
    else {
      const bare = shape.startsWith("!") ? shape.slice(1) : shape;
      const inner = value[field] as Json;
      // Most fields are simple and right, and need no path.
      if (!fits(inner, bare)) walkShape(inner, bare, [...path, field], walk);
    }
  }
  for (const field of requiredOf(fields))
    if ((value[field] ?? null) === null) walk.found.push({ problem: "missing", path, field });
  walk.found.push(...limitsOf(value, name, path));
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

function walkShape(value: Json, shape: Shape, path: ValuePath, walk: Walk): void {
  if (fits(value, shape)) return;
  const rest = shape.slice(1);
  const wrong = (expected: string) =>
    walk.found.push({ problem: "type", path, expected, found: typeName(value) });
  switch (shape[0]) {
    case "@":
      if (!isObject(value)) wrong("a map");
      else walkFields(value, rest, path, walk);
      return;
    case "[":
      if (!Array.isArray(value)) wrong("a list");
      else for (const [at, item] of value.entries()) walkShape(item, rest, [...path, at], walk);
      return;
    case "{":
      if (!isObject(value)) wrong("a map");
      else for (const [key, item] of Object.entries(value)) walkShape(item, rest, [...path, key], walk);
      return;
    case "=": {
      if (typeof value !== "string") wrong("text");
      else if (!rest.split("|").includes(value))
        walk.found.push({
          problem: "choice",
          path,
          choices: rest.split("|").filter((one) => one !== ""),
        });
      return;
    }
    case "q":
      if (typeof value !== "string") wrong("a quantity");
      else if (quantityOf(value) === undefined) walk.found.push({ problem: "quantity", path });
      return;
    default:
      wrong(NAMES[shape] ?? shape);
  }
}

/** Whether a value is right as far as its shape alone tells, without a look below it. */
function fits(value: Json, shape: Shape): boolean {
  if (value === null) return true;
  switch (shape) {
    case "*":
      return true;
    case "s":
      return typeof value === "string";
    case "b":
      return typeof value === "boolean";
    case "n":
    case "q":
      return typeof value === "number";
    case "i":
      return Number.isInteger(value);
    case "x":
      return typeof value === "string" || Number.isInteger(value);
    default:
      return false;
  }
}

function typeName(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "a map";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "true or false";
  return Number.isInteger(value) ? "a whole number" : "a number";
}
