import path from "node:path";
import { escapePattern } from "../core/escape-pattern.ts";
import { readIfThere } from "../core/files.ts";
import { fileStart, makeSource, type Place, placeAt } from "../core/source.ts";
import { findHelmfile } from "../environment/find.ts";
import { listEnvironments } from "../environment/list.ts";
import { type Environment, type Release, releaseKey } from "../environment/model.ts";
import { readLayer } from "../layers/read.ts";
import { environmentValues } from "../merge/environment.ts";
import { layerMap } from "../merge/merge.ts";
import type { MergedMap, Origin } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import type { Keys } from "../validate/migrations.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { annotateReleases } from "../validate/release.ts";
import { releasesOfSchema, subchartKeys } from "./users.ts";

/** A place where a values file sets a value of a chart. */
export interface SetHere {
  readonly place: Place;
  /** A template makes the value: the place is where its last key stands in the text, else the file. */
  readonly made: boolean;
}

/** What the repository's environments set for a chart. */
export interface Settings {
  /** Each place once, by file and line, though several environments share the file. */
  places(keys: Keys): readonly SetHere[];
  /** Environments that could not be read, so that nothing is known of them. */
  readonly unread: readonly string[];
}

/** Values for a chart, and the keys from them to the chart's own: the alias of a subchart. */
interface Values {
  readonly values: MergedMap;
  readonly under: Keys;
}

/**
 * Looks for the places where any environment's values set something for the chart in `folder`: as a release's chart, or as
 * a subchart of one by a path. A release that an environment switches off counts as well, where the environment has values
 * below its name. `helmfile` is one that is not at the root. Undefined where there is none: nothing is known then. Places
 * count from the root of the copies, which need not be the helmfile's.
 */
export async function settingsOf(
  root: string,
  folder: string,
  helmfile?: string,
): Promise<Settings | undefined> {
  const found = findHelmfile(root, helmfile);
  if (!found.ok) return undefined;
  const base = path.relative(root, found.value.root).split(path.sep).join("/");
  const names = await listEnvironments(found.value);
  if (!names.ok) return undefined;
  const target = path.join(root, folder);
  const values: Values[] = [];
  const unread: string[] = [];
  const off: { readonly merged: MergedMap; readonly releases: ReadonlySet<string> }[] = [];
  const users = new Map<string, readonly Keys[]>(
    releasesOfSchema(found.value.root, path.posix.relative(base, folder)).map((one) => [one, [[]]]),
  );
  for (const name of names.value) {
    const opened = await openEnvironment({ ...found.value, name, helmfileOptions: [] });
    if (!opened.ok) {
      unread.push(name);
      continue;
    }
    const environment = opened.value.value;
    const { merged } = await environmentValues(environment);
    const of = environment.releases.filter((one) => keysTo(one, target).length > 0);
    for (const one of of) users.set(one.name, keysTo(one, target));
    values.push(...(await releaseValues(environment, merged, of, target)));
    off.push({ merged, releases: new Set(of.map((one) => one.name)) });
  }
  for (const { merged, releases } of off)
    for (const [name, unders] of users) {
      const below = merged.entries.get(name);
      if (releases.has(name) || below?.kind !== "map") continue;
      values.push(...unders.map((under) => ({ values: below, under })));
    }
  const fromRoot = ({ place, made }: SetHere) => ({
    place: { ...place, file: path.posix.join(base, place.file) },
    made,
  });
  return { unread, places: (keys) => placesIn(found.value.root, values, keys).map(fromRoot) };
}

/** The keys under which a release's chart has the chart in `target`: none for itself, the alias for a subchart. */
function keysTo({ chartPath }: Release, target: string): readonly Keys[] {
  return chartPath === undefined ? [] : subchartKeys(path.resolve(chartPath), target);
}

/** The values of releases; those of an umbrella chart's own values.yaml, which is the user's as well, stand beside them. */
async function releaseValues(
  environment: Environment,
  merged: MergedMap,
  releases: readonly Release[],
  target: string,
): Promise<Values[]> {
  const installed = releases.map((one) => ({ ...one, installed: true }));
  const annotated = await annotateReleases({ ...environment, releases: installed }, merged);
  return installed.flatMap((release) => {
    const ours = annotated.get(releaseKey(release))?.ours;
    return keysTo(release, target).flatMap((under) => [
      ...(ours ? [{ values: ours, under }] : []),
      ...(under.length > 0
        ? umbrellaValues(environment.root, release).map((values) => ({ values, under }))
        : []),
    ]);
  });
}

function umbrellaValues(root: string, { chartPath }: Release): readonly MergedMap[] {
  if (chartPath === undefined) return [];
  const file = path.relative(root, path.join(chartPath, "values.yaml")).split(path.sep).join("/");
  if (readIfThere(path.join(root, file)) === undefined) return [];
  const read = readLayer(root, file);
  return read.ok ? [layerMap(read.value.root, { layer: 0, layers: 1 })] : [];
}

function placesIn(root: string, values: readonly Values[], keys: Keys): readonly SetHere[] {
  const places = new Map<string, SetHere>();
  for (const { values: one, under } of values) {
    for (const origin of nodeAt(one, [...under, ...keys])?.origins ?? []) {
      const here = setHere(root, origin, keys.at(-1) as string);
      places.set(`${here.place.file}:${here.place.line}:${here.place.column}`, here);
    }
  }
  return [...places.values()].sort(
    ({ place: a }, { place: b }) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}

/** A template's text is looked through for the key: where it stands once, that is the line. */
function setHere(root: string, { place, key, made }: Origin, name: string): SetHere {
  if (key) return { place: key, made: false };
  if (!made) return { place, made: false };
  const source = makeSource(place.file, readIfThere(path.resolve(root, place.file)) ?? "");
  const found = [
    ...source.text.matchAll(new RegExp(`^[ \\t-]*["']?(${escapePattern(name)})["']?[ \\t]*:`, "gm")),
  ];
  const [only] = found;
  if (found.length !== 1 || only === undefined) return { place: fileStart(place.file), made: true };
  const start = only.index + only[0].indexOf(name);
  return { place: placeAt(source, start, start + name.length), made: true };
}
