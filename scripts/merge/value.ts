import type { Json, ValuePath } from "../core/json.ts";
import type { MergedNode } from "./model.ts";

/** A merged node's plain value; encrypted leaves that were not opened are null. May hold secrets. */
export function plainValue(node: MergedNode): Json {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plainValue);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainValue(entry)]));
  }
}

/** The node at a path, or undefined where a step leads nowhere. */
export function nodeAt(node: MergedNode | undefined, path: ValuePath): MergedNode | undefined {
  let found = node;
  for (const step of path) {
    if (found?.kind === "map") found = found.entries.get(String(step));
    else if (found?.kind === "list") found = found.items[Number(step)];
    else return undefined;
  }
  return found;
}

/** A null that was written; a value that no key opened is none. */
export function isNull(node: MergedNode): boolean {
  return node.kind === "scalar" && node.value === null && node.encrypted === undefined;
}
