import { readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Whether a process ends within ten seconds, which it needs on a busy machine also where it was killed. One that does not is
 * killed here, so that no test leaves it.
 */
export async function ends(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100 && isRunning(pid); attempt += 1) await sleep(100);
  if (!isRunning(pid)) return true;
  process.kill(pid, "SIGKILL");
  return false;
}

/** Runs, and is no zombie that only waits to be reaped. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return process.platform !== "linux"; // it ended just now, or there is no /proc
  }
}
