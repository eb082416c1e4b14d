import { readFileSync } from "node:fs";
import path from "node:path";
import compare from "semver/functions/compare.js"; // the whole library takes longer to load than a start
import { filesBelow, isDirectory } from "../core/files.ts";
import { isObject, type Json, parseJson, type ValuePath } from "../core/json.ts";
import { readPath } from "../merge/path.ts";

/** Keys from a chart's values to one of them: migrations lead through maps alone. */
export type Keys = readonly string[];

/** What a version of a chart did to one of its values. */
export interface Change {
  /** The version that did it, from the file's name. */
  readonly version: string;
  readonly from: Keys;
  /** Where it is now; undefined where it is gone. */
  readonly to?: Keys;
  /** Why it is gone, and what to do instead. */
  readonly reason?: string;
}

/** Where a chart says what its versions did to the values, from the chart's folder. */
export const MIGRATIONS = "migrations";

/** The version that a file of `migrations/` is about; undefined where its name is none. */
export function migrationVersion(name: string): string | undefined {
  return /^(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)\.json$/.exec(name)?.[1];
}

/**
 * The changes between two versions of a chart (or all up to its newest), oldest first. They lie in the chart: `migrations/VERSION.json` with
 * `renamed` (old path to new path) and `removed` (path to the reason); schemas/migration.schema.json documents it. What is
 * none is left out: `chartroom lint` tells those who write the chart.
 */
export function changesBetween(
  tree: Iterable<readonly [name: string, bytes: Buffer]>,
  from: string | undefined,
  to?: string,
): readonly Change[] {
  const found: Change[] = [];
  for (const [name, bytes] of tree) {
    const version = name.startsWith(`${MIGRATIONS}/`)
      ? migrationVersion(name.slice(MIGRATIONS.length + 1))
      : undefined;
    if (version === undefined || (to !== undefined && compare(version, to) > 0)) continue;
    if (from !== undefined && compare(version, from) <= 0) continue;
    found.push(...readChanges(version, bytes.toString("utf8")));
  }
  return found.sort((a, b) => compare(a.version, b.version));
}

/**
 * What became of a value that a chart, a folder, does not know: the last change of it or of one below it. Undefined where
 * the chart tells nothing of it.
 */
export function changeOf(chart: string, value: ValuePath): Change | undefined {
  const folder = path.join(chart, MIGRATIONS);
  if (!isDirectory(folder)) return undefined;
  const files = filesBelow(folder).map(
    (name) => [`${MIGRATIONS}/${name}`, readFileSync(path.join(folder, name))] as const,
  );
  const changes = changesBetween(files, undefined);
  const first = changes.findLast(({ from }) => value.every((key, at) => from[at] === key));
  // A value may have been moved more than once.
  return (
    first &&
    changes
      .slice(changes.indexOf(first) + 1)
      .reduce((so, next) => (same(so.to, next.from) ? { ...next, from: first.from } : so), first)
  );
}

/** The changes that a migration's text states; what is no path is left out. */
export function readChanges(version: string, text: string): readonly Change[] {
  const read = parseJson(text);
  if (!isObject(read)) return [];
  const renamed = texts(read.renamed).flatMap(([path, other]): readonly Change[] => {
    const [from, to] = [keysOf(path), keysOf(other)];
    return from && to ? [{ version, from, to }] : [];
  });
  const removed = texts(read.removed).flatMap(([path, reason]): readonly Change[] => {
    const from = keysOf(path);
    return from ? [{ version, from, reason }] : [];
  });
  return [...renamed, ...removed];
}

/** The keys of a path as it is typed, `image.name` or `labels."a.b/c"`; undefined where it is none, or leads into a list. */
export function keysOf(text: string): Keys | undefined {
  const path = readPath(text);
  if (path === undefined || path.length === 0) return undefined;
  return path.every((one) => typeof one === "string") ? (path as Keys) : undefined;
}

const same = (a: Keys | undefined, b: Keys): boolean =>
  a?.length === b.length && b.every((key, at) => key === a[at]);

function texts(one: Json | undefined): readonly (readonly [string, string])[] {
  if (!isObject(one)) return [];
  return Object.entries(one).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value] as const] : [],
  );
}
