import type { Json } from "../core/json.ts";
import type { LayerNode } from "./model.ts";

/** A layer's plain value; encrypted leaves that were not opened are null. May hold secrets. */
export function layerJson(node: LayerNode): Json {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(layerJson);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, layerJson(entry.node)]));
  }
}
