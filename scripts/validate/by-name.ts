import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearest } from "../core/nearest.ts";
import type { Release } from "../environment/model.ts";
import { importedNodes } from "../merge/final.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import type { ReleasePart } from "./chart-parts.ts";

/**
 * Values of a chart that has no schema, compared by name with its values.yaml. Keys of subcharts, `global`, `tags` and
 * what the chart imports are known as well. A subchart is only spoken of where the release sets something for it.
 */
export function namedFindings(
  ours: MergedMap,
  part: ReleasePart,
  parts: readonly ReleasePart[],
  release: Release,
): Diagnostic[] {
  const set = nodeAt(ours, part.path);
  if (part.path.length > 0 && set === undefined) return [];
  const findings: Diagnostic[] = [
    diagnostic("CR215", `chart \`${part.name}\` has no schema: its values are compared by name only`, {
      place: release.place,
    }),
  ];
  const known = [part.defaults, ...importedNodes(part, parts)].filter((one) => one.entries.size > 0);
  const beside = new Set(["global", "tags", ...part.depends, ...subchartKeys(part, parts)]);
  const visit = (node: MergedNode, bases: readonly MergedNode[], depth: number): void => {
    const maps = bases.filter((one) => one.kind === "map");
    // An empty map among the defaults takes anything (labels, annotations); below it nothing is known.
    if (node.kind !== "map" || maps.length === 0 || maps.some((one) => depth > 0 && one.entries.size === 0))
      return;
    for (const [key, child] of node.entries) {
      if (depth === 0 && beside.has(key)) continue;
      const inner = maps.map((one) => one.entries.get(key)).filter((one) => one !== undefined);
      if (inner.length > 0) visit(child, inner, depth + 1);
      else findings.push(unnamed(key, child, maps, part.name));
    }
  };
  if (set && known.length > 0) visit(set, known, 0);
  return findings;
}

function subchartKeys(part: ReleasePart, parts: readonly ReleasePart[]): string[] {
  const depth = part.path.length;
  return parts
    .filter(({ path }) => path.length === depth + 1 && part.path.every((step, at) => step === path[at]))
    .map(({ path }) => path[depth] as string);
}

function unnamed(key: string, node: MergedNode, maps: readonly MergedMap[], chart: string): Diagnostic {
  const last = node.origins.at(-1);
  const near = nearest(
    key,
    maps.flatMap((one) => [...one.entries.keys()]),
  );
  return diagnostic("CR214", `\`${key}\` is not in the values.yaml of chart \`${chart}\``, {
    place: last?.key ?? last?.place,
    help: near === undefined ? undefined : `did you mean \`${near}\`?`,
  });
}
