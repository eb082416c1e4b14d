import { isObject, type Json, type ValuePath, valueAt } from "../core/json.ts";
import type { Place } from "../core/source.ts";
import { taint } from "../core/taint.ts";
import type { LayerDocument, LayerNode, MapNode } from "../layers/model.ts";

/**
 * A release's plain layer with what helmfile's vals put in the place of its references (`ref+file://...`), each at the
 * place of the reference and remembered as a secret.
 */
export function withReferences(document: LayerDocument, embedded: Json): LayerDocument {
  if (!/ref\+[a-z0-9]+:\/\//.test(document.source.text)) return document;
  return { ...document, root: resolve(document.root, embedded, []) as MapNode };
}

function resolve(node: LayerNode, embedded: Json, path: ValuePath): LayerNode {
  switch (node.kind) {
    case "map": {
      const entries = [...node.entries].map(
        ([name, { key, node: inner }]) =>
          [name, { key, node: resolve(inner, embedded, [...path, name]) }] as const,
      );
      return { ...node, entries: new Map(entries) };
    }
    case "list":
      return { ...node, items: node.items.map((item, at) => resolve(item, embedded, [...path, at])) };
    case "scalar": {
      if (typeof node.value !== "string" || !/ref\+[a-z0-9]+:\/\//.test(node.value)) return node;
      const value = valueAt(embedded, path);
      return value === undefined ? node : standing(value, node.place);
    }
  }
}

function standing(value: Json, place: Place): LayerNode {
  if (Array.isArray(value)) return { kind: "list", place, items: value.map((one) => standing(one, place)) };
  if (isObject(value)) {
    const entries = Object.entries(value).map(
      ([key, one]) => [key, { key: place, node: standing(one, place) }] as const,
    );
    return { kind: "map", place, entries: new Map(entries) };
  }
  taint.add(typeof value === "string" ? value.trim() : value);
  return { kind: "scalar", value: value as string, place, secret: true, raw: "" };
}
