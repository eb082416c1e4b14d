import { isObject, type JsonObject } from "../../core/json.ts";
import type { Shape } from "./table.ts";

/** Names of types -> names of fields -> shapes. */
export type Types = Record<string, Record<string, Shape>>;

/** The fields of a node of an OpenAPI or JSON schema that has `properties`. */
export function fieldsOf(
  node: JsonObject,
  shape: (node: JsonObject, key: string) => Shape,
): Record<string, Shape> {
  const required = new Set(Array.isArray(node.required) ? node.required : []);
  const properties = isObject(node.properties) ? node.properties : {};
  const entries = Object.entries(properties).map(([key, value]) => {
    const inner = isObject(value) ? value : {};
    // The server writes the status; what a chart says of it is dropped.
    const made = key === "status" && isObject(properties.metadata) ? "*" : shape(inner, key);
    // What has a default may be left out, whatever the list of required fields says.
    const must = required.has(key) && inner.default === undefined;
    return [key, `${must ? "!" : ""}${made}`] as const;
  });
  return sorted(Object.fromEntries(entries));
}

/** The shape of a node that is no object with fields of its own. */
export function plainShape(node: JsonObject, shape: (node: JsonObject) => Shape): Shape {
  if (node["x-kubernetes-int-or-string"] === true || node.format === "int-or-string") return "x";
  // `|` separates the choices, so a choice that holds one is none that this notation can say.
  if (
    Array.isArray(node.enum) &&
    node.type === "string" &&
    !node.enum.some((one) => String(one).includes("|"))
  )
    return `=${node.enum.join("|")}`;
  if (isObject(node.items)) return `[${shape(node.items)}`;
  if (isObject(node.additionalProperties)) return `{${shape(node.additionalProperties)}`;
  const shapes: Readonly<Record<string, Shape>> = { string: "s", integer: "i", number: "n", boolean: "b" };
  return shapes[String(node.type)] ?? "*";
}

/** A map with its keys in order, so that a new version shows as a readable difference. */
export function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
