import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { onExit } from "../../scripts/core/lifetime.ts";
import { bases } from "./places.ts";
import { rootArchive } from "./rootfs.ts";

/** Debian's buildah with a store of its own. */
export interface Buildah {
  readonly env: NodeJS.ProcessEnv & Record<string, string>;
  buildah(...args: string[]): Promise<Ran>;
  stop(): void;
}

const PREFIX = "chartroom-buildah-";

/** A store for buildah in one folder, with the base images; removed when the process ends. */
export async function startBuildah(): Promise<Buildah> {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split("-")[0] : undefined;
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeStore(path.join(os.tmpdir(), name)); // of a run that was killed
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  const at = (name: string) => path.join(folder, name);
  writeFileSync(
    at("storage.conf"),
    `[storage]\ndriver = "overlay"\ngraphroot = "${at("store")}"\nrunroot = "${at("run")}"\n`,
  );
  // No runc and no rights of it: steps run in a chroot.
  const env = { CONTAINERS_STORAGE_CONF: at("storage.conf"), BUILDAH_ISOLATION: "chroot", TMPDIR: at("tmp") };
  mkdirSync(at("tmp"));
  const tidy = () => removeStore(folder);
  const forget = onExit(tidy);
  const buildah = (...args: string[]) => run("/usr/bin/buildah", args, { env });
  for (const name of ["runner", "builder"] as const) {
    const context = path.dirname(await rootArchive(name));
    writeFileSync(at("Dockerfile"), `FROM scratch\nADD ${path.basename(await rootArchive(name))} /\n`);
    const made = await buildah("build", "--tag", bases[name], "--file", at("Dockerfile"), context);
    if (made.code !== 0) throw new Error(made.stderr);
  }
  return {
    env,
    buildah,
    stop: () => {
      tidy();
      forget();
    },
  };
}

function removeStore(folder: string): void {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const inside = mounts.map((line) => line.split(" ")[1] ?? "").filter((one) => one.startsWith(`${folder}/`));
  for (const one of inside.reverse()) spawnSync("umount", ["--lazy", one]);
  rmSync(folder, { recursive: true, force: true });
}
