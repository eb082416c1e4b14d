import type { Place } from "../core/source.ts";
import { fileStart } from "../core/source.ts";
import type { LayerDocument, LayerNode } from "../layers/model.ts";
import type { MergedMap, MergedNode, Origin } from "./model.ts";
import { stack } from "./stack.ts";

/** What every origin of one layer shares. */
export interface LayerNumber {
  readonly layer: number;
  readonly layers: number;
}

/** Layers merged as Helm merges `-f` files. Each node keeps every layer that set it, the winner last. */
export function mergeLayers(documents: readonly LayerDocument[]): MergedMap {
  const [first, ...others] = documents.map(({ root }, layer) =>
    layerMap(root, { layer, layers: documents.length }),
  );
  return others.reduce((below, above) => stack(below, above, "helm"), first ?? emptyMap());
}

/** One layer's document as a merged value that this layer alone has set. */
export function layerMap(root: LayerNode, number: LayerNumber): MergedMap {
  return toMerged(root, number) as MergedMap;
}

/** Values that no layer sets. */
export function emptyMap(): MergedMap {
  return { kind: "map", origins: [{ place: fileStart("."), layer: 0, layers: 0 }], entries: new Map() };
}

function toMerged(node: LayerNode, number: LayerNumber, key?: Place): MergedNode {
  const secret = node.kind === "scalar" && (node.secret === true || node.encrypted !== undefined);
  const origin: Origin = {
    place: node.place,
    node,
    ...(key && { key }),
    ...number,
    ...(secret && { secret }),
  };
  const origins = [origin];
  switch (node.kind) {
    case "scalar":
      return {
        kind: "scalar",
        origins,
        value: node.value,
        secret: node.secret ?? false,
        ...(node.encrypted !== undefined && node.secret !== true && { encrypted: node.encrypted }),
      };
    case "list":
      return { kind: "list", origins, items: node.items.map((item) => toMerged(item, number)) };
    case "map": {
      const entries = new Map<string, MergedNode>();
      for (const [name, entry] of node.entries) entries.set(name, toMerged(entry.node, number, entry.key));
      return { kind: "map", origins, entries };
    }
  }
}
