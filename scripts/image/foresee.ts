import type { Diagnostic } from "../core/diagnostic.ts";
import { canonicalJson, isObject, type Json } from "../core/json.ts";
import { makeSource, type Place } from "../core/source.ts";
import type { Environment } from "../environment/model.ts";
import { layerJson } from "../layers/json.ts";
import { parseLayer } from "../layers/parse.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { validateEnvironment } from "../validate/environment.ts";
import { annotateReleases } from "../validate/release.ts";

/** What is set below an image's map. */
export type ImageValues = Readonly<Partial<Record<"repository" | "tag", string>>>;

/** What an edit of a values file did beside setting the values at `path`, in words; undefined when it did nothing else. */
export function misread(
  file: string,
  before: string,
  after: string,
  path: readonly string[],
  values: ImageValues,
): string | undefined {
  for (const reader of ["helm", "helmfile"] as const) {
    const was = parseLayer(makeSource(file, before), { reader });
    const is = parseLayer(makeSource(file, after), { reader });
    if (is.diagnostics.length > was.diagnostics.length) return "the line would not be read as it is meant";
    if (canonicalJson(layerJson(is.root)) !== canonicalJson(withImage(layerJson(was.root), path, values)))
      return "the line would change other values, too, or not this one (an anchor, a merge)";
  }
  return undefined;
}

/** A value with texts set below a path of keys; what is no map on the way becomes one. */
function withImage(value: Json, path: readonly string[], values: ImageValues): Json {
  const map = isObject(value) ? value : {};
  const [key, ...rest] = path;
  if (key === undefined) return { ...map, ...values };
  return { ...map, [key]: withImage(map[key] ?? null, rest, values) };
}

/** The errors that an environment has with these values and has not without them; `place` is where they will stand. */
export async function findingsWith(
  environment: Environment,
  merged: MergedMap,
  path: readonly string[],
  values: ImageValues,
  place: Place,
): Promise<Diagnostic[]> {
  const annotated = await annotateReleases(environment, merged);
  const [owner = "", ...inside] = path;
  const keys = environment.releases
    .filter(({ name }) => name === owner)
    .map(({ namespace }) => `/${namespace}/${owner}`);
  const changed = new Map(
    [...annotated].map(([key, one]) => [
      key,
      keys.some((end) => key.endsWith(end))
        ? { ...one, final: withNodes(one.final, inside, values, place) }
        : one,
    ]),
  );
  const errors = (...of: Parameters<typeof validateEnvironment>) =>
    validateEnvironment(...of).filter(({ severity }) => severity === "error");
  const known = new Set(
    errors(environment, merged, annotated).map(({ code, message }) => `${code} ${message}`),
  );
  return errors(environment, withNodes(merged, path, values, place), changed).filter(
    ({ code, message }) => !known.has(`${code} ${message}`),
  );
}

/** Merged values with texts set below a path, as if a layer had set them. */
function withNodes(map: MergedMap, path: readonly string[], values: ImageValues, place: Place): MergedMap {
  const origins = [{ place, layer: 0, layers: 1 }];
  const entries = new Map<string, MergedNode>(map.entries);
  const [key, ...rest] = path;
  if (key === undefined) {
    for (const [name, value] of Object.entries(values))
      entries.set(name, { kind: "scalar", value, secret: false, origins });
  } else {
    const inner = entries.get(key);
    const below = inner?.kind === "map" ? inner : { kind: "map" as const, entries: new Map(), origins };
    entries.set(key, withNodes(below, rest, values, place));
  }
  return { ...map, entries };
}
