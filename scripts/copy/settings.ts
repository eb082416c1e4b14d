import path from "node:path";
import type { ValuePath } from "../core/json.ts";
import type { Place } from "../core/source.ts";
import { findHelmfile } from "../environment/find.ts";
import { listEnvironments } from "../environment/list.ts";
import { releaseKey } from "../environment/model.ts";
import { environmentValues } from "../merge/environment.ts";
import type { MergedMap } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { annotateReleases } from "../validate/release.ts";
import type { Setting } from "./migrations.ts";

/**
 * Looks for the places where any environment's values files set a value of the chart in `folder`. Undefined where there
 * is no helmfile, or none of its environments can be read: nothing is known then.
 */
export async function settingsOf(root: string, folder: string): Promise<Setting | undefined> {
  const found = findHelmfile(root);
  if (!found.ok) return undefined;
  const names = await listEnvironments(found.value);
  if (!names.ok) return undefined;
  const values: MergedMap[] = [];
  let read = false;
  for (const name of names.value) {
    const opened = await openEnvironment({ ...found.value, name, helmfileOptions: [] });
    if (!opened.ok) continue;
    read = true;
    const environment = opened.value.value;
    const { merged } = await environmentValues(environment);
    const annotated = await annotateReleases(environment, merged);
    for (const release of environment.releases) {
      if (release.chartPath === undefined || path.resolve(release.chartPath) !== path.join(root, folder))
        continue;
      const ours = annotated.get(releaseKey(release))?.ours;
      if (ours) values.push(ours);
    }
  }
  return read ? (steps) => placesIn(values, steps) : undefined;
}

/** Each place once, though several environments share the file. */
function placesIn(values: readonly MergedMap[], steps: ValuePath): readonly Place[] {
  const places = new Map<string, Place>();
  for (const one of values) {
    for (const { place, key } of nodeAt(one, steps)?.origins ?? []) {
      const at = key ?? place;
      places.set(`${at.file}:${at.line}:${at.column}`, at);
    }
  }
  return [...places.values()];
}
