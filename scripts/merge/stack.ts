import type { MergedList, MergedMap, MergedNode } from "./model.ts";
import { isNull } from "./value.ts";

/**
 * Whose rules put one layer over another. Helm's: maps deeply, lists and scalars replace, null stays as null. helmfile's,
 * between the parts of a helmfile and its bases (`maputil.MergeMaps`): the same, except that null leaves what is there
 * alone, and a list that holds a null is merged item by item.
 */
export type MergeRule = "helm" | "helmfile";

/** Merged values with another layer over them; each node keeps every layer that set it, the winner last. */
export function stack(below: MergedMap, above: MergedMap, rule: MergeRule): MergedMap {
  return stackNode(below, above, rule) as MergedMap;
}

function stackNode(below: MergedNode | undefined, above: MergedNode, rule: MergeRule): MergedNode {
  if (below === undefined) return above;
  const gone = isNull(above);
  if (gone && rule === "helmfile") return below;
  const own = gone ? above.origins.map((one) => ({ ...one, deleted: true })) : above.origins;
  const origins = [...below.origins, ...own];
  if (above.kind === "map" && below.kind === "map") {
    const entries = new Map(below.entries);
    for (const [key, node] of above.entries) entries.set(key, stackNode(entries.get(key), node, rule));
    return { kind: "map", origins, entries };
  }
  if (rule === "helmfile" && above.kind === "list" && below.kind === "list" && above.items.some(isNull)) {
    return { kind: "list", origins, items: sparse(below, above) };
  }
  return { ...above, origins };
}

function sparse(below: MergedList, above: MergedList): MergedNode[] {
  const items = [...below.items];
  above.items.forEach((item, at) => {
    if (isNull(item)) items[at] ??= item;
    else if (item.kind === "map" && items[at]?.kind === "map")
      items[at] = stackNode(items[at], item, "helmfile");
    else items[at] = item;
  });
  return items;
}
