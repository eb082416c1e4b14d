import { canonicalJson, isObject, type Json } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import { holdsEncrypted } from "./annotate.ts";
import type { MergedMap, MergedNode, Origin } from "./model.ts";
import { nodeAt, plainValue } from "./value.ts";

/** A chart of a release's tree with its own defaults, places included. */
export interface PartDefaults {
  /** Keys from the release's values to the chart's own; empty for the top chart. */
  readonly path: readonly string[];
  readonly defaults: MergedMap;
  /** Keys below `child` of the subchart `chart` become those below `parent`. */
  readonly imports: readonly { readonly chart: string; readonly child: string; readonly parent: string }[];
}

/**
 * The values that templates see, as Helm coalesced them, with the places they come from. Each value is looked for in
 * what can have set it, the strongest first: the release's own values, the parent charts' defaults from the top down,
 * the chart's own defaults, what it imports from subcharts; `global` of a subchart is first that of its parent. A value
 * that none of them holds is attributed to `fallback`.
 */
export function finalValues(
  values: Json,
  ours: MergedMap,
  parts: readonly PartDefaults[],
  fallback: Origin,
): MergedMap {
  const read = new Reader(parts, fallback);
  const node = read.node(values, [ours], [], []);
  return node.kind === "map" ? node : { ...ours, entries: new Map() };
}

/** What a chart imports from its subcharts, as one map a source, the strongest first. */
export function importedNodes(part: PartDefaults, parts: readonly PartDefaults[]): MergedMap[] {
  return part.imports.flatMap(({ chart, child, parent }) => {
    const sub = parts.find((one) => isSamePath(one.path, [...part.path, chart]));
    const steps = child.split(".");
    const sources = [
      nodeAt(part.defaults, [chart, ...steps]),
      nodeAt(sub?.defaults, steps),
      ...(sub ? importedNodes(sub, parts).map((one) => nodeAt(one, steps)) : []),
    ];
    return sources.filter((one) => one?.kind === "map").map((one) => below(parent, one as MergedMap));
  });
}

class Reader {
  readonly #parts: readonly PartDefaults[];
  readonly #fallback: Origin;

  constructor(parts: readonly PartDefaults[], fallback: Origin) {
    this.#parts = parts;
    this.#fallback = fallback;
  }

  /** `sources` hold the value's candidates, the strongest first; `globals` those of the parent chart's `global`. */
  node(
    value: Json,
    sources: readonly MergedNode[],
    path: readonly string[],
    globals: readonly MergedNode[],
  ): MergedNode {
    if (isObject(value)) return this.#map(value, sources, path, globals);
    const found = sources.findIndex((one) => isSource(one, value));
    const source = sources[found] ?? this.#shared(value, path);
    if (!source) return this.#unknown(value);
    if (found < 0) return source;
    const weaker = sources.slice(found + 1);
    const origins = [...weaker.reverse().flatMap((one) => one.origins), ...source.origins];
    return { ...source, origins };
  }

  #map(
    value: { readonly [key: string]: Json },
    sources: readonly MergedNode[],
    path: readonly string[],
    globals: readonly MergedNode[],
  ): MergedMap {
    const part = this.#parts.find((one) => isSamePath(one.path, path));
    const all = part ? [...sources, part.defaults, ...importedNodes(part, this.#parts)] : sources;
    const maps = all.filter((one) => one.kind === "map");
    const ownGlobals = part ? [...globals, ...childrenAt(maps, "global")] : globals;
    const entries = new Map<string, MergedNode>();
    for (const [key, item] of Object.entries(value)) {
      const children = part && key === "global" ? ownGlobals : childrenAt(maps, key);
      entries.set(key, this.node(item, children, [...path, key], ownGlobals));
    }
    const origins = maps.toReversed().flatMap((one) => one.origins);
    return { kind: "map", origins: origins.length > 0 ? origins : [this.#fallback], entries };
  }

  /**
   * Helm imports a subchart's map as it is, not a copy of it: what a second import puts on top of the first then stands in
   * the subchart's own values as well (`processImportValues`). Such a value is looked for where it was imported to.
   */
  #shared(value: Json, path: readonly string[]): MergedNode | undefined {
    for (const part of this.#parts) {
      for (const { chart, child, parent } of part.imports) {
        const from = [...part.path, chart, ...child.split(".")];
        if (path.length <= from.length || !isSamePath(path.slice(0, from.length), from)) continue;
        const to = [...(parent === "." ? [] : parent.split(".")), ...path.slice(from.length)];
        const nodes = importedNodes(part, this.#parts).map((one) => nodeAt(one, to));
        const source = nodes.find((one) => one !== undefined && isSource(one, value));
        if (source) return source;
      }
    }
    return undefined;
  }

  #unknown(value: Json): MergedNode {
    const origins = [this.#fallback];
    if (Array.isArray(value))
      return { kind: "list", origins, items: value.map((one) => this.node(one, [], [], [])) };
    const scalar = value as null | boolean | number | string;
    return {
      kind: "scalar",
      origins,
      value: scalar,
      secret: taint.touches(String(scalar)),
    };
  }
}

/** True when a candidate can have given this value; of an encrypted one only the type is known. */
function isSource(node: MergedNode, value: Json): boolean {
  if (node.kind === "scalar" && node.encrypted !== undefined)
    return !isObject(value) && !Array.isArray(value);
  if (node.kind === "scalar") return node.value === value;
  return node.kind === "list" && Array.isArray(value) && sameList(node, value);
}

function sameList(node: MergedNode, value: readonly Json[]): boolean {
  return holdsEncrypted(node) || canonicalJson(plainValue(node)) === canonicalJson(value as Json);
}

function childrenAt(maps: readonly MergedMap[], key: string): MergedNode[] {
  return maps.map((one) => one.entries.get(key)).filter((one) => one !== undefined);
}

function below(parent: string, node: MergedMap): MergedMap {
  if (parent === ".") return node;
  return parent
    .split(".")
    .reduceRight<MergedMap>(
      (inner, key) => ({ kind: "map", origins: node.origins, entries: new Map([[key, inner]]) }),
      node,
    );
}

function isSamePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
