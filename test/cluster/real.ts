import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ran, run } from "../../scripts/core/exec.ts";
import { isDirectory, readIfThere } from "../../scripts/core/files.ts";
import { isInterrupted, onExit } from "../../scripts/core/lifetime.ts";
import { isAlive, startOf } from "../../scripts/core/private-directory.ts";
import { installTools } from "../../scripts/tools/install.ts";
import { archiveImages, programImage } from "./archive.ts";
import type { Programs } from "./build.ts";
import { type ControlPlanePart, startControlPlane } from "./control-plane.ts";
import { dnsImage, dnsObjects } from "./dns.ts";
import { context, makeKeys } from "./keys.ts";
import { enter, firstProcesses, type Machine, makeMachine, must, removeMachine } from "./machine.ts";
import {
  containerdSocket,
  pauseImage,
  startContainerd,
  startKubelet,
  startPolicies,
  startProxy,
} from "./node.ts";
import { buildParts } from "./parts.ts";
import { storageObjects } from "./storage.ts";

/** A one-node cluster of real parts that runs in namespaces of its own. */
export interface RealCluster {
  readonly machine: Machine;
  readonly programs: Programs;
  readonly kubeconfig: string;
  readonly context: string;
}

const PREFIX = "chartroom-cluster-";
/** In the owner file of a cluster that stays when its maker ends: `main.ts up`. */
const KEPT = "kept";

/** The folder of the cluster that `main.ts up` makes and `down` removes. */
export function keptDirectory(): string {
  return path.join(os.tmpdir(), `${PREFIX}kept`);
}

const controlPlane: readonly ControlPlanePart[] = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
];

/**
 * Makes a cluster and returns when its node is ready and its DNS answers. It ends with this process, however that
 * ends, except for a SIGKILL, after which the next call removes it; with `keep` it stays until `down`.
 */
export async function up(options: { keep: boolean; say: (line: string) => void }): Promise<RealCluster> {
  const programs = await allPrograms(options.say);
  removeStale();
  const directory = options.keep ? keptDirectory() : path.join(os.tmpdir(), `${PREFIX}${process.pid}`);
  if (isDirectory(directory)) throw new Error(`a cluster is up already in ${directory}`);
  makeOwned(directory);
  const forget = onExit(() => removeMachine(directory));
  try {
    const cluster = await start(directory, programs, options.say);
    if (options.keep) {
      writeFileSync(path.join(directory, "owner"), KEPT);
      forget();
    }
    return cluster;
  } catch (error) {
    const logs = isInterrupted() ? "" : lastLines(directory);
    down(directory);
    forget();
    throw new Error(`${(error as Error).message}${logs}`, { cause: error });
  }
}

/**
 * The folder appears with its owner in it, so that no other run takes it for one whose maker was killed; until it does, its
 * name says who makes it.
 */
function makeOwned(directory: string): void {
  const beside = path.join(path.dirname(directory), `.${path.basename(directory)}.${process.pid}`);
  mkdirSync(beside, { mode: 0o700 });
  writeFileSync(path.join(beside, "owner"), `${process.pid} ${startOf(process.pid)}`);
  renameSync(beside, directory);
}

/** Ends a cluster and leaves the computer as it was; fine when there is none. */
export function down(directory: string): void {
  removeMachine(directory);
}

/** The cluster that `up` kept, or undefined. */
export async function keptCluster(): Promise<RealCluster | undefined> {
  const directory = keptDirectory();
  const [pid] = firstProcesses(directory);
  if (pid === undefined || readIfThere(path.join(directory, "owner")) !== KEPT) return undefined;
  return asCluster({ directory, pid }, await allPrograms(() => {}));
}

/** Clusters whose maker was killed before it could remove them. */
export function removeStale(): void {
  for (const name of readdirSync(os.tmpdir())) {
    if (!name.startsWith(PREFIX) && !name.startsWith(`.${PREFIX}`)) continue;
    const directory = path.join(os.tmpdir(), name);
    const owner = readIfThere(path.join(directory, "owner")) ?? "";
    if (owner === KEPT && firstProcesses(directory).length > 0) continue;
    const [pid = "0", began = ""] = (owner || path.extname(name).slice(1)).split(" ");
    if (Number(pid) > 0 && isAlive(Number(pid), began)) continue;
    down(directory);
  }
}

/** Runs a command of the host's in the cluster's network, where Service and pod addresses answer. */
export function onNetwork(cluster: RealCluster, command: string, args: readonly string[]): string[] {
  return enter(cluster.machine, "network", command, args);
}

/** kubectl against the cluster. */
export function kubectl(cluster: RealCluster, args: readonly string[], input?: string): Promise<Ran> {
  const [program, ...rest] = onNetwork(cluster, cluster.programs.kubectl as string, args);
  return run(program as string, rest, {
    env: { KUBECONFIG: cluster.kubeconfig, KUBECACHEDIR: path.join(cluster.machine.directory, "kube-cache") },
    ...(input !== undefined && { input }),
  });
}

/** Loads an image archive (docker's or OCI's) into the node. */
export function importImage(cluster: RealCluster, file: string): void {
  const [program, ...args] = importWords(cluster);
  must(spawnSync(program as string, [...args, file], { encoding: "utf8" }));
}

/** The words that do it, the archive after them: containerd's own client, in the namespace of the kubelet's images. */
export function importWords({ machine, programs }: RealCluster): string[] {
  const where = ["--address", containerdSocket, "--namespace", "k8s.io"];
  const verb = ["images", "import", "--local", "--snapshotter", "overlayfs"];
  return enter(machine, "all", programs.ctr as string, [...where, ...verb]);
}

async function allPrograms(say: (line: string) => void): Promise<Programs> {
  const tools = await installTools([...controlPlane, "kubectl"]);
  if (!tools.ok) throw new Error(tools.error.map((one) => one.message).join("; "));
  return {
    ...Object.fromEntries(tools.value.map((tool) => [tool.name, tool.path])),
    ...(await buildParts(say)),
  };
}

function asCluster(machine: Machine, programs: Programs): RealCluster {
  return {
    machine,
    programs,
    context,
    kubeconfig: path.join(machine.directory, "keys", "admin.kubeconfig"),
  };
}

async function start(
  directory: string,
  programs: Programs,
  say: (line: string) => void,
): Promise<RealCluster> {
  const begun = Date.now();
  const machine = await makeMachine(directory, programs.pause as string);
  const cluster = asCluster(machine, programs);
  makeKeys(directory);
  startContainerd(machine, programs);
  for (const part of ["etcd", "kube-apiserver"] as const) startControlPlane(machine, programs, part);
  startProxy(machine, programs);
  const system = path.join(directory, "system.tar");
  const image = (program: string, name: string) => programImage(programs[program] as string, name, directory);
  await archiveImages([image("pause", pauseImage), image("coredns", dnsImage)], system);
  await until("containerd answers", () => Promise.resolve(tryImport(cluster, system)));
  startKubelet(machine, programs); // it ends at once where containerd does not answer yet
  await until("the API server is ready", () => succeeds(cluster, ["get", "--raw", "/readyz"]));
  startPolicies(machine);
  // Both end at once where they have no rights yet.
  for (const part of ["kube-controller-manager", "kube-scheduler"] as const)
    startControlPlane(machine, programs, part);
  const items = [...dnsObjects(), ...storageObjects(directory)];
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await until("CoreDNS is applied", () => succeeds(cluster, ["apply", "-f", "-"], list));
  const dns = ["-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=1s"];
  await until("the node is ready", () =>
    succeeds(cluster, ["wait", "node/node", "--for=condition=Ready", "--timeout=1s"]),
  );
  await until("CoreDNS answers", () => succeeds(cluster, dns));
  await until("pods can be made", () =>
    succeeds(cluster, ["-n", "default", "get", "serviceaccount", "default"]),
  );
  say(`cluster ready after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  return cluster;
}

function tryImport(cluster: RealCluster, file: string): boolean {
  try {
    importImage(cluster, file);
    return true;
  } catch {
    return false;
  }
}

async function succeeds(cluster: RealCluster, args: readonly string[], input?: string): Promise<boolean> {
  return (await kubectl(cluster, args, input)).code === 0;
}

/** Asks five times a second for up to five minutes; throws with what was waited for. */
export async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 300_000;
  while (!(await ask())) {
    if (isInterrupted()) throw new Error("interrupted");
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(200);
  }
}

/** What the parts said last, for somebody who sees a start fail. */
function lastLines(directory: string): string {
  const folder = path.join(directory, "log");
  if (!isDirectory(folder)) return "";
  return readdirSync(folder)
    .map((name) => {
      const lines = readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n");
      return `\n--- ${name}\n${lines.slice(-6).join("\n")}`;
    })
    .join("");
}
