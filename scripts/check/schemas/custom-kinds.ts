import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { fieldsOf, plainShape, type Types } from "./shapes.ts";
import type { SchemaTable, Shape } from "./table.ts";

/** What a CustomResourceDefinition says of its kinds. */
export interface CustomKinds extends SchemaTable {
  /** Served versions that the definition calls deprecated, with its own warning, or "". */
  readonly deprecated: Readonly<Record<string, string>>;
}

/**
 * The fields of the served versions of a CustomResourceDefinition, v1 or v1beta1; undefined where the object is none.
 * Patterns, limits and CEL rules are left out: what they refuse is seen by the cluster only.
 */
export function customKinds(object: Json): CustomKinds | undefined {
  if (!isObject(object) || object.kind !== "CustomResourceDefinition" || !isObject(object.spec))
    return undefined;
  const { group, names, versions, version, validation } = object.spec;
  const kind = isObject(names) ? names.kind : undefined;
  if (typeof group !== "string" || typeof kind !== "string") return undefined;
  const kinds: Record<string, string> = {};
  const types: Types = {};
  const deprecated: Record<string, string> = {};
  const listed: Json[] = Array.isArray(versions) ? [...versions] : [{ name: version ?? null, served: true }];
  for (const one of listed) {
    if (!isObject(one) || one.served !== true || typeof one.name !== "string") continue;
    const whole = isObject(one.schema) ? one.schema : isObject(validation) ? validation : {};
    const { openAPIV3Schema: schema } = whole;
    const name = `${group}/${one.name} ${kind}`;
    kinds[name] = `${group}.${one.name}.${kind}`;
    Object.assign(types, typesOf(isObject(schema) ? schema : {}, kinds[name]));
    if (one.deprecated === true)
      deprecated[name] = typeof one.deprecationWarning === "string" ? one.deprecationWarning : "";
  }
  return { kinds, types, deprecated };
}

/** The types below one kind's schema, each inner object named by where it stands. */
export function typesOf(schema: JsonObject, top: string): Types {
  const types: Types = {};
  const shapeAt =
    (where: string) =>
    (node: JsonObject, key = ""): Shape => {
      const inner = `${where}.${key}`;
      if (!isObject(node.properties)) return plainShape(node, (next) => shapeAt(where)(next, key));
      types[inner] = { ...fieldsOf(node, shapeAt(inner)), ...others(node) };
      return `@${inner}`;
    };
  types[top] = {
    ...fieldsOf(schema, shapeAt(top)),
    ...(isObject(schema.properties) ? others(schema) : { "...": "*" }),
    apiVersion: "s",
    kind: "s",
    metadata: "@meta.v1.ObjectMeta",
  };
  return types;
}

/** Fields beside those that are named, and those that every object inside of an object has. */
function others(node: JsonObject): Record<string, Shape> {
  return {
    ...(node["x-kubernetes-preserve-unknown-fields"] === true && { "...": "*" }),
    ...(node["x-kubernetes-embedded-resource"] === true && {
      apiVersion: "s",
      kind: "s",
      metadata: "@meta.v1.ObjectMeta",
    }),
  };
}
