import { canonicalJson, type Json, showPath, type ValuePath } from "../core/json.ts";
import { MASK } from "../core/taint.ts";
import { holdsEncrypted } from "./annotate.ts";
import type { MergedNode } from "./model.ts";
import { type Leaf, leavesOf, maskedJson, placeJson, showPlace } from "./show.ts";
import { plainValue } from "./value.ts";

/** What two environments' values have differently at one path; a side is undefined where it has nothing there. */
export interface ValueDifference {
  readonly path: ValuePath;
  readonly sides: readonly [MergedNode | undefined, MergedNode | undefined];
}

/**
 * Where two values differ, in the order of their keys: maps key by key, lists as a whole. What only one of them has is
 * named as high as it stands. Secrets count as different only when both were opened and are.
 */
export function valueDifferences(
  a: MergedNode | undefined,
  b: MergedNode | undefined,
  path: ValuePath = [],
): ValueDifference[] {
  if (a?.kind === "map" && b?.kind === "map") {
    return [...new Set([...a.entries.keys(), ...b.entries.keys()])].flatMap((key) =>
      valueDifferences(a.entries.get(key), b.entries.get(key), [...path, key]),
    );
  }
  if (a === undefined && b === undefined) return [];
  if (
    a &&
    b &&
    (holdsEncrypted(a) || holdsEncrypted(b) || canonicalJson(plainValue(a)) === canonicalJson(plainValue(b)))
  )
    return [];
  return [{ path, sides: [a, b] }];
}

/** The differences for people: a path, then a line for each environment; last what stands in one of them only. `closed`: some secrets were not opened. */
export function diffText(
  found: readonly ValueDifference[],
  names: readonly [string, string],
  closed: boolean,
): string {
  if (found.length === 0)
    return closed
      ? `no difference that can be seen between ${names[0]} and ${names[1]}\n`
      : `${names[0]} and ${names[1]} have the same values\n`;
  const width = Math.max(...names.map((one) => one.length));
  const both = found.filter(({ sides }) => sides[0] && sides[1]);
  const lines = both.flatMap(({ path, sides }) => [
    showPath(path),
    ...sides.map((node, at) => `    ${(names[at] as string).padEnd(width)}  ${sideText(node as MergedNode)}`),
  ]);
  names.forEach((name, at) => {
    const only = found.filter(({ sides }) => sides[at] && !sides[1 - at]);
    if (only.length === 0) return;
    lines.push(`only in ${name}:`);
    for (const { path, sides } of only)
      for (const leaf of leavesOf(sides[at] as MergedNode, path))
        lines.push(`    ${showPath(leaf.path)}: ${leaf.text}  ${place(leaf)}`);
  });
  return `${lines.join("\n")}\n`;
}

/** The same as JSON; a side is null where the environment has nothing at the path. */
export function diffJson(found: readonly ValueDifference[], names: readonly [string, string]): string {
  const differences = found.map(({ path, sides }) => ({
    path: showPath(path),
    values: sides.map((node) => (node ? sideJson(node) : null)),
  }));
  return `${JSON.stringify({ version: 1, environments: names, differences }, null, 2)}\n`;
}

function sideText(node: MergedNode): string {
  const last = node.origins.at(-1);
  return `${compact(node)}${last ? `  ${showPlace(last)}` : ""}`;
}

function sideJson(node: MergedNode): Json {
  const last = node.origins.at(-1);
  return {
    value: maskedJson(node),
    secret: leavesOf(node, []).some((one) => one.secret),
    ...(last && placeJson(last)),
  };
}

/** Long lists and maps are told, not shown. */
function compact(node: MergedNode): string {
  const text = JSON.stringify(maskedJson(node));
  if (node.kind === "scalar" || text.length <= 100) return text.replaceAll(JSON.stringify(MASK), MASK);
  return node.kind === "list" ? `a list of ${node.items.length}` : `a map of ${node.entries.size}`;
}

function place(leaf: Leaf): string {
  const last = leaf.origins.at(-1);
  return last ? showPlace(last) : "";
}
