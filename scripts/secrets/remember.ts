import type { ValuePath } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import type { LayerDocument, LayerNode } from "../layers/model.ts";
import { readMetadata } from "./metadata.ts";

/** What stands in a file of secrets is secret, also where somebody forgot to encrypt it. */
export function rememberLeaves(node: LayerNode): void {
  eachLeaf(node, [], (leaf) => remember(leaf));
}

/** What somebody added to an encrypted file with an ordinary editor: sops refuses the file, and repeats the value. */
export function rememberAdded(document: LayerDocument): void {
  const metadata = readMetadata(document.source.text);
  eachLeaf(document.root, [], (leaf, path) => {
    if (leaf.encrypted === undefined && metadata?.encrypts(path) !== false) remember(leaf);
  });
}

type Leaf = LayerNode & { readonly kind: "scalar" };

function remember({ value, place }: Leaf): void {
  if (value === null || value === "") return;
  taint.add(value);
  taint.hide(place);
}

function eachLeaf(node: LayerNode, path: ValuePath, visit: (leaf: Leaf, path: ValuePath) => void): void {
  if (node.kind === "scalar") visit(node, path);
  else if (node.kind === "list")
    for (const [at, item] of node.items.entries()) eachLeaf(item, [...path, at], visit);
  else for (const [key, { node: child }] of node.entries) eachLeaf(child, [...path, key], visit);
}
