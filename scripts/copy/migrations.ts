import { compare } from "semver";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject, type Json, type ValuePath } from "../core/json.ts";
import type { Place } from "../core/source.ts";
import type { Tree } from "./tree.ts";

/** A value that a version of a chart renamed or removed. */
export interface Migration {
  /** The version that did it, from the file's name. */
  readonly version: string;
  readonly path: string;
  /** What it is called now; undefined where it is gone. */
  readonly renamed?: string;
  /** Why it is gone, and what to do instead. */
  readonly reason?: string;
}

/**
 * The migrations between two versions of a chart, oldest first. They lie in the chart: `migrations/VERSION.json` with
 * `renamed` (old path to new path) and `removed` (path to the reason).
 */
export function migrationsBetween(tree: Tree, from: string, to: string): readonly Migration[] {
  const found: Migration[] = [];
  for (const [name, bytes] of tree) {
    const version = /^migrations\/(\d+\.\d+\.\d+(?:-[\w.]+)?)\.json$/.exec(name)?.[1];
    if (version === undefined || compare(version, from) <= 0 || compare(version, to) > 0) continue;
    const read = readJson(bytes.toString("utf8"));
    if (!isObject(read)) continue;
    for (const [path, renamed] of texts(read.renamed)) found.push({ version, path, renamed });
    for (const [path, reason] of texts(read.removed)) found.push({ version, path, reason });
  }
  return found.sort((a, b) => compare(a.version, b.version));
}

/** Where a values file sets a path of a chart's values. */
export type Setting = (path: ValuePath) => readonly Place[];

/** One finding for each place that still sets a value that is renamed or gone. */
export function migrationFindings(
  folder: string,
  migrations: readonly Migration[],
  settings: Setting,
): readonly Diagnostic[] {
  return migrations.flatMap(({ version, path, renamed, reason }) => {
    const message =
      renamed === undefined
        ? `\`${path}\` of ${folder} is gone since ${version}`
        : `\`${path}\` of ${folder} is called \`${renamed}\` since ${version}`;
    const help = renamed === undefined ? (reason ?? "remove it") : `rename it to \`${renamed}\``;
    return settings(path.split(".")).map((place) => diagnostic("CR807", message, { place, help }));
  });
}

function texts(one: Json | undefined): readonly (readonly [string, string])[] {
  if (!isObject(one)) return [];
  return Object.entries(one).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value] as const] : [],
  );
}

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
