import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../core/exec.ts";
import { privateDirectory } from "../core/private-directory.ts";

/** A merged file; `conflicts` counts the places that hold both sides between marks. */
export interface Merged {
  readonly bytes: Buffer;
  readonly conflicts: number;
}

/** What stands behind the marks, so that a reader knows which side is whose. */
export interface Labels {
  readonly ours: string;
  readonly base: string;
  readonly theirs: string;
}

/**
 * Merges one file of which both sides changed, by `git merge-file`: the marks are git's because git makes them. Without
 * a base, everything in which the two differ is a conflict. Undefined where it is no text, or git is not there.
 */
export async function mergeFile(
  ours: Buffer,
  base: Buffer | undefined,
  theirs: Buffer,
  labels: Labels,
): Promise<Merged | undefined> {
  if ([ours, base, theirs].some((one) => one?.includes(0))) return undefined;
  const folder = mkdtempSync(path.join(privateDirectory().path, "merge-"));
  try {
    const write = (name: string, bytes: Buffer) => {
      writeFileSync(path.join(folder, name), bytes);
      return name;
    };
    const sides = [write("ours", ours), write("base", base ?? Buffer.alloc(0)), write("theirs", theirs)];
    const names = ["-L", labels.ours, "-L", labels.base, "-L", labels.theirs];
    const ran = await run("git", ["merge-file", "-p", ...names, ...sides], { cwd: folder });
    // The exit code is the number of conflicts, at most 127; 255 is an error.
    if (ran.code === null || ran.code > 127 || ran.missing) return undefined;
    return { bytes: Buffer.from(ran.stdout), conflicts: ran.code };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
