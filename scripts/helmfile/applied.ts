import { createHash } from "node:crypto";
import { readdirSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { cacheDirectory, isDirectory, readIfThere, writeWhole } from "../core/files.ts";
import { isObject, type Json, parseJson, type ValuePath } from "../core/json.ts";
import { type Environment, releaseKey } from "../environment/model.ts";
import type { Deployed } from "./deployed.ts";
import type { Target } from "./target.ts";

/** Which values a release was last applied with: the keys alone, never what they held. */
export interface AppliedKeys {
  /** `releaseKey` of the release. */
  readonly release: string;
  /** Where this is known from, in words: `revision 3`, `the apply of 2026-11-24 18:03`. */
  readonly from: string;
  readonly paths: readonly ValuePath[];
}

interface Remembered {
  readonly version: 1;
  readonly root: string;
  readonly context: string;
  readonly releases: Readonly<
    Record<string, { readonly from: string; readonly paths: readonly ValuePath[] }>
  >;
}

/**
 * Keeps the keys of an environment's releases after they were applied, in the user's cache, so that a check can tell
 * what vanished without asking a cluster. Releases that this apply left out stay as they are remembered.
 */
export function rememberApplied(environment: Environment, target: Target, at: Date): void {
  const file = fileOf(environment);
  const before = read(file);
  const from = `the apply of ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const applied = environment.releases
    .filter((one) => one.installed)
    .map((one) => [releaseKey(one), { from, paths: keysOf(one.values) }]);
  const known = before?.context === target.context ? before.releases : {};
  const releases = { ...known, ...Object.fromEntries(applied) };
  try {
    const { root } = environment;
    writeWhole(file, JSON.stringify({ version: 1, root, context: target.context, releases }), 0o600);
    forget(({ root }) => !isDirectory(root)); // a repository that is no more
  } catch {
    // A cache that cannot be written: the next check knows a little less.
  }
}

/** What is remembered of the last apply from this machine; nothing where the environment has gone to another context. */
export function rememberedApplied(environment: Environment): AppliedKeys[] {
  const known = read(fileOf(environment));
  if (!known || known.context !== (environment.context ?? known.context)) return [];
  return Object.entries(known.releases).map(([release, one]) => ({ release, ...one }));
}

/** Forgets what was applied to a cluster that is no more. */
export function forgetApplied(context: string): void {
  forget((known) => known.context === context);
}

function forget(isOld: (known: Remembered) => boolean): void {
  const folder = cacheDirectory("applied");
  if (!isDirectory(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const known = read(file);
    if (known && isOld(known)) rmSync(file, { force: true });
  }
}

/** The same as the cluster knows it, whoever applied last. */
export function clusterApplied(environment: Environment, deployed: readonly Deployed[]): AppliedKeys[] {
  return environment.releases.flatMap((release) => {
    const found = deployed.find(
      ({ record }) => record.name === release.name && record.namespace === release.namespace,
    );
    if (!found) return [];
    const from = `revision ${found.record.revision}`;
    return [{ release: releaseKey(release), from, paths: keysOf(found.values) }];
  });
}

/** The paths of all settings: maps are followed, a list is one setting; null and an empty map set nothing. */
function keysOf(value: Json, at: ValuePath = []): ValuePath[] {
  if (value === null) return [];
  if (!isObject(value)) return [at];
  return Object.entries(value).flatMap(([key, one]) => keysOf(one, [...at, key]));
}

/** One file for each environment of each repository. */
function fileOf({ root, name }: Environment): string {
  const digest = createHash("sha256")
    .update(`${realpathSync(root)}\0${name}`)
    .digest("hex")
    .slice(0, 32);
  return cacheDirectory("applied", `${digest}.json`);
}

function read(file: string): Remembered | undefined {
  const found = parseJson(readIfThere(file) ?? "");
  return isObject(found) && found.version === 1 && isObject(found.releases)
    ? (found as unknown as Remembered)
    : undefined;
}
