import type { Place } from "../core/source.ts";
import { fileStart } from "../core/source.ts";
import type { LayerDocument, LayerNode } from "../layers/model.ts";
import type { MergedMap, MergedNode, Origin } from "./model.ts";

/** What every origin of one layer shares. */
interface Layer {
  readonly layer: number;
  readonly layers: number;
}

/**
 * Layers merged as Helm merges `-f` files: maps deeply, lists and scalars replace, null takes the key's value away.
 * Each node keeps every layer that set it, the winner last.
 */
export function mergeLayers(documents: readonly LayerDocument[]): MergedMap {
  let merged: MergedMap = { kind: "map", origins: [], entries: new Map() };
  documents.forEach((document, layer) => {
    merged = mergeNode(merged, document.root, { layer, layers: documents.length }) as MergedMap;
  });
  return merged.origins.length > 0
    ? merged
    : { ...merged, origins: [{ place: fileStart("."), layer: 0, layers: 0 }] };
}

function mergeNode(before: MergedNode | undefined, node: LayerNode, layer: Layer, key?: Place): MergedNode {
  const deleted =
    node.kind === "scalar" && node.value === null && node.encrypted === undefined && before !== undefined;
  const origin: Origin = { place: node.place, ...(key && { key }), ...layer, ...(deleted && { deleted }) };
  const origins = [...(before?.origins ?? []), origin];
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
      return { kind: "list", origins, items: node.items.map((item) => mergeNode(undefined, item, layer)) };
    case "map": {
      const entries = new Map(before?.kind === "map" ? before.entries : []);
      for (const [name, entry] of node.entries) {
        entries.set(name, mergeNode(entries.get(name), entry.node, layer, entry.key));
      }
      return { kind: "map", origins, entries };
    }
  }
}
