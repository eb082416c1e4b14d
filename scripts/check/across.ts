import type { Diagnostic } from "../core/diagnostic.ts";
import { keptByText } from "../core/kept.ts";
import type { Environment } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import type { ReleaseValues } from "../validate/release.ts";

/** What is looked at of a checked environment. */
export interface TogetherChecked {
  readonly environment: Environment;
  readonly merged: MergedMap;
  readonly annotated: ReleaseValues;
  readonly id?: string;
}

/**
 * What only several environments together show; `complete` says that they are all of the repository's. The modules are
 * loaded, and values asked for, only where nothing is kept from a run on the same content.
 */
export async function acrossEnvironments(
  checked: readonly TogetherChecked[],
  complete: boolean,
): Promise<Diagnostic[]> {
  if (checked.length < 2 && !complete) return [];
  const { lyingFiles, overriddenLayers } = await import("../validate/unused-layers.ts");
  const find = async (): Promise<Diagnostic[]> => {
    const { lonelyKeys } = await import("../validate/across.ts");
    const { withReleases } = await import("../validate/release.ts");
    const compared = checked.map(({ environment, merged, annotated }) => ({
      name: environment.name,
      values: withReleases(environment, merged, annotated),
      releases: environment.releases.map((one) => one.name),
    }));
    const { sharedClusters } = await import("./shared-clusters.ts");
    return [
      ...lonelyKeys(compared),
      ...sharedClusters(checked),
      ...(complete ? overriddenLayers(checked) : []),
    ];
  };
  const ids = checked.map((one) => one.id);
  const found = ids.includes(undefined)
    ? await find()
    : await keptByText("chartroom across", JSON.stringify([complete, ...ids]), find);
  return complete ? [...found, ...lyingFiles(checked.map((one) => one.environment))] : found;
}
