import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Ran } from "../core/exec.ts";
import { isDirectory, isFile, writeWhole } from "../core/files.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import { findTool } from "../tools/find.ts";
import type { ToolName } from "../tools/model.ts";
import { withLock } from "./lock.ts";
import {
  clusterDirectory,
  clusterName,
  embeddedContext,
  embeddedKubeconfig,
  type Marker,
  markerFile,
  readMarker,
  serverAddress,
  stateDirectory,
} from "./names.ts";
import { options } from "./options.ts";
import { clusterPorts } from "./ports.ts";
import { allRunning, clusterProcesses, forgetStrangers } from "./processes.ts";
import { simulatedStorage } from "./storage.ts";

/** The embedded cluster as it is now. */
export interface ClusterState {
  readonly state: "up" | "stopped" | "absent";
  readonly context: string;
  readonly kubeconfig: string;
  readonly server?: string;
  /** True when this call had to create, start or repair something. */
  readonly changed: boolean;
}

/** The folder that is locked is removed by `down`, so the lock stands beside it. */
const locked = <T>(task: () => Promise<T>): Promise<T> => withLock(`${clusterDirectory()}.lock`, task);

/**
 * Brings the embedded cluster up: creates it, starts it again after a reboot or a crash with its state kept, or
 * finds it up. Safe when several run at once. Stages of kwok's own are replaced by those of the file
 * CHARTROOM_CLUSTER_STAGES, when that is set (tests make hooks fail that way).
 */
export function clusterUp(say: (line: string) => void = () => {}): Promise<Result<ClusterState>> {
  return locked(async () => {
    const foreign = refuseForeign();
    if (foreign) return fail([foreign]);
    if (await isUp()) return ok(state("up", false));
    if (readMarker()?.state === "creating") await remove(); // an earlier try never got ready: nothing to keep
    const tools = await clusterTools();
    if (!tools.ok) return tools;
    say(
      readMarker()
        ? "starting the embedded cluster again"
        : "creating the embedded cluster (kwok, simulated node)",
    );
    const first = await start(tools.value);
    // Another program may have taken a port between the look and the start.
    if (first.ok || readMarker()?.state !== "creating" || isInterrupted()) return first;
    await remove();
    return start(tools.value);
  });
}

/** Ends the embedded cluster and removes its folder; fine when there is none. */
export function clusterDown(): Promise<Result<ClusterState>> {
  return locked(async () => {
    const foreign = refuseForeign();
    if (foreign) return fail([foreign]);
    const there = readMarker() !== undefined;
    await remove();
    return ok(state("absent", there));
  });
}

/** What there is, without changing it. */
export async function clusterStatus(): Promise<Result<ClusterState>> {
  const foreign = refuseForeign();
  if (foreign) return fail([foreign]);
  if (!readMarker()) return ok(state("absent", false));
  return ok(state((await isUp()) ? "up" : "stopped", false));
}

function state(now: ClusterState["state"], changed: boolean): ClusterState {
  const server = serverAddress();
  return {
    state: now,
    context: embeddedContext,
    kubeconfig: embeddedKubeconfig(),
    changed,
    ...(server !== undefined && { server }),
  };
}

function refuseForeign(): Diagnostic | undefined {
  const directory = clusterDirectory();
  if (!isDirectory(directory) || readdirSync(directory).length === 0 || isFile(markerFile()))
    return undefined;
  return diagnostic("CR601", `${directory} was not made by chartroom`, {
    note: `a folder of chartroom's holds the file ${path.basename(markerFile())}; this one does not, so nothing in it was touched`,
    help: "move the folder away, or name another one in CHARTROOM_CLUSTER_DIRECTORY",
  });
}

async function isUp(): Promise<boolean> {
  if (readMarker()?.state !== "created" || !(await allRunning())) return false;
  const nodes = await kubectl(["get", "nodes", "-o", "name"]);
  return nodes.code === 0 && nodes.stdout.includes("node/");
}

type ToolPaths = Readonly<Record<string, string>>;

async function clusterTools(): Promise<Result<ToolPaths>> {
  const names: ToolName[] = [
    "kwokctl",
    "kwok",
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kubectl",
  ];
  const found = await Promise.all(names.map(async (name) => ({ name, tool: await findTool(name) })));
  const missing = found.flatMap(({ tool }) => (tool.ok ? [] : tool.error));
  if (missing.length > 0) return fail(missing);
  return ok(Object.fromEntries(found.map(({ name, tool }) => [name, tool.ok ? tool.value.path : ""])));
}

async function start(tools: ToolPaths): Promise<Result<ClusterState>> {
  const before = readMarker();
  if (!before) mark("creating");
  await forgetStrangers();
  writeWhole(optionsFile(), options(before ? {} : await clusterPorts()));
  const created = await kwokctl(tools, [
    "create",
    "cluster",
    ...[
      "--config",
      optionsFile(),
      "--kubeconfig",
      embeddedKubeconfig(),
      "--runtime",
      "binary",
      "--wait",
      "90s",
    ],
    ...["--etcd-binary", tools.etcd ?? "", "--kwok-controller-binary", tools.kwok ?? ""],
    ...["kube-apiserver", "kube-controller-manager", "kube-scheduler"].flatMap((name) => [
      `--${name}-binary`,
      tools[name] ?? "",
    ]),
  ]);
  const scaled = created.code === 0 ? await kwokctl(tools, ["scale", "node", "--replicas", "1"]) : created;
  if (scaled.code === 0 && (await becomesReady())) {
    if (!before) await kubectl(["create", "-f", "-"], simulatedStorage());
    mark("created");
    return ok(state("up", true));
  }
  return fail([didNotStart(scaled, before !== undefined)]);
}

function mark(now: Marker["state"]): void {
  writeWhole(markerFile(), `${JSON.stringify({ made: "by chartroom", state: now })}\n`);
}

function optionsFile(): string {
  return path.join(clusterDirectory(), "options.yaml");
}

async function kwokctl(tools: ToolPaths, args: readonly string[]): Promise<Ran> {
  // A variable of the user's own kwok setup (KWOK_KUBE_VERSION, ...) must not change this cluster.
  const theirs = Object.keys(process.env).filter((name) => name.startsWith("KWOK_"));
  return shell(tools.kwokctl ?? "kwokctl", ["--name", clusterName, ...args], {
    env: { ...Object.fromEntries(theirs.map((name) => [name, undefined])), KWOK_WORKDIR: clusterDirectory() },
  });
}

/** kubectl against the embedded cluster alone; its discovery cache stays out of ~/.kube. */
async function kubectl(args: readonly string[], input?: string): Promise<Ran> {
  const tool = await findTool("kubectl");
  if (!tool.ok) return { code: null, stdout: "", stderr: "", missing: true };
  return shell(tool.value.path, ["--kubeconfig", embeddedKubeconfig(), "--request-timeout=5s", ...args], {
    env: { KUBECACHEDIR: path.join(clusterDirectory(), "kube-cache") },
    ...(input !== undefined && { input }),
  });
}

/** Ready for work: the node is, and `default` has its service account, without which no pod can be made. */
async function becomesReady(): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    // On a busy computer the controller manager gives up on an API server that is slow to start.
    if (!(await allRunning())) return false;
    const nodes = await kubectl([
      "get",
      "nodes",
      "-o",
      'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}',
    ]);
    const account = nodes.stdout.includes("True")
      ? await kubectl(["-n", "default", "get", "serviceaccount", "default"])
      : undefined;
    if (account?.code === 0) return true;
    await sleep(200);
  }
  return false;
}

function didNotStart(ran: Ran, existed: boolean): Diagnostic {
  const lines = `${ran.stdout}\n${ran.stderr}`.split("\n");
  const errors = lines.filter((line) => /"level":"ERROR"|^Error/i.test(line));
  const said = /"err":"((?:[^"\\]|\\.)*)"/.exec(errors.at(-1) ?? "")?.[1] ?? errors.at(-1);
  return diagnostic("CR602", "the embedded cluster did not start", {
    ...(said !== undefined && { note: said }),
    help: `${existed ? "run `chartroom cluster down`, which removes its state, then `chartroom cluster up`" : "run `chartroom cluster up` again"}; its logs are in ${path.join(stateDirectory(), "logs")}`,
  });
}

/**
 * Ends what is ours by pid, also when kwokctl's own files are broken, then removes the folder. Killed at once: the
 * data goes with the processes, and an orderly end of the API server takes seconds.
 */
async function remove(): Promise<void> {
  if (!readMarker()) return;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const ours = (await clusterProcesses()).filter((one) => one.ours);
    if (ours.length === 0) break;
    for (const { pid } of ours) kill(pid);
    await sleep(50);
  }
  rmSync(clusterDirectory(), { recursive: true, force: true, maxRetries: 5 });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
