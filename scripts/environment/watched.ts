import { createHash, type Hash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import path from "node:path";
import { FileTimes } from "../core/file-times.ts";

/** Everything below a repository's root, as far as helmfile can read it. */
export interface Watched {
  /** SHA-256 of every name and every file's bytes. */
  readonly digest: string;
  /** Every file, relative to the root, with forward slashes. */
  readonly files: readonly string[];
  /** Whether everything is still as it was read, at another look. */
  isSame(): boolean;
}

/** A repository that is larger holds more than charts and values: reading it whole would cost more than helmfile does. */
const MOST_FILES = 5000;
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Reads a repository whole, so that it does not matter by what name helmfile comes to a file. Undefined where that is too
 * much, or would say too little: a link out of the repository, a pipe, a file that may not be read.
 */
export function watch(root: string): Watched | undefined {
  const hash = createHash("sha256");
  const read = look(root, hash);
  if (!read) return undefined;
  const digest = hash.digest("hex");
  return {
    digest,
    files: read.files,
    isSame() {
      if (!read.times.settled) return watch(root)?.digest === digest;
      return look(root, undefined)?.times.noted === read.times.noted;
    },
  };
}

/** One look at everything; with a `hash` the files are read, too. */
function look(root: string, hash: Hash | undefined): Reading | undefined {
  try {
    const reading = {
      root,
      real: realpathSync(root),
      hash,
      files: [],
      names: 0,
      bytes: 0,
      times: new FileTimes(),
    };
    readFolder(root, "", reading);
    return reading;
  } catch {
    return undefined; // not to be watched, or it changes under our hands
  }
}

interface Reading {
  readonly root: string;
  readonly real: string;
  readonly hash: Hash | undefined;
  readonly files: string[];
  names: number;
  bytes: number;
  readonly times: FileTimes;
}

/** Beside a repository's own files; no values are kept there, and who names one is not watched (watchable.ts). */
export function isUnwatched(step: string): boolean {
  return step === ".git" || step === "node_modules";
}

/** Whether a path, absolute and with its links resolved, is one of those that are read; `root` likewise. */
export function isWatched(root: string, file: string): boolean {
  const steps = path.relative(root, file).split(path.sep);
  return steps[0] !== ".." && !path.isAbsolute(steps.join(path.sep)) && !steps.some(isUnwatched);
}

function readFolder(folder: string, name: string, reading: Reading): void {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries)
    if (!isUnwatched(entry.name))
      readEntry(
        path.join(folder, entry.name),
        name === "" ? entry.name : `${name}/${entry.name}`,
        entry,
        reading,
      );
}

function readEntry(file: string, name: string, entry: Dirent, reading: Reading): void {
  const { hash } = reading;
  reading.names += 1;
  if (reading.names > MOST_FILES) throw new Error("too many files");
  const { size } = reading.times.note(file);
  if (entry.isDirectory()) {
    hash?.update(JSON.stringify(["folder", name]));
    readFolder(file, name, reading);
  } else if (entry.isSymbolicLink()) {
    hash?.update(JSON.stringify(["link", name, readlinkSync(file)]));
    if (!isWatched(reading.real, targetOf(file))) throw new Error("a link out of the repository");
  } else if (entry.isFile()) {
    reading.bytes += size;
    if (reading.bytes > MOST_BYTES) throw new Error("too large");
    if (hash) {
      const bytes = readFileSync(file);
      hash.update(JSON.stringify(["file", name, bytes.length])).update(bytes);
    }
    reading.files.push(name);
  } else throw new Error("a pipe or a device");
}

/** Where a link leads to, or would lead to if something were there. */
function targetOf(link: string): string {
  try {
    return realpathSync(link);
  } catch {
    return path.resolve(realpathSync(path.dirname(link)), readlinkSync(link));
  }
}
