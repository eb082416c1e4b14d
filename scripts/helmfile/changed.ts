import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { canonicalJson, showPath, type ValuePath } from "../core/json.ts";
import type { Place } from "../core/source.ts";
import { type Environment, type Release, releaseKey } from "../environment/model.ts";
import { differences } from "../merge/compare.ts";
import { environmentValues } from "../merge/environment.ts";
import type { MergedMap } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import { annotateReleases, type ReleaseValues } from "../validate/release.ts";

/** An environment as it was read at one moment, with each release's values and their places, by release. */
export interface Reading {
  readonly environment: Environment;
  readonly annotated?: ReleaseValues;
}

/** A reading with the places of its values, which are looked for only where something changed. */
export async function withPlaces(environment: Environment): Promise<Reading> {
  const { merged } = await environmentValues(environment);
  return { environment, annotated: await annotateReleases(environment, merged) };
}

/** What helmfile would use now and was not checked: somebody saved a file in between. One finding for each value. */
export function changedSince(checked: Reading, now: Reading): Diagnostic[] {
  const before = byId(checked.environment);
  const after = byId(now.environment);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    const name = nameOf(is ?? was);
    if (!was || !is) return [changed(name, is ? "was not there when it was checked" : "is gone", is ?? was)];
    const found = differences(was.values, is.values).map((path) =>
      changedValue(name, path, checked.annotated?.get(id)?.ours, now.annotated?.get(id)?.ours, is),
    );
    if (stated(was) !== stated(is)) found.push(changed(name, "has another chart, version or state now", is));
    return found;
  });
}

/** Who set the value that was checked and who sets the one of now, each by place: the values can be secrets. */
function changedValue(
  name: string,
  path: ValuePath,
  before: MergedMap | undefined,
  after: MergedMap | undefined,
  release: Release,
): Diagnostic {
  const was = placeOf(before, path);
  const is = placeOf(after, path);
  const [gone, isNew] = [is?.exact !== true, was?.exact !== true];
  const word = gone ? "was taken away" : isNew ? "was added" : "was changed";
  return diagnostic("CR614", `\`${showPath(path)}\` of ${name} ${word} after the check`, {
    place: is?.place ?? release.place,
    hidden: true,
    labels: was
      ? [
          {
            message: isNew ? "the checked values stand here" : "the checked value was set here",
            place: was.place,
          },
        ]
      : [],
    note: gone
      ? "the place is the layer that now stands around it"
      : "the place is the layer that sets it now",
    help: "run the command again, so that what is checked is what is applied",
  });
}

/** The layer that set the value at a path; where nothing does, the one around it. */
function placeOf(
  node: MergedMap | undefined,
  path: ValuePath,
): { readonly place: Place; readonly exact: boolean } | undefined {
  for (let length = path.length; length > 0; length--) {
    const origin = nodeAt(node, path.slice(0, length))?.origins.at(-1);
    if (origin) return { place: origin.place, exact: length === path.length };
  }
  return undefined;
}

function changed(name: string, what: string, release: Release | undefined): Diagnostic {
  return diagnostic("CR614", `${name} ${what}`, {
    place: release?.place,
    help: "run the command again, so that what is checked is what is applied",
  });
}

function byId({ releases }: Environment): Map<string, Release> {
  return new Map(releases.map((one) => [releaseKey(one), one]));
}

function stated({ chart, version, installed }: Release): string {
  return canonicalJson({ chart, version: version ?? "", installed });
}

function nameOf(release: Release | undefined): string {
  return `${release?.namespace}/${release?.name}`;
}
