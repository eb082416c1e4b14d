import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { onExit } from "./lifetime.ts";

const PREFIX = "chartroom-private-";
/** A directory without a pid belongs to nobody after this time. */
const UNNAMED_MS = 60_000;
/** One of another container, whose processes cannot be seen from here, after this time. */
const FOREIGN_MS = 24 * 3_600_000;
const TMPFS_MAGIC = 0x01021994;

/** A directory for what helm, helmfile and sops must write: 0700, gone when the process ends. */
export interface PrivateDirectory {
  readonly path: string;
  /** False where no memory file system was found (macOS): `doctor` says so. */
  readonly inMemory: boolean;
}

let current: PrivateDirectory | undefined;

/**
 * The private directory of this process, made at first use: under XDG_RUNTIME_DIR or /dev/shm when they are tmpfs,
 * else under the temp directory. Directories of processes that were killed are removed first.
 */
export function privateDirectory(): PrivateDirectory {
  if (current) return current;
  const bases = [process.env.XDG_RUNTIME_DIR, "/dev/shm"].filter(
    (one) => one !== undefined && isWritableTmpfs(one),
  ) as string[];
  const [base] = bases;
  const parent = base ?? os.tmpdir();
  // Whoever was killed may have been started with other variables (from cron, without a session).
  for (const one of new Set([...bases, os.tmpdir()])) removeStale(one);
  const made = mkdtempSync(path.join(parent, PREFIX));
  writeFileSync(path.join(made, "pid"), `${process.pid} ${startOf(process.pid)} ${pidNamespace()}`, {
    mode: 0o600,
  });
  onExit(() => rmSync(made, { recursive: true, force: true }));
  current = { path: made, inMemory: base !== undefined };
  return current;
}

function isWritableTmpfs(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return statfsSync(directory).type === TMPFS_MAGIC;
  } catch {
    return false;
  }
}

function removeStale(parent: string): void {
  for (const name of namesIn(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = path.join(parent, name);
    try {
      const [pid, start, namespace = pidNamespace()] = readFileSync(
        path.join(directory, "pid"),
        "utf8",
      ).split(" ");
      const gone = namespace === pidNamespace() ? !isAlive(Number(pid), start) : isOld(directory, FOREIGN_MS);
      if (Number(pid) > 0 && gone) rmSync(directory, { recursive: true, force: true });
    } catch (error) {
      // Another user's is not ours to remove, and one that is just being made has no pid yet.
      if ((error as NodeJS.ErrnoException).code === "ENOENT" && isOld(directory, UNNAMED_MS))
        rmSync(directory, { recursive: true, force: true });
    }
  }
}

function namesIn(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

/** Ours, and not changed for so long. */
function isOld(directory: string, milliseconds: number): boolean {
  const stat = statSync(directory, { throwIfNoEntry: false });
  return stat !== undefined && stat.uid === process.getuid?.() && Date.now() - stat.mtimeMs > milliseconds;
}

/** Which numbers processes have here; containers may share a directory in memory and have numbers of their own. "" on macOS. */
function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** When a process was started, as the kernel counts; "" where it does not say (macOS). Numbers of processes come again. */
export function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")")).split(" ")[20] ?? "";
  } catch {
    return "";
  }
}

export function isAlive(pid: number, start = ""): boolean {
  try {
    process.kill(pid, 0);
    return start === "" || startOf(pid) === "" || startOf(pid) === start;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
