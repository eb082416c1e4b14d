import { cpSync, lstatSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { privateDirectory } from "../core/private-directory.ts";
import { repositoryTop } from "../core/repository-top.ts";
import type { WorkCopy } from "./copy.ts";

/** Folders that no chart and no helmfile reads, and that are large. */
const LEFT_OUT: ReadonlySet<string> = new Set([".git", "node_modules", "_build", "deps"]);
const MOST_BYTES = 256 * 1024 * 1024;

/** The repository with a work copy in its file's place, in the private directory. */
export interface Mirror {
  /** What the root is in it, absolute. */
  readonly root: string;
  readonly remove: () => void;
}

/**
 * Copies a repository, from the folder that holds `.git` on, since charts may lie beside the root. Undefined where it is
 * larger than memory is to be used for.
 */
export function mirror(root: string, copy: WorkCopy): Mirror | undefined {
  const base = repositoryTop(root);
  const folder = mkdtempSync(path.join(privateDirectory().path, "mirror-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const inside = path.join(folder, path.relative(base, root));
  let bytes = 0;
  const filter = (from: string) => {
    const stat = lstatSync(from);
    bytes += stat.size;
    if (bytes > MOST_BYTES || LEFT_OUT.has(path.basename(from))) return false;
    return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
  };
  cpSync(base, folder, { recursive: true, verbatimSymlinks: true, filter });
  if (bytes > MOST_BYTES) {
    remove();
    return undefined;
  }
  cpSync(path.join(copy.folder, copy.file), path.join(inside, copy.file));
  return { root: inside, remove };
}
