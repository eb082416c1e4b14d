import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { toolsDirectory } from "../scripts/tools/cached.ts";
import { withLock } from "../scripts/tools/lock.ts";

/** A tool of the tests: its program, or why it cannot be had here. */
export type TestTool = { readonly path: string } | { readonly missing: string };

/** A program of the tools' cache, made once by `make`, which gives the reason where it cannot. */
export async function keptTool(
  name: string,
  version: string,
  content: string,
  make: (folder: string) => Promise<string | undefined>,
): Promise<TestTool> {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const folder = path.join(toolsDirectory(), `test-${name}-${version}-${digest}`);
  mkdirSync(path.join(toolsDirectory(), "locks"), { recursive: true });
  return withLock(
    path.join(toolsDirectory(), "locks", path.basename(folder)),
    () => {},
    async () => {
      const program = { path: path.join(folder, name) };
      if (existsSync(program.path)) return program;
      const beside = mkdtempSync(`${folder}.building-`);
      const missing = await make(beside);
      if (missing === undefined) renameSync(beside, folder);
      else rmSync(beside, { recursive: true, force: true });
      return missing === undefined ? program : { missing };
    },
  );
}
