import path from "node:path";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { type CustomKinds, typesOf } from "./custom-kinds.ts";

/** `Certificate_v1.json`, in a folder that is the group or in any other. */
const NAME = /^([A-Za-z0-9]+)_(v[a-z0-9]+)\.json$/;

/**
 * The kind that a JSON schema describes, by its own mark or by its file's name; undefined where neither says. A key of
 * `kinds` has the kind in small letters, as such files do, and `*` for a group that nobody named.
 */
export function jsonSchemaKind(schema: JsonObject, file: string): CustomKinds | undefined {
  const [, name, version] = NAME.exec(path.posix.basename(file)) ?? [];
  const folder = path.posix.basename(path.posix.dirname(file));
  const marks = schema["x-kubernetes-group-version-kind"];
  const mark = Array.isArray(marks) && isObject(marks[0]) ? marks[0] : undefined;
  const kind = mark
    ? [mark.group, mark.version, mark.kind].map(String)
    : name && version
      ? [/[a-z0-9]\.[a-z]/.test(folder) ? folder : "*", version, name]
      : undefined;
  if (!kind) return undefined;
  const key = `${kind[0]}/${kind[1]} ${String(kind[2]).toLowerCase()}`;
  const plain = simple(schema, schema, []);
  return { kinds: { [key]: key }, types: typesOf(isObject(plain) ? plain : {}, key), deprecated: {} };
}

/** The node as a CustomResourceDefinition would state it: references resolved, nullable types plain, open objects marked. */
function simple(node: Json, root: JsonObject, open: readonly string[]): JsonObject {
  if (!isObject(node)) return {};
  if (typeof node.$ref === "string") {
    const target = open.includes(node.$ref) ? undefined : targetOf(node.$ref, root);
    return target === undefined ? {} : simple(target, root, [...open, node.$ref]);
  }
  const types = typesIn(node).filter((one) => one !== "null");
  if (types.includes("integer") && types.includes("string")) return { "x-kubernetes-int-or-string": true };
  const made: Record<string, Json> = { ...node };
  const [type] = types;
  if (types.length === 1 && type !== undefined) made.type = type;
  else delete made.type;
  if (isObject(node.items)) made.items = simple(node.items, root, open);
  if (isObject(node.additionalProperties))
    made.additionalProperties = simple(node.additionalProperties, root, open);
  if (isObject(node.properties)) {
    made.properties = Object.fromEntries(
      Object.entries(node.properties).map(([key, one]) => [key, simple(one, root, open)]),
    );
    if (node.additionalProperties !== false) made["x-kubernetes-preserve-unknown-fields"] = true;
  }
  return made;
}

function typesIn(node: JsonObject): string[] {
  const own = Array.isArray(node.type)
    ? node.type.map(String)
    : typeof node.type === "string"
      ? [node.type]
      : [];
  const choices = [node.oneOf, node.anyOf].find((one) => Array.isArray(one));
  if (own.length > 0 || !Array.isArray(choices)) return own;
  return choices.flatMap((one) => (isObject(one) ? typesIn(one) : []));
}

/** `#/definitions/a`; references to other files are not followed. */
function targetOf(reference: string, root: JsonObject): Json | undefined {
  if (!reference.startsWith("#/")) return undefined;
  let at: Json | undefined = root;
  for (const step of reference.slice(2).split("/"))
    at = isObject(at) ? at[step.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  return at;
}
