import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** What a cluster could leave behind on a computer: kinds of things -> one line for each thing. */
export type Snapshot = Readonly<Record<string, readonly string[]>>;

/** The computer as it is now. Processes are those that name a cluster's folder in any way; others come and go. */
export function takeSnapshot(): Snapshot {
  return {
    processes: clusterProcesses(),
    mounts: mounts(),
    links: ask("ip", "-o", "link").map((line) => line.split(":")[1] ?? ""),
    addresses: ask("ip", "-o", "address").map((line) => line.replace(/valid_lft.*/, "")),
    routes: ask("ip", "route", "show", "table", "all"),
    "network namespaces": ask("ip", "netns", "list"),
    "packet filter rules": ask("nft", "list", "ruleset"),
    settings: settings(),
    cgroups: cgroups(),
    files: [
      ...namesIn(os.tmpdir()).filter((name) => name.includes("chartroom-cluster")),
      ...["/run", "/run/netns", "/run/containerd", "/var/lib", "/var/log", "/etc/cni", "/opt"].flatMap(
        namesIn,
      ),
      ...[
        "/var/log/pods",
        "/var/lib/cni",
        "/var/lib/cni/results",
        "/var/lib/kubelet",
        "/var/lib/containerd",
      ].flatMap(namesIn),
    ],
  };
}

/** What is there now and was not, or was and is not: "+ mounts: ..." lines, none when all is as it was. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  return Object.keys(before)
    .flatMap((kind) => [
      ...without(after[kind], before[kind]).map((line) => `+ ${kind}: ${line}`),
      // Of a run that has ended meanwhile something may be gone.
      ...without(before[kind], after[kind])
        .filter((line) => !line.includes("chartroom-cluster-"))
        .map((line) => `- ${kind}: ${line}`),
    ])
    .filter((line) => !line.includes("chartroom-test-")) // of a suite that runs meanwhile, and tidies up itself
    .filter((line) => !isOfOthers(line));
}

/**
 * Whether a text names clusters, and each is of another run at work (its folder is named by that process) or is kept
 * (`main.ts up`): what becomes of those meanwhile is not ours to answer for.
 */
export function isOfOthers(text: string): boolean {
  const owners = [...text.matchAll(/chartroom-cluster-(\d+|kept)/g)].map(([, owner = ""]) => owner);
  const isOthers = (owner: string) =>
    owner === "kept" || (Number(owner) !== process.pid && existsSync(`/proc/${owner}`));
  return owners.length > 0 && owners.every(isOthers);
}

function without(these: readonly string[] = [], those: readonly string[] = []): string[] {
  const known = new Set(those);
  return these.filter((line) => !known.has(line));
}

/** Other programs' in the temp folder (an image that is just built) are not ours to look at. */
function mounts(): string[] {
  return lines(readFileSync("/proc/self/mountinfo", "utf8"))
    .map((line) => line.replace(/^\d+ \d+ /, ""))
    .filter((line) => {
      const point = line.split(" ")[2] ?? "";
      return !point.startsWith(`${os.tmpdir()}/`) || point.includes("chartroom-cluster");
    });
}

/** By command line, environment or cgroup: a container's process has only the last. */
function clusterProcesses(): string[] {
  return namesIn("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      const text = ["cmdline", "environ", "cgroup"].map((file) => textOf(`/proc/${pid}/${file}`)).join("\n");
      return text.includes("chartroom-cluster-") && !isOfOthers(text);
    })
    .map((pid) => `${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ").slice(0, 120)}`);
}

/** Values that a node's programs are known to change; counters, which move by themselves, are left out. */
function settings(): string[] {
  const folders = [
    "vm",
    "kernel",
    "kernel/keys",
    "net/ipv4",
    "net/ipv4/conf/all",
    "net/netfilter",
    "fs/inotify",
  ];
  return folders
    .flatMap((folder) => namesIn(`/proc/sys/${folder}`).map((name) => `/proc/sys/${folder}/${name}`))
    .filter((file) => !/count|random|ns_last_pid|nr_|stat|pty|drop_caches|compact_memory|flush/.test(file))
    .map((file) => `${file} = ${textOf(file).trim()}`);
}

function cgroups(): string[] {
  const root = "/sys/fs/cgroup";
  return namesIn(root).flatMap((name) => [
    name,
    ...namesIn(path.join(root, name)).map((one) => `${name}/${one}`),
  ]);
}

function namesIn(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  } catch {
    return []; // a file, or gone meanwhile
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function ask(command: string, ...args: string[]): string[] {
  return lines(execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
