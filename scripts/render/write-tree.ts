import { createHash } from "node:crypto";
import { lstatSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere, writeWhole } from "../core/files.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import type { TreeFile } from "./tree.ts";

/** What a tree was made of the last time: lies in its folder. */
export const TREE_RECORD = ".chartroom-render.json";

export interface TreeRequest {
  /** The repository's root, from which places count. */
  readonly root: string;
  /** The tree's folder, absolute. */
  readonly directory: string;
  readonly environment: string;
  readonly files: readonly TreeFile[];
  /** Which files of the last time may be taken away where they are no more: those below these folders; undefined: all. */
  readonly within?: readonly string[] | undefined;
  /** Files of others are written over. */
  readonly force: boolean;
}

export interface TreeWritten {
  readonly written: number;
  readonly removed: number;
}

interface Recorded {
  readonly digest: string;
  readonly environment: string;
}

/**
 * Writes a tree, or nothing of it where a file stands in the way that is not as render left it (CR316). Files of the last
 * time that have no object any more are removed, unless somebody changed them.
 */
export function writeTree(request: TreeRequest): Result<TreeWritten> {
  const { root, directory, environment, files, within, force } = request;
  const before = readRecord(directory);
  const foreign = files.filter(
    ({ file, text }) => !isOurs(directory, file, before.get(file), digestOf(text)),
  );
  if (foreign.length > 0 && !force)
    return fail(foreign.map((one) => inTheWay(root, path.join(directory, one.file))));
  const stale = [...before].filter(
    ([file, one]) =>
      one.environment === environment &&
      !files.some((other) => other.file === file) &&
      (within?.some((folder) => file.startsWith(`${folder}/`)) ?? true),
  );
  const record = new Map(before);
  let at = directory;
  let removed = 0;
  try {
    for (const { file, text } of files) {
      at = path.join(directory, file);
      writeWhole(at, text);
      record.set(file, { digest: digestOf(text), environment });
    }
    for (const [file, { digest }] of stale) {
      at = path.join(directory, file);
      record.delete(file);
      if (contentOf(at) !== digest) continue; // somebody's own by now
      rmSync(at, { force: true });
      removeEmpty(directory, path.dirname(at));
      removed += 1;
    }
    at = path.join(directory, TREE_RECORD);
    const sorted = [...record].sort(([a], [b]) => (a < b ? -1 : 1));
    writeWhole(at, `${JSON.stringify({ version: 1, files: Object.fromEntries(sorted) }, null, 2)}\n`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const note = `the system says ${code}`;
    const help = "give another folder, or make room in this one; what was written before stays";
    return fail([diagnostic("CR317", `${at} could not be written`, { note, help })]);
  }
  return ok({ written: files.length, removed });
}

/** Whether a file may be written over: it is not there, is as render left it, or is what would be written. */
function isOurs(directory: string, file: string, recorded: Recorded | undefined, wanted: string): boolean {
  const there = contentOf(path.join(directory, file));
  return there === undefined || there === recorded?.digest || there === wanted;
}

/** The digest of a file; undefined where nothing is, and a word that is no digest where something else is. */
function contentOf(file: string): string | undefined {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (!stats) return undefined;
    return stats.isFile() ? digestOf(readFileSync(file, "utf8")) : "no file";
  } catch (error) {
    // A file where a folder is needed is told when it is written to.
    return (error as NodeJS.ErrnoException).code === "ENOTDIR" ? undefined : "unreadable";
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function removeEmpty(root: string, folder: string): void {
  for (let at = folder; at.startsWith(root + path.sep); at = path.dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return; // not empty
    }
  }
}

/** A record that cannot be read is none: then every file that is there is somebody's own. */
function readRecord(directory: string): Map<string, Recorded> {
  const files = parse(readIfThere(path.join(directory, TREE_RECORD)) ?? "").files;
  const entries = Object.entries(isObject(files) ? files : {}).flatMap(([file, one]) =>
    isObject(one) &&
    typeof one.digest === "string" &&
    !path.isAbsolute(file) &&
    !file.split("/").includes("..")
      ? [[file, { digest: one.digest, environment: String(one.environment) }] as const]
      : [],
  );
  return new Map(entries);
}

function parse(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as unknown;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function inTheWay(root: string, file: string): Diagnostic {
  const relative = path.relative(root, file).split(path.sep).join("/");
  const inside = !relative.startsWith("../");
  return diagnostic("CR316", `${inside ? relative : file} is not as \`render\` left it`, {
    ...(inside && { place: fileStart(relative) }),
    note: "it is somebody's own, or was edited; nothing was written",
    help: "move it away, give another folder, or --force to write over it",
  });
}
