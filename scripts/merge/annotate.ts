import { isObject, type Json } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import { UNOPENED } from "../layers/model.ts";
import type { MergedMap, MergedNode, Origin } from "./model.ts";

/**
 * helmfile's final values with the origins our own merge knows. `sources` are asked in order; a leaf takes the origins
 * of the first source that holds an equal value at the same path. What no source explains came from a template and is
 * attributed to `fallback`. Encrypted leaves that helmfile left out (no key) are put back, so their presence counts;
 * `marked`: it left none out, and UNOPENED stands for each.
 */
export function annotate(
  values: Json,
  sources: readonly (MergedNode | undefined)[],
  fallback: Origin,
  marked = false,
): MergedMap {
  const node = annotateNode(isObject(values) ? values : {}, known(sources), fallback, marked);
  return node.kind === "map" ? node : { kind: "map", origins: [fallback], entries: new Map() };
}

function annotateNode(
  value: Json,
  sources: readonly MergedNode[],
  fallback: Origin,
  marked: boolean,
): MergedNode {
  if (Array.isArray(value)) {
    const lists = sources.filter((one) => one.kind === "list");
    return {
      kind: "list",
      origins: lists[0]?.origins ?? [fallback],
      items: value.map((item, at) =>
        annotateNode(item, known(lists.map((one) => one.items[at])), fallback, marked),
      ),
    };
  }
  if (isObject(value)) {
    const maps = sources.filter((one) => one.kind === "map");
    const entries = new Map<string, MergedNode>();
    for (const [key, item] of Object.entries(value)) {
      entries.set(key, annotateNode(item, known(maps.map((one) => one.entries.get(key))), fallback, marked));
    }
    const own = maps[0];
    if (own && !marked) addEncrypted(entries, own);
    return { kind: "map", origins: own?.origins ?? [fallback], entries };
  }
  const scalars = sources.filter((one) => one.kind === "scalar");
  const equal = scalars.find((one) => one.value === value && one.encrypted === undefined);
  const encrypted = scalars.find((one) => one.encrypted !== undefined);
  if (!equal && encrypted && (value === null || value === "" || value === UNOPENED)) return encrypted;
  if (value === UNOPENED)
    return { kind: "scalar", value: null, secret: true, encrypted: "made", origins: [madeOf(fallback)] };
  const origin = equal ?? encrypted;
  const secret = (origin?.secret ?? false) || encrypted !== undefined || taint.touches(String(value));
  return {
    kind: "scalar",
    value: value as null | boolean | number | string,
    secret,
    origins: origin?.origins ?? [secret ? madeOf(fallback) : fallback],
  };
}

/** The origin of what a template made of a secret: a layer that sets it again in plain text hides the secret. */
function madeOf(fallback: Origin): Origin {
  return { ...fallback, secret: true };
}

function addEncrypted(entries: Map<string, MergedNode>, from: MergedMap): void {
  for (const [key, node] of from.entries) {
    if (!entries.has(key) && holdsEncrypted(node)) entries.set(key, onlyEncrypted(node));
  }
}

/** True when some leaf below stayed encrypted. */
export function holdsEncrypted(node: MergedNode): boolean {
  if (node.kind === "scalar") return node.encrypted !== undefined;
  const children = node.kind === "list" ? node.items : [...node.entries.values()];
  return children.some(holdsEncrypted);
}

function onlyEncrypted(node: MergedNode): MergedNode {
  if (node.kind !== "map") return node;
  const entries = [...node.entries].filter(([, child]) => holdsEncrypted(child));
  return { ...node, entries: new Map(entries.map(([key, child]) => [key, onlyEncrypted(child)])) };
}

function known(nodes: readonly (MergedNode | undefined)[]): MergedNode[] {
  return nodes.filter((one) => one !== undefined);
}
