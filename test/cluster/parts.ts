import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run } from "../../scripts/core/exec.ts";
import { cacheDirectory, isDirectory } from "../../scripts/core/files.ts";
import { onExit } from "../../scripts/core/lifetime.ts";
import { findGo, goEnvironment } from "../../scripts/tools/go.ts";
import { withLock } from "../../scripts/tools/lock.ts";

/** What is compiled of one module of `modules/`: programs as Go packages, and other names for the one program. */
interface Part {
  readonly programs: Readonly<Record<string, string>>;
  readonly links?: readonly string[];
  readonly flags: readonly string[];
}

const component = "k8s.io/component-base/version";
const containerd = "github.com/containerd/containerd/v2";

/** What a real node needs beyond chartroom's own tools. `kubernetes` has the versions of scripts/tools/modules. */
const parts: Readonly<Record<string, Part>> = {
  node: {
    programs: { node: "." },
    links: ["kubelet", "kube-proxy"],
    flags: [`-ldflags=-s -w -X ${component}.gitVersion=v1.37.2 -X ${component}.gitTreeState=clean`],
  },
  containerd: {
    programs: Object.fromEntries(
      ["containerd", "containerd-shim-runc-v2", "ctr"].map((name) => [name, `${containerd}/cmd/${name}`]),
    ),
    flags: [
      "-tags=no_btrfs no_devmapper no_zfs no_aufs",
      `-ldflags=-s -w -X ${containerd}/version.Version=v2.4.2`,
    ],
  },
  coredns: { programs: { coredns: "." }, flags: ["-ldflags=-s -w"] },
  pause: { programs: { pause: "." }, flags: ["-ldflags=-s -w"] },
};

/** Where the built parts lie; CHARTROOM_CLUSTER_PARTS overrides it, so that a test can build them anew. */
function partsDirectory(): string {
  return process.env.CHARTROOM_CLUSTER_PARTS || cacheDirectory("cluster-parts");
}

/** A built program's path by its name. */
export type Programs = Readonly<Record<string, string>>;

/**
 * Builds what is not built yet and returns every program's path. A module's folder is named by a digest of its sources
 * and flags, so a warm run builds nothing. Throws with Go's last words when a part cannot be built.
 */
export async function buildParts(say: (line: string) => void): Promise<Programs> {
  const programs: Record<string, string> = {};
  for (const [name, part] of Object.entries(parts)) {
    const folder = folderOf(name, part);
    if (!isDirectory(folder)) {
      await withLock(
        `${folder}.lock`,
        (pid) => say(`waiting for process ${pid}, which builds ${name}`),
        () => build(name, part, folder, say),
      );
    }
    for (const program of [...Object.keys(part.programs), ...(part.links ?? [])])
      programs[program] = path.join(folder, program);
  }
  return programs;
}

function source(name: string): string {
  return path.join(import.meta.dirname, "modules", name);
}

function folderOf(name: string, part: Part): string {
  const hash = createHash("sha256").update(JSON.stringify([part, process.arch]));
  for (const file of readdirSync(source(name)).sort())
    hash.update(`\0${file}\0`).update(readFileSync(path.join(source(name), file)));
  return path.join(partsDirectory(), `${name}-${hash.digest("hex").slice(0, 12)}`);
}

async function build(name: string, part: Part, folder: string, say: (line: string) => void): Promise<void> {
  if (isDirectory(folder)) return; // another run was quicker
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
        cwd: source(name),
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
