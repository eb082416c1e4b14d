import { existsSync } from "node:fs";
import path from "node:path";
import { LOCK } from "./lock.ts";

/** The nearest folder above that has a lock or is a git repository's root; else the working directory. */
export function repositoryRoot(cwd: string): string {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    if ([LOCK, ".git"].some((one) => existsSync(path.join(folder, one)))) return folder;
    if (folder === path.dirname(folder)) return path.resolve(cwd);
  }
}
