import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { isDirectory } from "../../scripts/core/files.ts";

/**
 * A machine inside of this one: network, mount and process namespaces that end with their first process, so that
 * nothing of it outlives that process: no mount, link, route, packet filter rule or process. What is left then is the
 * folder and the cgroups, which `removeMachine` takes away.
 */
export interface Machine {
  readonly directory: string;
  /** The first process of the namespaces, as this machine numbers it. */
  readonly pid: number;
}

/** The address of the node, API server included. It exists in the machine's own network namespace only. */
export const nodeAddress = "10.99.0.1";

/**
 * Settings that a kubelet changes for the whole computer. In the machine's mount namespace files stand over them, so
 * the kubelet is content and the computer's own never change.
 */
const shadowed = [
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
];

/** Makes the namespaces. `pause` is the program that becomes their first process. */
export async function makeMachine(directory: string, pause: string): Promise<Machine> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of ["log", "varlog", "varlib", "varlib.work", "sysctl"])
    mkdirSync(path.join(directory, name));
  // Whoever looks for what is ours finds it by this path, which no other process has as its name.
  copyFileSync(pause, firstProgram(directory));
  const namespaces = ["--net", "--mount", "--pid", "--ipc", "--fork", "--kill-child", "--mount-proc"];
  spawn("unshare", [...namespaces, "--propagation", "private", firstProgram(directory)], {
    detached: true,
    stdio: "ignore",
    cwd: "/",
  }).unref();
  for (let attempt = 0; firstProcesses(directory).length === 0; attempt += 1) {
    if (attempt === 200) throw new Error("unshare made no namespaces");
    await sleep(25);
  }
  const machine = { directory, pid: firstProcesses(directory)[0] as number };
  const files = shadowed.map((name) => {
    const file = path.join(directory, "sysctl", name.replaceAll("/", "."));
    writeFileSync(file, readFileSync(`/proc/sys/${name}`));
    return `mount --bind ${file} /proc/sys/${name}`;
  });
  must(
    inside(machine, "sh", [
      "-ec",
      `
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/lock
mount --bind ${directory}/varlog /var/log
mount -t overlay overlay -o lowerdir=/var/lib,upperdir=${directory}/varlib,workdir=${directory}/varlib.work /var/lib
${files.join("\n")}
ip link set lo up
ip link add node0 type dummy 2>/dev/null || ip link add node0 type bridge
ip address add ${nodeAddress}/24 dev node0
ip link set node0 up
ip route add default dev node0 src ${nodeAddress}
echo 1 > /proc/sys/net/ipv4/ip_forward
`,
    ]),
  );
  return machine;
}

/** The arguments that run a command in the machine, all namespaces of it or the network alone. */
export function enter(machine: Machine, what: "all" | "network", command: string, args: readonly string[]) {
  const namespaces = what === "all" ? ["--net", "--mount", "--pid", "--ipc"] : ["--net"];
  return ["nsenter", "--target", String(machine.pid), ...namespaces, "--", command, ...args];
}

/** Runs a command to its end in the machine. */
export function inside(machine: Machine, command: string, args: readonly string[]): SpawnSyncReturns<string> {
  const [program, ...rest] = enter(machine, "all", command, args) as [string, ...string[]];
  return spawnSync(program, rest, { encoding: "utf8" });
}

/** Starts a program that stays, with a log of its own; it ends with the machine at the latest. */
export function startInside(
  machine: Machine,
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = process.env,
): void {
  const log = openSync(path.join(machine.directory, "log", `${name}.log`), "a");
  const [program, ...rest] = enter(machine, "all", command, args) as [string, ...string[]];
  spawn(program, rest, { detached: true, stdio: ["ignore", log, log], env, cwd: "/" }).unref();
}

/** Throws with what a command said when it failed. */
export function must({ status, stdout, stderr, error }: SpawnSyncReturns<string>): string {
  if (status === 0) return stdout;
  throw new Error(`a command in the machine failed: ${error?.message ?? (stderr || stdout)}`);
}

/** Ends a machine and removes what it leaves, without waiting on any program of it: works half-made, and twice. */
export function removeMachine(directory: string): void {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const first = firstProcesses(directory);
    if (first.length === 0 && cgroupsOf(directory).every(isEmptyGroup)) break;
    for (const pid of first) kill(pid);
    pauseFor(25);
  }
  for (const group of cgroupsOf(directory)) removeGroup(group);
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * The name below every cgroup hierarchy that holds the pods of a machine. It is of the whole path: the kubelet ends what
 * it does not know there, and two machines in different temp folders may have the same last name.
 */
export function cgroupName(directory: string): string {
  const digest = createHash("sha256").update(path.resolve(directory)).digest("hex");
  return `${path.basename(directory)}-${digest.slice(0, 8)}`;
}

function firstProgram(directory: string): string {
  return path.join(directory, "first-process");
}

/** Processes named by the machine's first program: the one in the namespaces, not unshare, whose name is its own. */
export function firstProcesses(directory: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] === firstProgram(directory);
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
}

function cgroupsOf(directory: string): string[] {
  const root = "/sys/fs/cgroup";
  return [root, ...readdirSync(root).map((name) => path.join(root, name))]
    .map((hierarchy) => path.join(hierarchy, cgroupName(directory)))
    .filter(isDirectory);
}

function isEmptyGroup(group: string): boolean {
  try {
    return groupsBelow(group).every((one) => readFileSync(path.join(one, "cgroup.procs"), "utf8") === "");
  } catch {
    return true;
  }
}

function removeGroup(group: string): void {
  for (const one of groupsBelow(group)) rmdirSync(one);
}

/** The group and all below it, deepest first. */
function groupsBelow(group: string): string[] {
  const below = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...below.flatMap((entry) => groupsBelow(path.join(group, entry.name))), group];
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** Removal also runs while the process exits, where nothing can be awaited. */
function pauseFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
