import { existsSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";

/** How many files of a kind stay: other checkouts, and branches of this one, have others and want theirs again. */
const KEPT = 4;

/** Whether a file of a cache is there; then it counts as used just now. */
export function isCached(file: string): boolean {
  if (!existsSync(file)) return false;
  utimesSync(file, new Date(), new Date());
  return true;
}

/** Removes the files of a folder whose names begin like this, but for the few that were used last. */
export function forgetOld(folder: string, prefix: string): void {
  const used = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => path.join(folder, name))
    .sort((a, b) => used(b) - used(a));
  for (const file of files.slice(KEPT)) rmSync(file, { force: true });
}
