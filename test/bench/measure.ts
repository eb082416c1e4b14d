import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { childEnvironment } from "../../scripts/core/exec.ts";

/** A program to run, as a user would. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The most memory that a program and all its children held, in MB. */
export interface Memory {
  /** Of the process tree, pages that two of them share counted once (Pss). */
  readonly tree: number;
  /** Of the largest single process (Rss), and its name. */
  readonly largest: number;
  readonly name: string;
}

/** Milliseconds from start to end, and those that processors worked on it and its children (0 without /proc). */
export interface Timing {
  readonly wall: number;
  readonly cpu: number;
}

/** Runs a program once. One that fails ends the benchmark: its time would mean nothing. */
export async function time(program: Program): Promise<Timing> {
  const cpu = childrenTime();
  const begin = performance.now();
  await finish(start(program), program);
  return { wall: performance.now() - begin, cpu: childrenTime() - cpu };
}

/** What all ended children of this process, and theirs, have taken; Linux counts it in hundredths of a second. */
function childrenTime(): number {
  try {
    // The 16th and 17th field; the first two stand before `) `.
    const fields = readFileSync("/proc/self/stat", "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}

/**
 * The same with the memory of the process tree, sampled from /proc. Sampling takes time of its own, so it is never done
 * in a run that is timed. Undefined where there is no /proc.
 */
export async function memory(program: Program): Promise<Memory | undefined> {
  const child = start(program);
  let most: Memory = { tree: 0, largest: 0, name: "" };
  const timer = setInterval(() => {
    const now = child.pid === undefined ? undefined : sample(child.pid);
    if (!now) return;
    const larger = now.largest > most.largest ? now : most;
    most = { tree: Math.max(most.tree, now.tree), largest: larger.largest, name: larger.name };
  }, 10);
  try {
    await finish(child, program);
  } finally {
    clearInterval(timer);
  }
  return most.tree > 0 ? most : undefined;
}

/** The middle one; of an even number the mean of the two. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

interface Started {
  readonly pid: number | undefined;
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
}

function start({ command, args, cwd, env }: Program): Started {
  const child = spawn(command, [...args], {
    cwd,
    env: childEnvironment({ CI: "true", NO_COLOR: "1", FORCE_COLOR: undefined, ...env }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.resume(); // read as a pipe's other end would, and thrown away
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<{ code: number | null; said: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
  return { pid: child.pid, ended };
}

async function finish(child: Started, { command, args }: Program): Promise<void> {
  const { code, said } = await child.ended;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${said}`);
}

function sample(root: number): Memory | undefined {
  const children = new Map<number, number[]>();
  try {
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const parent = parentOf(Number(name));
      if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
  } catch {
    return undefined;
  }
  let found: Memory = { tree: 0, largest: 0, name: "" };
  const seen: number[] = [];
  const queue: { pid: number; parent?: Sizes }[] = [{ pid: root }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const own = sizes(next.pid);
    if (own.rss > 0) seen.push(next.pid);
    queue.push(...(children.get(next.pid) ?? []).map((pid) => ({ pid, parent: own })));
    // Between fork and exec a child stands in its parent's own memory, which is not there twice.
    if (next.parent?.name === own.name && next.parent.rss === own.rss) continue;
    const { rss, pss, name } = own;
    const larger = rss > found.largest ? { largest: rss, name } : found;
    found = { tree: found.tree + pss, largest: larger.largest, name: larger.name };
  }
  // What one of two has to itself when the other has ended was counted as shared before: such a moment says nothing.
  if (seen.some((pid) => sizes(pid).rss === 0)) return undefined;
  return found;
}

function parentOf(pid: number): number | undefined {
  try {
    // `pid (name) state parent`: a name can hold blanks and brackets.
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) \S /s, "")
        .split(" ")[0],
    );
  } catch {
    return undefined; // it has ended meanwhile
  }
}

interface Sizes {
  readonly rss: number;
  readonly pss: number;
  readonly name: string;
}

function sizes(pid: number): Sizes {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const megabytes = (field: string) =>
      Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(text)?.[1] ?? 0) / 1024;
    const name = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    return { rss: megabytes("Rss"), pss: megabytes("Pss"), name };
  } catch {
    return { rss: 0, pss: 0, name: "" };
  }
}

/** Node itself, doing nothing. */
export function bareNode(cwd: string): Program {
  return { command: process.execPath, args: ["-e", "0"], cwd, env: {} };
}
