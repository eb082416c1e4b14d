import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { isInterrupted, onExit } from "../core/lifetime.ts";

/** How often a holder shows that it lives, and after how long a holder on another machine counts as dead. */
const BEAT_MS = 5_000;
const SILENT_MS = 60_000;

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the kernel's words, so that a pid given anew is not taken for it. */
  readonly began: string;
}

/**
 * Does the work while holding a lock file. Another run waits, after `onWait` has told it who holds the lock; a lock
 * whose process is dead is taken over. The lock saves double work only: what it guards must be right without it.
 */
export async function withLock<T>(
  file: string,
  onWait: (pid: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  const release = await take(file, onWait);
  try {
    return await work();
  } finally {
    release();
  }
}

async function take(file: string, onWait: (pid: number) => void): Promise<() => void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  let told = false;
  for (;;) {
    if (claim(file, mine)) return hold(file);
    const text = read(file);
    const holder = parse(text);
    if (text !== undefined && (!holder || isDead(file, holder))) {
      discard(file, text);
      continue;
    }
    if (holder && !told) {
      told = true;
      onWait(holder.pid);
    }
    if (isInterrupted()) throw new Error("interrupted while waiting for a lock");
    await sleep(200);
  }
}

/** A hard link appears with its whole content or not at all, and fails where the name is taken. */
function claim(file: string, mine: string): boolean {
  const holder: Holder = { pid: process.pid, host: os.hostname(), began: began(process.pid) };
  writeFileSync(mine, JSON.stringify(holder));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function hold(file: string): () => void {
  const beat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Taken away by hand: the work goes on, another run may do it too.
    }
  }, BEAT_MS);
  beat.unref();
  const remove = () => rmSync(file, { force: true });
  const forget = onExit(remove);
  return () => {
    clearInterval(beat);
    forget();
    remove();
  };
}

/** Moves a dead lock away first: of two runs that see it only one succeeds, and neither removes a living one. */
function discard(file: string, dead: string): void {
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
    if (read(aside) !== dead) linkSync(aside, file);
  } catch {
    // Another run was quicker.
  }
  rmSync(aside, { force: true });
}

function isDead(file: string, { pid, host, began: then }: Holder): boolean {
  if (host !== os.hostname()) {
    const seen = statSync(file, { throwIfNoEntry: false });
    return seen !== undefined && Date.now() - seen.mtimeMs > SILENT_MS;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
  }
  return began(pid) !== then;
}

/** A process's start in clock ticks since boot (Linux); empty where the kernel does not tell. */
function began(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  // Field 22; the second field is the name in brackets, which may hold spaces.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function parse(text: string | undefined): Holder | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Holder);
  } catch {
    return undefined;
  }
}
