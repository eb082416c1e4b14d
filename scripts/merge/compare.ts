import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { canonicalJson, isObject, type Json, showPath, type ValuePath } from "../core/json.ts";
import type { Environment } from "../environment/model.ts";
import type { MergedNode } from "./model.ts";
import { nodeAt } from "./value.ts";

/** Paths at which two values differ, deepest first steps that can be named; lists count as one value. */
export function differences(a: Json | undefined, b: Json | undefined, path: ValuePath = []): ValuePath[] {
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return keys.flatMap((key) => differences(a[key], b[key], [...path, key]));
  }
  if (a === undefined || b === undefined) return a === b ? [] : [path];
  return canonicalJson(a) === canonicalJson(b) ? [] : [path];
}

/** Where the checked values are not those that helmfile will use: a finding for each path, without any value. */
export function compareValues(
  checked: Json,
  applied: Json,
  about: { readonly what: string; readonly node?: MergedNode; readonly environment?: string },
): Diagnostic[] {
  return differences(checked, applied).map((path) => {
    const origins = nodeAt(about.node, path)?.origins ?? [];
    const last = origins.at(-1);
    return diagnostic("CR220", `\`${showPath(path)}\` of ${about.what} is not what was checked`, {
      place: last?.place,
      labels: origins.slice(0, -1).map(({ place }) => ({ message: "also set here", place })),
      note: "helmfile reads another value at this path than chartroom",
      help: "run the check again; if it stays, write the value plainly in one layer",
      environment: about.environment,
    });
  });
}

/** The values of two readings of one environment, release by release: nothing may change between check and apply. */
export function compareEnvironments(checked: Environment, now: Environment): Diagnostic[] {
  const names = new Set([...checked.releases, ...now.releases].map((one) => one.name));
  return [...names].flatMap((name) => {
    const before = checked.releases.find((one) => one.name === name);
    const after = now.releases.find((one) => one.name === name);
    if (before && after) {
      return compareValues(before.values, after.values, {
        what: `release ${name}`,
        environment: checked.name,
      });
    }
    const message = before ? `release ${name} is gone since the check` : `release ${name} was not checked`;
    return [diagnostic("CR220", message, { place: (before ?? after)?.place, environment: checked.name })];
  });
}
