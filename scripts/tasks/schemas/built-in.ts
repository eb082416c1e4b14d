import { fieldsOf, plainShape, sorted, type Types } from "../../check/schemas/shapes.ts";
import type { Shape } from "../../check/schemas/table.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import type { Choices } from "./enums.ts";

/** Types whose JSON differs from what the definition's fields say. */
const SPECIAL: Readonly<Record<string, Shape>> = {
  Quantity: "q",
  IntOrString: "x",
  Time: "s",
  MicroTime: "s",
  JSONSchemaPropsOrBool: "*",
  JSONSchemaPropsOrArray: "*",
  JSONSchemaPropsOrStringArray: "*",
};

/** Fields that the definition calls required and the API server does without, as the differential test found. */
const OPTIONAL: Readonly<Record<string, string>> = { "batch.v1.PodFailurePolicy": "rules" };

/**
 * Every kind a chart can hold, and the types it is made of, of the `definitions` of Kubernetes' swagger.json; `choices` are
 * the texts that their fields take.
 */
export function builtInKinds(
  definitions: Record<string, JsonObject>,
  choices: Choices,
): {
  kinds: Record<string, string>;
  types: Types;
} {
  const kinds: Record<string, string> = {};
  const types: Types = {};
  const name = (reference: string): string => reference.split(".").slice(-3).join(".");
  const shape = (node: JsonObject): Shape => {
    if (typeof node.$ref === "string") {
      const reference = node.$ref.replace("#/definitions/", "");
      const special = SPECIAL[reference.split(".").at(-1) as string];
      if (special) return special;
      if (!isObject(definitions[reference]?.properties)) return "*";
      if (!(name(reference) in types)) add(reference);
      return `@${name(reference)}`;
    }
    return plainShape(node, shape);
  };
  const add = (reference: string): void => {
    const fields: Record<string, Shape> = {};
    types[name(reference)] = fields;
    Object.assign(fields, fieldsOf(definitions[reference] as JsonObject, shape));
    const optional = OPTIONAL[name(reference)];
    if (optional && fields[optional]) fields[optional] = fields[optional].replace(/^!/, "");
    for (const [field, texts] of choices.get(name(reference)) ?? [])
      if (fields[field]) fields[field] = chosen(fields[field], texts);
  };
  for (const [reference, { group, version, kind }] of kindsOf(definitions)) {
    kinds[`${group === "" ? "" : `${group}/`}${version} ${kind}`] = name(reference);
    add(reference);
  }
  return { kinds: sorted(kinds), types: sorted(types) };
}

/** A text, or a list of texts, that is one of these. The server takes an empty one for a field that is left out. */
function chosen(shape: Shape, texts: readonly string[]): Shape {
  return shape.replace(/s$/, `=|${texts.filter((one) => one !== "").join("|")}`);
}

/** `v1 Endpoints` -> `1.33`: kinds whose description says since when they are deprecated. */
export function deprecatedByWord(definitions: Record<string, JsonObject>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [reference, { group, version, kind }] of kindsOf(definitions)) {
    const said = /This API is deprecated in v(1\.\d+)/.exec(String(definitions[reference]?.description));
    if (said?.[1]) found.set(`${group === "" ? "" : `${group}/`}${version} ${kind}`, said[1]);
  }
  return found;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

function kindsOf(definitions: Record<string, JsonObject>): [string, GroupVersionKind][] {
  return Object.entries(definitions).flatMap(([reference, definition]) => {
    const made = definition["x-kubernetes-group-version-kind"];
    const fields = definition.properties;
    if (!Array.isArray(made) || made.length !== 1 || !isObject(fields) || !("metadata" in fields)) return [];
    const one = made[0] as unknown as GroupVersionKind;
    return one.kind.endsWith("List") || one.kind === "Status" ? [] : [[reference, one] as const];
  }) as [string, GroupVersionKind][];
}
