import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { canonicalJson, showPath, type ValuePath } from "../core/json.ts";
import type { Place } from "../core/source.ts";
import { type Environment, type Release, releaseId } from "../environment/model.ts";
import { differences } from "../merge/compare.ts";
import { environmentValues } from "../merge/environment.ts";
import type { MergedMap } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import { annotateRelease } from "../validate/release.ts";

/** An environment as it was read at one moment, with each release's values and their places, by release. */
export interface Reading {
  readonly environment: Environment;
  readonly layered?: ReadonlyMap<string, MergedMap>;
}

/** A reading with the places of its values, which are looked for only where something changed. */
export async function withPlaces(environment: Environment): Promise<Reading> {
  const layered = new Map<string, MergedMap>();
  const { merged } = await environmentValues(environment);
  for (const one of environment.releases)
    layered.set(releaseId(one), (await annotateRelease(environment, one, merged)).ours);
  return { environment, layered };
}

/** What helmfile would use now and was not checked: somebody saved a file in between. One finding for each value. */
export function changedSince(checked: Reading, now: Reading): Diagnostic[] {
  const before = byId(checked.environment);
  const after = byId(now.environment);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    if (!was || !is) return [changed(id, is ? "was not there when it was checked" : "is gone", is ?? was)];
    const found = differences(was.values, is.values).map((path) =>
      changedValue(id, path, checked.layered?.get(id), now.layered?.get(id), is),
    );
    if (stated(was) !== stated(is)) found.push(changed(id, "has another chart, version or state now", is));
    return found;
  });
}

/** Who set the value that was checked and who sets the one of now, each by place: the values can be secrets. */
function changedValue(
  id: string,
  path: ValuePath,
  before: MergedMap | undefined,
  after: MergedMap | undefined,
  release: Release,
): Diagnostic {
  const was = placeOf(before, path);
  const is = placeOf(after, path);
  const [gone, isNew] = [is?.exact !== true, was?.exact !== true];
  const word = gone ? "was taken away" : isNew ? "was added" : "was changed";
  return diagnostic("CR614", `\`${showPath(path)}\` of ${id} ${word} after the check`, {
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

function changed(id: string, what: string, release: Release | undefined): Diagnostic {
  return diagnostic("CR614", `${id} ${what}`, {
    place: release?.place,
    help: "run the command again, so that what is checked is what is applied",
  });
}

function byId({ releases }: Environment): Map<string, Release> {
  return new Map(releases.map((one) => [releaseId(one), one]));
}

function stated({ chart, version, installed }: Release): string {
  return canonicalJson({ chart, version: version ?? "", installed });
}
