import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { canonicalJson, isObject, type Json, showPath, type ValuePath } from "../core/json.ts";
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
