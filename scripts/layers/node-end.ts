import { isMap, isPair, isSeq, type Node } from "yaml";

/** Where a node ends: without brackets it is with the last of its values, whatever comments and empty lines follow. */
export function endOf(node: Node): number {
  const last = isMap(node) && !node.flow ? node.items.at(-1) : undefined;
  const item = last ? (last.value ?? last.key) : isSeq(node) && !node.flow ? node.items.at(-1) : undefined;
  if (isPair(item)) return endOf((item.value ?? item.key) as Node);
  return item ? endOf(item as Node) : (node.range?.[1] ?? 0);
}
