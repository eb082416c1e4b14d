import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../core/exec.ts";
import { privateDirectory } from "../core/private-directory.ts";
import type { Copy } from "./lock.ts";
import { originalFile } from "./original.ts";
import { drift } from "./status.ts";
import { digests, readTree, type Tree } from "./tree.ts";

/** How a copy was edited since it was copied, as git writes a difference; empty where it was not. `ours` is what it is now. */
export async function copyDifference(
  root: string,
  folder: string,
  copy: Copy,
  color: boolean,
  ours: Tree = readTree(path.join(root, folder)),
): Promise<string> {
  const { changed, added, removed } = drift(copy.files, digests(ours));
  const place = mkdtempSync(path.join(privateDirectory().path, "diff-"));
  const lost: string[] = [];
  try {
    const write = (side: string, file: string, bytes: Buffer) => {
      const to = path.join(place, side, folder, file);
      mkdirSync(path.dirname(to), { recursive: true });
      writeFileSync(to, bytes);
    };
    for (const side of ["a", "b"]) mkdirSync(path.join(place, side));
    for (const file of [...changed, ...removed]) {
      const was = await originalFile(root, folder, copy, file);
      if (was) write("a", file, was);
      else lost.push(file);
    }
    for (const file of [...changed, ...added]) {
      const is = ours.get(file);
      if (is && !lost.includes(file)) write("b", file, is);
    }
    const words = ["diff", "--no-index", "--no-prefix", `--color=${color ? "always" : "never"}`, "a", "b"];
    const ran = await run("git", words, { cwd: place });
    const unknown = lost.map(
      (file) => `${path.posix.join(folder, file)} was changed; how it was copied is known nowhere any more\n`,
    );
    return ran.stdout + unknown.join("");
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
