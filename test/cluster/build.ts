import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run } from "../../scripts/core/exec.ts";
import { cacheDirectory, isDirectory } from "../../scripts/core/files.ts";
import { onExit } from "../../scripts/core/lifetime.ts";
import { findGo, goEnvironment } from "../../scripts/tools/go.ts";
import { withLock } from "../../scripts/tools/lock.ts";

/** What is compiled of one Go module of the tests: programs as Go packages, and other names for the one program. */
export interface Part {
  readonly programs: Readonly<Record<string, string>>;
  readonly links?: readonly string[];
  readonly flags: readonly string[];
}

/** A built program's path by its name. */
export type Programs = Readonly<Record<string, string>>;

/** Where the built parts lie; CHARTROOM_CLUSTER_PARTS overrides it, so that a test can build them anew. */
function partsDirectory(): string {
  return process.env.CHARTROOM_CLUSTER_PARTS || cacheDirectory("cluster-parts");
}

/** True when a module (its folder with go.mod and go.sum) is built already as it is now. */
export function isBuilt(module: string, part: Part): boolean {
  return isDirectory(folderOf(module, part));
}

/**
 * Builds a module that is not built yet and returns its programs' paths. A built module's folder is named by a digest
 * of its sources and flags, so a warm run builds nothing. Throws with Go's last words when it cannot be built.
 */
export async function buildPart(module: string, part: Part, say: (line: string) => void): Promise<Programs> {
  const folder = folderOf(module, part);
  if (!isDirectory(folder)) {
    await withLock(
      `${folder}.lock`,
      (pid) => say(`waiting for process ${pid}, which builds ${path.basename(module)}`),
      () => build(module, part, folder, say),
    );
  }
  const names = [...Object.keys(part.programs), ...(part.links ?? [])];
  return Object.fromEntries(names.map((name) => [name, path.join(folder, name)]));
}

function folderOf(module: string, part: Part): string {
  const hash = createHash("sha256").update(JSON.stringify([part, process.arch]));
  for (const file of readdirSync(module).sort())
    hash.update(`\0${file}\0`).update(readFileSync(path.join(module, file)));
  return path.join(partsDirectory(), `${path.basename(module)}-${hash.digest("hex").slice(0, 12)}`);
}

async function build(module: string, part: Part, folder: string, say: (line: string) => void): Promise<void> {
  if (isDirectory(folder)) return; // another run was quicker
  const name = path.basename(module);
  const go = await findGo();
  if (!go) throw new Error(`Go is not on PATH, so ${name} cannot be built`);
  const begun = Date.now();
  say(`building ${name}`);
  const beside = `${folder}.building-${process.pid}`;
  const forget = onExit(() => rmSync(beside, { recursive: true, force: true }));
  mkdirSync(beside, { recursive: true });
  try {
    for (const [program, main] of Object.entries(part.programs)) {
      const output = path.join(beside, program);
      const args = ["-n", "10", go.path, "build", "-p", "2", "-trimpath", "-buildvcs=false"];
      const ran = await run("nice", [...args, ...part.flags, "-o", output, main], {
        cwd: module,
        env: goEnvironment(),
      });
      if (ran.code !== 0) throw new Error(`${name} was not built: ${ran.stderr.slice(-2000)}`);
    }
    for (const link of part.links ?? []) symlinkSync(name, path.join(beside, link));
    renameSync(beside, folder);
    say(`built ${name} in ${Math.round((Date.now() - begun) / 1000)} s`);
  } finally {
    rmSync(beside, { recursive: true, force: true });
    forget();
  }
}
