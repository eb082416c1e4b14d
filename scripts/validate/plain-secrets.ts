import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type Json, showPath, type ValuePath } from "../core/json.ts";
import type { LayerNode } from "../layers/model.ts";
import type { MergedNode, MergedScalar, Origin } from "../merge/model.ts";
import { rememberLeaves } from "../secrets/remember.ts";
import { rememberPlain, writeOnlyNodes } from "./write-only.ts";

/**
 * Values that the schema calls `writeOnly` and that stand unencrypted in a layer, be it one that a later layer overrides:
 * who reads the repository reads it there. They are tainted on the way.
 */
export function plainSecrets(root: MergedNode, schema: Json, under: ValuePath = []): Diagnostic[] {
  return writeOnlyNodes(root, schema).flatMap(({ path, node }) =>
    node.kind === "scalar" ? findings(node, [...under, ...path]) : [],
  );
}

function findings(node: MergedScalar, path: ValuePath): Diagnostic[] {
  const told = node.origins.slice(0, -1).flatMap((origin) => {
    if (!isPlain(origin)) return [];
    rememberLeaves(origin.node);
    return [
      finding(origin, path, "a later layer overrides it; in the repository it can be read all the same"),
    ];
  });
  if (node.secret || node.encrypted !== undefined || isEmpty(node.value)) return told;
  rememberPlain(node);
  return [...told, finding(node.origins.at(-1), path)];
}

/** Whether a layer's file says a value that is not encrypted there; what a template makes stands in no file. */
function isPlain(origin: Origin): origin is Origin & { readonly node: LayerNode } {
  const { node, secret = false } = origin;
  const isClear = node?.kind === "scalar" && !node.secret && node.encrypted === undefined;
  return isClear && !secret && !isEmpty(node.value);
}

const isEmpty = (value: MergedScalar["value"]): boolean => value === null || value === "";

function finding(origin: Origin | undefined, path: ValuePath, note?: string): Diagnostic {
  return diagnostic("CR209", `\`${showPath(path)}\` is a secret and stands here in plain text`, {
    // The key, not the value: marks under the value would show how long it is.
    place: origin?.key ?? origin?.place,
    span: "its value is not encrypted",
    ...(note !== undefined && { note }),
    help: "move it into the environment's secrets file: chartroom -e ENV secrets edit",
  });
}
