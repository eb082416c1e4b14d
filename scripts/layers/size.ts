import type { LayerNode } from "./model.ts";

/** How many nodes a node stands for, aliases counted out; `sizes` holds those of its children. */
export function sizeOf(node: LayerNode, sizes: WeakMap<LayerNode, number>): number {
  let size = 1;
  if (node.kind === "list") for (const item of node.items) size += sizes.get(item) ?? 1;
  if (node.kind === "map") for (const { node: child } of node.entries.values()) size += sizes.get(child) ?? 1;
  return size;
}
