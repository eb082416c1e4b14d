import { isObject, type Json, type JsonObject } from "../core/json.ts";

/** Helm's `-f` merging of plain values: maps deeply, everything else replaces. */
export function mergeValues(layers: readonly JsonObject[]): JsonObject {
  const merged: Record<string, Json> = {};
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer)) {
      const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
      const next = isObject(before) && isObject(value) ? mergeValues([before, value]) : value;
      Object.defineProperty(merged, key, {
        value: next,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
  }
  return merged;
}
