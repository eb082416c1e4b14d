import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { showPath, type ValuePath } from "../core/json.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { isNull } from "../merge/value.ts";

/** An environment as it is compared with its neighbours. */
export interface ComparedEnvironment {
  readonly name: string;
  /** Its own values, with each installed release's final values under the release's name. */
  readonly values: MergedMap;
  /** The releases it has. */
  readonly releases: readonly string[];
}

/**
 * Keys that stand in one environment only although another has the map around them: a setting that was forgotten in the
 * others, or left behind. A value with a default (of a chart, of a shared layer) stands in all of them.
 */
export function lonelyKeys(environments: readonly ComparedEnvironment[]): Diagnostic[] {
  if (environments.length < 2) return [];
  const releases = new Set(environments.flatMap((one) => one.releases));
  const findings = new Map<string, Diagnostic>();
  const visit = (maps: readonly (readonly [ComparedEnvironment, MergedMap])[], path: ValuePath): void => {
    for (const key of new Set(maps.flatMap(([, map]) => [...map.entries.keys()]))) {
      const holders = maps.flatMap(([environment, map]) => {
        const node = map.entries.get(key);
        return node && !isNull(node) ? [[environment, node] as const] : [];
      });
      const [only, ...others] = holders;
      if (only && others.length === 0) {
        // Whether an environment has a release is said by the helmfile, and no slip of its values.
        if (path.length === 0 && releases.has(key)) continue;
        const without = maps.flatMap(([one]) => (one === only[0] ? [] : [one.name]));
        const found = lonely([...path, key], only[0].name, only[1], without);
        // A value that several releases are handed is written once, and said once.
        findings.set(JSON.stringify([found.place, key]), found);
      } else if (holders.length > 1) {
        visit(
          holders.flatMap(([one, node]) => (node.kind === "map" ? [[one, node] as const] : [])),
          [...path, key],
        );
      }
    }
  };
  visit(
    environments.map((one) => [one, one.values] as const),
    [],
  );
  return [...findings.values()];
}

function lonely(
  path: ValuePath,
  environment: string,
  node: MergedNode,
  without: readonly string[],
): Diagnostic {
  const origin = node.origins.at(-1);
  return diagnostic("CR240", `\`${showPath(path)}\` stands in ${environment} only`, {
    place: origin?.key ?? origin?.place,
    note: `not in ${without.join(", ")}`,
    help: `where others need it too, set it there or in a layer they share; chartroom -e ${environment} values --diff ${without[0]} shows both`,
    environment,
  });
}
