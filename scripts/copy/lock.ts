import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { readIfThere, writeWhole } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import type { Source } from "./source.ts";
import type { Digests } from "./tree.ts";

/** At the root of the repository that has the copies. */
export const LOCK = "charts.lock.json";

/** One copied chart, as it was at its source when it was copied or last updated. */
export interface Copy {
  readonly source: Source;
  /** Of Chart.yaml. */
  readonly version: string;
  /** Of a git source. */
  readonly commit?: string;
  readonly files: Digests;
}

/**
 * How the entries stand to the repository's helmfile. alone: there was none. folder: a file in helmfile.d/ beside others.
 * file: lines that a person adds to helmfile.yaml.
 */
export type Layout = "alone" | "folder" | "file";
const LAYOUTS: readonly string[] = ["alone", "folder", "file"] satisfies Layout[];

/** The files around the copied charts, as `copy --kit` made them: the environment schema, the helmfile entries. */
export interface Kit {
  readonly layout: Layout;
  /** The helmfile that it is for, from the root, where that is not the one at the root. */
  readonly helmfile?: string;
  /** Folders of the copies that it is for, from the root. */
  readonly charts: readonly string[];
  /** By their path from the root, as they were made. */
  readonly files: Digests;
}

/** The copies by their folder from the root, with `/`. `schemas/charts-lock.schema.json` documents the file. */
export type Copies = Readonly<Record<string, Copy>>;

interface Lock {
  readonly copies: Copies;
  readonly kit: Kit | undefined;
}

/** The lock's copies; none where there is no lock. */
export function readLock(root: string): Result<Copies> {
  const read = readWhole(root);
  return read.ok ? ok(read.value.copies) : read;
}

/** The lock's kit; undefined where none was copied. */
export function readKit(root: string): Result<Kit | undefined> {
  const read = readWhole(root);
  return read.ok ? ok(read.value.kit) : read;
}

function readWhole(root: string): Result<Lock> {
  const text = readIfThere(path.join(root, LOCK));
  if (text === undefined) return ok({ copies: {}, kit: undefined });
  const broken = (why: string) =>
    fail([
      diagnostic("CR802", `${LOCK} cannot be read: ${why}`, {
        place: fileStart(LOCK),
        help: `take the last good one: git checkout HEAD -- ${LOCK}`,
      }),
    ]);
  let read: Json;
  try {
    read = JSON.parse(text) as Json;
  } catch {
    return broken("it is not JSON");
  }
  if (!isObject(read) || read.version !== 1) return broken("its version is not 1");
  if (!isObject(read.copies)) return broken("it has no `copies`");
  const wrong = Object.entries(read.copies).find(([folder, one]) => !isInside(folder) || !isCopy(one));
  if (wrong) return broken(`the entry of ${JSON.stringify(wrong[0])} is none`);
  if (read.kit !== undefined && !isKit(read.kit)) return broken("its `kit` is none");
  return ok({ copies: read.copies as unknown as Copies, kit: read.kit as unknown as Kit | undefined });
}

/** Writes the lock with sorted keys, so that equal copies are equal bytes. Without `kit`, that of the file stays. */
export function writeLock(root: string, copies: Copies, kit?: Kit): void {
  const there = readKit(root);
  const present = kit ?? (there.ok ? there.value : undefined);
  const sorted = Object.fromEntries(
    Object.keys(copies)
      .sort()
      .map((folder) => {
        const { source, version, commit, files } = copies[folder] as Copy;
        return [folder, { source, version, ...(commit !== undefined && { commit }), files: byName(files) }];
      }),
  );
  const lock = {
    version: 1,
    copies: sorted,
    ...(present && {
      kit: {
        layout: present.layout,
        ...(present.helmfile !== undefined && { helmfile: present.helmfile }),
        charts: [...present.charts].sort(),
        files: byName(present.files),
      },
    }),
  };
  writeWhole(path.join(root, LOCK), `${JSON.stringify(lock, null, 2)}\n`);
}

function byName(files: Digests): Digests {
  return Object.fromEntries(
    Object.keys(files)
      .sort()
      .map((one) => [one, files[one] as string]),
  );
}

/** A lock that somebody edited must not lead a write out of the repository. */
const isInside = (name: string): boolean =>
  name !== "" &&
  !path.posix.isAbsolute(name) &&
  path.posix.normalize(name) === name &&
  !name.startsWith("..");

function isCopy(one: Json | undefined): boolean {
  if (!isObject(one) || typeof one.source !== "string" || typeof one.version !== "string") return false;
  if (one.commit !== undefined && !/^[0-9a-f]{40,64}$/.test(String(one.commit))) return false;
  return isDigests(one.files);
}

function isKit(one: Json): boolean {
  if (!isObject(one) || !Array.isArray(one.charts)) return false;
  if (!LAYOUTS.includes(String(one.layout))) return false;
  if (one.helmfile !== undefined && !(typeof one.helmfile === "string" && isInside(one.helmfile)))
    return false;
  return one.charts.every((folder) => typeof folder === "string" && isInside(folder)) && isDigests(one.files);
}

function isDigests(files: Json | undefined): boolean {
  return (
    isObject(files) &&
    Object.entries(files).every(([name, value]) => isInside(name) && /^[0-9a-f]{64}$/.test(String(value)))
  );
}
