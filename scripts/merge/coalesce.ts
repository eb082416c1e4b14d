import type { MergedMap, MergedNode } from "./model.ts";
import { isNull } from "./value.ts";

/** A release's values over its chart's defaults, as Helm coalesces them: maps deeply, a null of ours deletes the default. */
export function coalesce(ours: MergedMap, defaults: MergedMap): MergedMap {
  const entries = new Map<string, MergedNode>();
  for (const [key, node] of ours.entries) {
    const base = defaults.entries.get(key);
    if (base && isNull(node)) continue;
    if (base?.kind === "map" && node.kind === "map") entries.set(key, coalesce(node, base));
    else entries.set(key, base ? { ...node, origins: [...base.origins, ...node.origins] } : node);
  }
  for (const [key, node] of defaults.entries) if (!ours.entries.has(key)) entries.set(key, node);
  return { kind: "map", origins: ours.origins, entries };
}
