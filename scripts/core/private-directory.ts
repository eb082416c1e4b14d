import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { onExit } from "./lifetime.ts";

const PREFIX = "chartroom-private-";
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
  const base = [process.env.XDG_RUNTIME_DIR, "/dev/shm"].find(
    (one) => one !== undefined && isWritableTmpfs(one),
  );
  const parent = base ?? os.tmpdir();
  removeStale(parent);
  const made = mkdtempSync(path.join(parent, PREFIX));
  writeFileSync(path.join(made, "pid"), String(process.pid), { mode: 0o600 });
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
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = path.join(parent, name);
    try {
      const pid = Number(readFileSync(path.join(directory, "pid"), "utf8"));
      if (Number.isInteger(pid) && pid > 0 && !isAlive(pid))
        rmSync(directory, { recursive: true, force: true });
    } catch {
      // Another user's, or just being made: not ours to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
