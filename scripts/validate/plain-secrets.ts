import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject, type Json, type JsonObject, showPath, type ValuePath } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import type { MergedNode } from "../merge/model.ts";
import { atPointer } from "./schema.ts";

/** The paths of a document at which a schema says `writeOnly`, each with its node. */
export function writeOnlyNodes(
  root: MergedNode,
  schema: Json,
): { readonly path: ValuePath; readonly node: MergedNode }[] {
  const found: { path: ValuePath; node: MergedNode }[] = [];
  const visit = (node: MergedNode, part: Json | undefined, path: ValuePath): void => {
    const shape = follow(schema, part);
    if (!shape) return;
    if (shape.writeOnly === true) {
      found.push({ path, node });
      return;
    }
    if (node.kind === "list" && isObject(shape.items)) {
      node.items.forEach((item, at) => {
        visit(item, shape.items, [...path, at]);
      });
    }
    if (node.kind !== "map") return;
    for (const [key, child] of node.entries) {
      const own = isObject(shape.properties) ? shape.properties[key] : undefined;
      visit(child, own ?? shape.additionalProperties, [...path, key]);
    }
  };
  visit(root, schema, []);
  return found;
}

/** Values that the schema calls `writeOnly` and that stand unencrypted in a layer; they are tainted on the way. */
export function plainSecrets(root: MergedNode, schema: Json, under: ValuePath = []): Diagnostic[] {
  return writeOnlyNodes(root, schema).flatMap(({ path, node }) => finding(node, [...under, ...path]));
}

function finding(node: MergedNode, path: ValuePath): Diagnostic[] {
  if (node.kind !== "scalar" || node.secret || node.encrypted !== undefined) return [];
  if (node.value === null || node.value === "") return [];
  taint.add(node.value);
  // The key, not the value: marks under the value would show how long it is.
  const origin = node.origins.at(-1);
  const place = origin?.key ?? origin?.place;
  return [
    diagnostic("CR209", `\`${showPath(path)}\` is a secret and stands here in plain text`, {
      place,
      span: "its value is not encrypted",
      help: "move it into the environment's secrets file: chartroom -e ENV secrets edit",
    }),
  ];
}

function follow(root: Json, part: Json | undefined): JsonObject | undefined {
  let found = part;
  for (let steps = 0; isObject(found) && typeof found.$ref === "string" && steps < 20; steps++)
    found = atPointer(root, found.$ref);
  return isObject(found) ? found : undefined;
}
