import type { Readable, Writable } from "node:stream";
import { trackGroup } from "./lifetime.ts";

/** How a child ended. Its output may hold secrets: whoever prints it masks it. */
export interface Ran {
  /** The exit code; null when it could not be started or was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The binary was not there. */
  readonly missing: boolean;
  readonly signal?: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's environment; a value of undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
  /** Called for each line as it comes. */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /** Gets the program's streams as it starts; its stdin then stays open. Of `shell` alone. */
  readonly onStart?: (streams: { readonly stdin: Writable; readonly stdout: Readable }) => void;
  /** Called when the program runs: for what can be done meanwhile. Of `shell` alone. */
  readonly onRunning?: (() => void) | undefined;
  /** Ends the program (SIGTERM) when aborted; for programs that would run for ever, such as a watch. Of `run` alone. */
  readonly signal?: AbortSignal;
  /** The program would run for ever: it ends with this process as well, also where that is killed. Of `run` alone. */
  readonly endsWithUs?: boolean;
  /** Output goes to `onLine` and is not kept: for what can be of any length. Of `run` alone. */
  readonly discard?: boolean;
  /** The program draws on our terminal itself, all of it on stderr; nothing of its words comes back. Of `run` alone. */
  readonly draws?: boolean;
}

/**
 * Runs its arguments until they end, until it is told to end, or until its standard input ends, which a process holds open
 * while it is there.
 */
const KEEPER = [
  `exec 3<&0`,
  `"$@" 3<&- </dev/null & program=$!`,
  `{ read -r _ <&3; kill "$program"; } 2>/dev/null & reader=$!`,
  `trap 'kill "$program" "$reader" 2>/dev/null' EXIT`,
  `trap exit HUP INT TERM`,
  `wait "$program"`,
].join("\n");

/**
 * Runs a program without a shell, in a process group of its own; never throws for what the program does.
 * execa's own messages repeat output and argv, so only what is asked for leaves this function.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { execa } = await import("execa"); // many runs start no program, and its import costs more than our own start
  const [program, words] = options.endsWithUs
    ? ["sh", ["-c", KEEPER, "sh", command, ...args]]
    : [command, args];
  const child = execa(program, words, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: childEnvironment(options.env),
    extendEnv: false,
    ...(options.input === undefined
      ? { stdin: options.endsWithUs ? ("pipe" as const) : ("ignore" as const) }
      : { input: options.input }),
    ...(options.signal && { cancelSignal: options.signal }),
    ...(options.draws && { stdout: 2 as const, stderr: "inherit" as const }),
    reject: false,
    verbose: "none",
    detached: true,
    stripFinalNewline: false,
    buffer: options.discard !== true,
    maxBuffer: 512 * 1024 * 1024,
  });
  const release = child.pid === undefined ? () => {} : trackGroup(child.pid);
  if (options.onLine) {
    forLines(child.stdout, (line) => options.onLine?.(line, "stdout"));
    forLines(child.stderr, (line) => options.onLine?.(line, "stderr"));
  }
  const result = await child;
  release();
  return {
    code: result.exitCode ?? null,
    stdout: typeof result.stdout === "string" ? result.stdout : "",
    stderr: typeof result.stderr === "string" ? result.stderr : "",
    missing: (result as { code?: string }).code === "ENOENT",
    ...(result.signal !== undefined && { signal: result.signal }),
  };
}

/** This process's environment with changes; a debug switch of a library that prints output is taken away. */
export function childEnvironment(changes: RunOptions["env"] = {}): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, NODE_DEBUG: undefined, ...changes })) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** Calls back for each whole line of a stream, and for an unfinished last one. */
export function forLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  if (!stream) return;
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
