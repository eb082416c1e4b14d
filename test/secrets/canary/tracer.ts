import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createReadStream, existsSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { tempDirectory } from "../../harness.ts";
import { type CanaryName, secretsIn } from "./search.ts";
import { mayHoldSecrets, readTraceLine, type TracedCall } from "./trace-lines.ts";

/** Undefined where a run can be traced, else what is missing. */
export const untraceable: string | undefined =
  process.platform !== "linux"
    ? "strace is for Linux alone"
    : spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0
      ? undefined
      : "strace is not installed, or may not trace";

/** A secret that was seen where it must not be. */
export interface Leak {
  readonly where: string;
  readonly secrets: readonly CanaryName[];
}

/** One run, all of it searched: output, argv and variables of every process, every write outside the private directory. */
export interface TracedRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly leaks: readonly Leak[];
  readonly counts: Counts;
  readonly milliseconds: number;
}

export interface Counts {
  runs: number;
  outputBytes: number;
  execs: number;
  writes: number;
  writtenBytes: number;
  files: number;
}

export interface TraceOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the program so, after so many milliseconds. */
  readonly kill?: { readonly signal: NodeJS.Signals; readonly after: number };
  readonly input?: string;
}

const CALLS =
  "execve,execveat,openat,open,creat,rename,renameat,renameat2,link,linkat,symlinkat,write,pwrite64,writev,pwritev,pwritev2,copy_file_range,sendfile";
const LONGEST = 4 * 1024 * 1024;
/** What a killed chartroom leaves running gets so long before it is ended too. */
const ORPHANS_MS = 2_000;

/** Runs a program under strace, with its argv, and searches everything. The output goes through pipes, as in CI. */
export async function trace(argv: readonly string[], options: TraceOptions): Promise<TracedRun> {
  const fifo = path.join(tempDirectory(), "trace");
  execFileSync("mkfifo", [fifo]);
  const seen = new Watcher();
  const reading = seen.read(fifo);
  const began = Date.now();
  // -D: the traced program is our own child, so that a signal reaches it and not strace.
  const flags = ["-D", "-f", "--seccomp-bpf", "-qq", "-y", "-v", "-xx", "-s", String(LONGEST)];
  const child = spawn("strace", [...flags, "-e", `trace=${CALLS}`, "-o", fifo, ...argv], {
    cwd: options.cwd,
    env: { ...options.env, UV_USE_IO_URING: "0" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      output[stream] += text;
    });
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const timer = options.kill && setTimeout(() => child.kill(options.kill?.signal), options.kill.after);
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  clearTimeout(timer);
  const milliseconds = Date.now() - began;
  let over = false;
  reading.then(() => {
    over = true;
  });
  for (let waited = 0; !over && waited < ORPHANS_MS; waited += 50) await pause(50);
  if (!over) for (const pid of seen.pids) if (pid !== process.pid) end(pid);
  await reading;
  rmSync(fifo, { force: true });
  const leaks = [...seen.leaks, ...seen.filesLeft()];
  for (const stream of ["stdout", "stderr"] as const) {
    const secrets = secretsIn(output[stream]);
    if (secrets.length > 0) leaks.push({ where: `${stream}: ${excerpt(output[stream])}`, secrets });
  }
  const outputBytes = Buffer.byteLength(output.stdout) + Buffer.byteLength(output.stderr);
  return { code, ...output, leaks, counts: { ...seen.counts, runs: 1, outputBytes }, milliseconds };
}

/** Reads a trace as it is written, and keeps only what it finds. */
class Watcher {
  readonly pids = new Set<number>();
  readonly leaks: Leak[] = [];
  readonly counts: Counts = { runs: 0, outputBytes: 0, execs: 0, writes: 0, writtenBytes: 0, files: 0 };
  readonly #opened = new Set<string>();
  /** The end of what was last written to each file: a secret can be cut by two writes. */
  readonly #tails = new Map<string, string>();

  async read(fifo: string): Promise<void> {
    for await (const line of createInterface({ input: createReadStream(fifo), crlfDelay: Infinity })) {
      const call = readTraceLine(line);
      if (call) this.#look(call);
    }
  }

  /** Every file that was opened to be written, or renamed to, outside the private directory, as it is now. */
  filesLeft(): Leak[] {
    this.counts.files = this.#opened.size;
    return [...this.#opened].flatMap((file) => {
      if (!existsSync(file) || !statSync(file).isFile()) return [];
      const secrets = secretsIn(readFileSync(file, "latin1"));
      return secrets.length === 0 ? [] : [{ where: `file ${file}`, secrets }];
    });
  }

  #look(call: TracedCall): void {
    this.pids.add(call.pid);
    if (call.call.startsWith("execve")) {
      this.counts.execs += 1;
      this.#search(`argv or variables of ${call.texts()[0]}`, call.texts().join("\n"));
    } else if (/^p?write/.test(call.call)) {
      if (mayHoldSecrets(call.target)) return;
      const text = call.texts().join("");
      this.counts.writes += 1;
      this.counts.writtenBytes += text.length;
      this.#search(`write to ${call.target}`, `${this.#tails.get(call.target) ?? ""}${text}`);
      this.#tails.set(call.target, text.slice(-LONGEST_SECRET));
    } else this.#note(call);
  }

  #note({ call, line, target, texts }: TracedCall): void {
    const opens = /^(open|creat)/.test(call) ? /O_(WRONLY|RDWR|CREAT)|^\d+ +creat/.test(line) : true;
    if (!opens || / = -1 /.test(line)) return;
    // strace names the folder that a relative path counts from, and the file of a descriptor.
    const name = texts().at(-1);
    const file = name === undefined ? target : path.resolve(target || "/", name);
    if (!mayHoldSecrets(file) && !/^\/(proc|sys|dev)\/(?!shm)/.test(file)) this.#opened.add(file);
  }

  #search(where: string, text: string): void {
    const secrets = secretsIn(text);
    if (secrets.length > 0) this.leaks.push({ where: `${where}: ${excerpt(text)}`, secrets });
  }
}

const LONGEST_SECRET = 4096;

/** Some of the lines that hold a secret, for the person who has to find out how it came there. */
function excerpt(text: string): string {
  const lines = text.split("\n").filter((line) => secretsIn(line).length > 0);
  return (lines.length > 0 ? lines.slice(0, 3).join(" // ") : text.slice(0, 200)).slice(0, 600);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
