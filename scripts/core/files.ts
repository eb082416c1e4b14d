import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

/** Writes beside the file and renames, so that a reader sees the old text or the new one, never half. */
export function writeWhole(file: string, text: string | Uint8Array, mode?: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text, mode === undefined ? {} : { mode });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** The file's text, or undefined where no file can be read: none is there, a folder or a pipe is, or it is forbidden. */
export function readIfThere(file: string): string | undefined {
  if (!isFile(file)) return undefined; // a pipe could keep us waiting
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

export function isDirectory(directory: string): boolean {
  return statOf(directory)?.isDirectory() ?? false;
}

export function isFile(file: string): boolean {
  return statOf(file)?.isFile() ?? false;
}

/** The part of a folder's path, from `root`, that is there and is no folder: nothing can be written below it. */
export function fileInTheWay(root: string, folder: string): string | undefined {
  const parts = folder.split("/").filter((one) => one !== "" && one !== ".");
  return parts
    .map((_, at) => parts.slice(0, at + 1).join("/"))
    .find((one) => {
      const there = statOf(path.join(root, one));
      return there !== undefined && !there.isDirectory();
    });
}

/** A path that leads through a file, or in a circle, leads nowhere, like one that leads through nothing. */
function statOf(name: string): Stats | undefined {
  try {
    return statSync(name, { throwIfNoEntry: false });
  } catch (error) {
    if (["ENOTDIR", "ELOOP", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw error;
  }
}

/** All files below a directory, sorted, relative to it, with forward slashes. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"),
    )
    .sort();
}

/** chartroom's per-user cache: XDG_CACHE_HOME or ~/.cache, then `chartroom`. CHARTROOM_CACHE overrides it. */
export function cacheDirectory(...parts: string[]): string {
  const base =
    process.env.CHARTROOM_CACHE ||
    path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "chartroom");
  return path.join(base, ...parts);
}
