import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type Json, showPath, type ValuePath } from "../core/json.ts";
import type { MergedNode } from "../merge/model.ts";
import { rememberPlain, writeOnlyNodes } from "./write-only.ts";

/** Values that the schema calls `writeOnly` and that stand unencrypted in a layer; they are tainted on the way. */
export function plainSecrets(root: MergedNode, schema: Json, under: ValuePath = []): Diagnostic[] {
  return writeOnlyNodes(root, schema).flatMap(({ path, node }) => finding(node, [...under, ...path]));
}

function finding(node: MergedNode, path: ValuePath): Diagnostic[] {
  if (node.kind !== "scalar" || node.secret || node.encrypted !== undefined) return [];
  if (node.value === null || node.value === "") return [];
  rememberPlain(node);
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
