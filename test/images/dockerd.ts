import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Ran, type RunOptions, run } from "../../scripts/core/exec.ts";
import { onExit } from "../../scripts/core/lifetime.ts";
import { makeNetwork, type Network } from "./network.ts";

const PREFIX = "chartroom-dockerd-";

/** A docker of a test: its daemon in a network of its own, all that it stores in one folder. */
export interface Docker {
  readonly network: Network;
  /** For `docker` and whoever looks for its daemon. */
  readonly env: NodeJS.ProcessEnv & Record<string, string>;
  /** The socket of the containerd that the daemon has started. */
  readonly containerd: string;
  /** Runs Debian's docker to its end. */
  docker(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same, and throws where it fails; gives stdout without the last line end. */
  must(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts Debian's dockerd; it ends with this process, however that ends, but for SIGKILL: then the next start tidies up. */
export async function startDocker(): Promise<Docker> {
  removeStale();
  const network = makeNetwork();
  const folder = mkdtempSync(path.join(os.tmpdir(), PREFIX));
  writeFileSync(path.join(folder, "pid"), `${process.pid}`);
  const at = (name: string) => path.join(folder, name);
  const socket = at("docker.sock");
  writeFileSync(at("daemon.json"), "{}");
  const log = openSync(at("log"), "a");
  const daemon = spawn(
    network.enter[0] as string,
    [
      ...network.enter.slice(1),
      "/usr/sbin/dockerd",
      `--host=unix://${socket}`,
      `--data-root=${at("data")}`,
      `--exec-root=${at("exec")}`,
      `--pidfile=${at("dockerd.pid")}`,
      `--config-file=${at("daemon.json")}`,
    ],
    { stdio: ["ignore", log, log], detached: true },
  );
  const tidy = () => {
    kill(daemon, "SIGTERM");
    waitForEnd(daemon.pid);
    kill(daemon, "SIGKILL");
    removeFolder(folder);
    network.remove();
  };
  const forget = onExit(tidy);
  const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: at("client") };
  const docker: Docker["docker"] = (args, options = {}) =>
    run("/usr/bin/docker", args, { ...options, env: { ...env, DOCKER_BUILDKIT: "1", ...options.env } });
  for (let tries = 0; (await docker(["version"])).code !== 0; tries++) {
    if (daemon.exitCode !== null || tries > 300) {
      const said = readFileSync(at("log"), "utf8").slice(-2000);
      forget();
      tidy();
      throw new Error(`dockerd did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    network,
    env,
    containerd: at("exec/containerd/containerd.sock"),
    docker,
    must: async (...args) => {
      const ran = await docker(args);
      if (ran.code !== 0) throw new Error(`docker ${args.join(" ")}: ${ran.stderr}`);
      return ran.stdout.trimEnd();
    },
    stop: async () => {
      forget();
      tidy();
    },
  };
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** Synchronous, since it also runs while this process ends: until the group is gone, half a minute at most. */
function waitForEnd(group: number | undefined): void {
  for (let tries = 0; tries < 300 && group !== undefined && lives(group); tries++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

/** A process of the group runs; one that has ended and that nobody took notice of yet (a zombie) does not. */
function lives(group: number): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [state, , of] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return Number(of) === group && state !== "Z";
      } catch {
        return false; // it has just ended
      }
    });
}

/** Removes what a daemon stored, with what is still mounted in it. */
function removeFolder(folder: string): void {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const inside = mounts.map((line) => line.split(" ")[1] ?? "").filter((one) => one.startsWith(`${folder}/`));
  for (const one of inside.reverse()) spawnSync("umount", ["--lazy", one]);
  rmSync(folder, { recursive: true, force: true });
}

/** What a run left that was killed: its daemon, mounts and folder. */
function removeStale(): void {
  for (const name of readdirSync(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name);
    if (!name.startsWith(PREFIX)) continue;
    const owner = existsSync(path.join(folder, "pid")) ? readFileSync(path.join(folder, "pid"), "utf8") : "0";
    if (existsSync(`/proc/${owner}`)) continue;
    const pidFile = path.join(folder, "dockerd.pid");
    if (existsSync(pidFile)) spawnSync("kill", [readFileSync(pidFile, "utf8")]);
    removeFolder(folder);
  }
}
