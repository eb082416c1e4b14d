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

/** The copies by their folder from the root, with `/`. `schemas/charts-lock.schema.json` documents the file. */
export type Copies = Readonly<Record<string, Copy>>;

/** The lock's copies; none where there is no lock. */
export function readLock(root: string): Result<Copies> {
  const text = readIfThere(path.join(root, LOCK));
  if (text === undefined) return ok({});
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
  return ok(read.copies as unknown as Copies);
}

/** Writes the lock with sorted keys, so that equal copies are equal bytes. */
export function writeLock(root: string, copies: Copies): void {
  const sorted = Object.fromEntries(
    Object.keys(copies)
      .sort()
      .map((folder) => {
        const { source, version, commit, files } = copies[folder] as Copy;
        const names = Object.keys(files).sort();
        const ordered = Object.fromEntries(names.map((one) => [one, files[one]]));
        return [folder, { source, version, ...(commit !== undefined && { commit }), files: ordered }];
      }),
  );
  writeWhole(path.join(root, LOCK), `${JSON.stringify({ version: 1, copies: sorted }, null, 2)}\n`);
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
  if (!isObject(one.files)) return false;
  return Object.entries(one.files).every(
    ([name, value]) => isInside(name) && /^[0-9a-f]{64}$/.test(String(value)),
  );
}
