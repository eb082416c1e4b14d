import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";

/** A finding where git would take a key that lies in its repository; none where it lies elsewhere, or there is no git. */
export async function keyInGit(key: string): Promise<Diagnostic[]> {
  const folder = path.dirname(key);
  const where = await run("git", ["rev-parse", "--show-prefix"], { cwd: folder });
  if (where.code !== 0) return [];
  const ignored = await run("git", ["check-ignore", "--quiet", "--no-index", path.basename(key)], {
    cwd: folder,
  });
  if (ignored.code === 0) return [];
  const line = `/${where.stdout.trim()}${path.basename(key)}`;
  return [
    diagnostic("CR733", `git does not ignore the private key ${line.slice(1)}`, {
      help: `add the line ${line} to .gitignore at the repository's root`,
    }),
  ];
}
