import process from "node:process";

/** How long children get to end by themselves after an interrupt before they are killed. */
const GRACE_MS = 15_000;

const groups = new Set<number>();
const cleanups = new Set<() => void>();
let held = 0;
let left = 0;
let installed = false;
let interrupted = false;
let unwanted = false;

/** Registers a child that leads its own process group, so that an interrupt ends the whole group. */
export function trackGroup(pid: number): () => void {
  install();
  groups.add(pid);
  if (unwanted) signalGroups("SIGTERM");
  return () => {
    groups.delete(pid);
  };
}

/** Runs synchronously when the process ends: on return, on exit, on SIGINT, SIGTERM and SIGHUP. */
export function onExit(cleanup: () => void): () => void {
  install();
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
  };
}

/**
 * Has an interrupt wait (no longer than for a child) until the returned function is called: for work that must follow a
 * child's end, such as taking back what it began on a cluster.
 */
export function holdExit(): () => void {
  install();
  held += 1;
  let released = false;
  return () => {
    if (!released) held -= 1;
    released = true;
  };
}

/**
 * Leaves Ctrl-C to a program that has the terminal, until the returned function is called: the terminal sends it to both.
 * SIGTERM and SIGHUP mean us all the same.
 */
export function leaveInterrupts(): () => void {
  install();
  left += 1;
  let taken = false;
  return () => {
    if (!taken) left -= 1;
    taken = true;
  };
}

/** Ends the children that still run, and those that are still to come: nobody waits any more for what they would say. */
export function endChildren(): void {
  unwanted = true;
  signalGroups("SIGTERM");
}

/** True after the first interrupt; a stage that is about to start something new asks first. */
export function isInterrupted(): boolean {
  return interrupted;
}

function install(): void {
  if (installed) return;
  installed = true;
  process.on("exit", runCleanups);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupt(signal));
}

function interrupt(signal: NodeJS.Signals): void {
  if (signal === "SIGINT" && left > 0) return;
  if (interrupted) {
    signalGroups("SIGKILL");
    process.exit(130);
  }
  interrupted = true;
  signalGroups(signal);
  const deadline = Date.now() + GRACE_MS;
  const timer = setInterval(() => {
    if (groups.size + held > 0 && Date.now() < deadline) return;
    clearInterval(timer);
    signalGroups("SIGKILL");
    process.exit(130);
  }, 50);
}

function signalGroups(signal: NodeJS.Signals): void {
  for (const pid of groups) {
    try {
      process.kill(-pid, signal);
    } catch {
      groups.delete(pid); // it has ended already
    }
  }
}

function runCleanups(): void {
  for (const cleanup of cleanups) {
    cleanups.delete(cleanup);
    try {
      cleanup();
    } catch {
      // One cleanup that fails must not keep the others from running.
    }
  }
}
