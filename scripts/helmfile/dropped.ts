import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { showPath, type ValuePath } from "../core/json.ts";
import { type Environment, type Release, releaseKey } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import type { ReleaseValues } from "../validate/release.ts";
import type { AppliedKeys } from "./applied.ts";

/** Settings that the last applied release had and that no layer sets now, each named as high as it is gone. */
export function droppedSettings(
  environment: Environment,
  annotated: ReleaseValues,
  applied: readonly AppliedKeys[],
): Diagnostic[] {
  return environment.releases.flatMap((release) => {
    const before = applied.find((one) => one.release === releaseKey(release));
    const now = annotated.get(releaseKey(release));
    if (!before || !now) return [];
    const gone = new Map<string, ValuePath>();
    for (const path of before.paths) {
      const lost = firstLost(now.ours, path);
      if (lost) gone.set(JSON.stringify(lost), lost);
    }
    return [...gone.values()].map((path) =>
      finding(release, path, before.from, now.ours, nodeAt(now.final, path) !== undefined),
    );
  });
}

/** The first step of a path that leads nowhere; undefined where all is there, or where a map became something else. */
function firstLost(root: MergedMap, path: ValuePath): ValuePath | undefined {
  for (let length = 1; length <= path.length; length++) {
    const parent = nodeAt(root, path.slice(0, length - 1));
    if (parent?.kind !== "map") return undefined;
    if (!parent.entries.has(String(path[length - 1]))) return path.slice(0, length);
  }
  return undefined;
}

function finding(
  release: Release,
  path: ValuePath,
  from: string,
  ours: MergedMap,
  hasDefault: boolean,
): Diagnostic {
  const parent = path.length > 1 ? nodeAt(ours, path.slice(0, -1))?.origins.at(-1) : undefined;
  const place = parent?.key ?? parent?.place ?? release.place;
  return diagnostic(
    "CR242",
    `\`${showPath([release.name, ...path])}\` was set in ${from} and is set no more`,
    {
      place,
      span: "no layer sets it here now",
      note: hasDefault ? "the chart's default takes its place" : "the chart has no default for it",
      help: "set it again if it was dropped by mistake; an apply makes this the new state",
    },
  );
}
