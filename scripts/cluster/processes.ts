import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { isDirectory } from "../core/files.ts";
import { shell } from "../core/shell.ts";
import { components, stateDirectory } from "./names.ts";

/** A pid file of the cluster, and whether its process is really the component that it was written for. */
export interface ClusterProcess {
  readonly component: string;
  readonly pid: number;
  readonly file: string;
  readonly ours: boolean;
}

/**
 * The cluster's processes. A pid file outlives a reboot and its number may then be another program's, which kwokctl
 * would take for its own and kill: only a process whose command line names our folder is ours.
 */
export async function clusterProcesses(): Promise<ClusterProcess[]> {
  const directory = path.join(stateDirectory(), "pids");
  if (!isDirectory(directory)) return [];
  const files = readdirSync(directory).filter((name) => name.endsWith(".pid"));
  return Promise.all(
    files.map(async (name) => {
      const file = path.join(directory, name);
      const pid = Number(readFileSync(file, "utf8").trim());
      const command = Number.isInteger(pid) && pid > 1 ? await commandLine(pid) : "";
      return { component: name.replace(/\.pid$/, ""), pid, file, ours: command.includes(stateDirectory()) };
    }),
  );
}

/** Takes away the pid files whose process is not ours, so that kwokctl neither trusts nor kills a stranger. */
export async function forgetStrangers(): Promise<void> {
  for (const { file, ours } of await clusterProcesses()) if (!ours) rmSync(file, { force: true });
}

/** True when every component runs. */
export async function allRunning(): Promise<boolean> {
  const running = (await clusterProcesses()).filter(({ ours }) => ours).map(({ component }) => component);
  return components.every((component) => running.includes(component));
}

/** The command line of a process, "" when there is none. /proc where there is one, else ps (macOS). */
async function commandLine(pid: number): Promise<string> {
  if (isDirectory("/proc/self")) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  }
  return (await shell("ps", ["-p", String(pid), "-o", "command="])).stdout;
}
