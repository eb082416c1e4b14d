import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { childEnvironment, forLines } from "../core/exec.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { trackGroup } from "../core/lifetime.ts";

/** What the engine answers; which fields are there depends on the operation (see modules/engine/main.go). */
export interface EngineAnswer {
  readonly id: number;
  readonly ok: boolean;
  readonly error?: string;
  /** Renders, in the order of the phases that were asked for. */
  readonly phases?: readonly {
    readonly ok: boolean;
    readonly error?: string;
    /** As the first: it was not rendered, since the chart cannot tell the two apart. */
    readonly same?: boolean;
    readonly text: string;
    readonly notes: string;
    readonly documents?: readonly (JsonObject | number | null)[];
  }[];
  readonly value?: Json;
  readonly order?: readonly string[];
}

interface Pending {
  readonly line: string;
  readonly answer: (answer: EngineAnswer) => void;
  attempts: number;
}

/**
 * The resident Helm engine: one process for all requests, started at the first. It never keeps this process alive, and
 * ends with it: its stdin closes. When it dies, the requests that were open are asked once more, one at a time, so that
 * only a deadly one fails.
 */
export class EngineClient {
  readonly #binary: string;
  readonly #pending = new Map<number, Pending>();
  /** Requests of an engine that died, waiting to be asked again alone. */
  readonly #again: [number, Pending][] = [];
  #child: ChildProcessWithoutNullStreams | undefined;
  #nextId = 1;

  constructor(binary: string) {
    this.#binary = binary;
  }

  ask(request: Record<string, unknown>): Promise<EngineAnswer> {
    const id = this.#nextId++;
    return new Promise((answer) => {
      const pending = { line: `${JSON.stringify({ id, ...request })}\n`, answer, attempts: 0 };
      if (this.#again.length > 0) this.#again.push([id, pending]);
      else this.#send(id, pending);
    });
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    for (const [id, { answer }] of [...this.#pending, ...this.#again])
      answer({ id, ok: false, error: "the Helm engine was closed" });
    this.#pending.clear();
    this.#again.length = 0;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    hold(child, true);
    child.stdin.end();
    await ended;
  }

  #send(id: number, pending: Pending): void {
    pending.attempts += 1;
    this.#pending.set(id, pending);
    this.#child ??= this.#start();
    hold(this.#child, true);
    // Requests of one moment go out together: a write of its own for each takes longer than to render it.
    const { stdin } = this.#child;
    stdin.cork();
    stdin.write(pending.line);
    process.nextTick(() => stdin.uncork());
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn(this.#binary, [], { detached: true, stdio: "pipe", env: childEnvironment() });
    const release = child.pid === undefined ? () => {} : trackGroup(child.pid);
    child.stdin.on("error", () => {}); // a broken pipe is told by `close`
    child.stderr.resume(); // a crash report can quote values
    forLines(child.stdout, (line) => this.#receive(child, line));
    let gone = false;
    const onGone = () => {
      if (gone) return;
      gone = true;
      release();
      if (this.#child === child) this.#child = undefined;
      this.#died();
    };
    child.on("error", onGone);
    child.on("close", onGone);
    return child;
  }

  #receive(child: ChildProcessWithoutNullStreams, line: string): void {
    let answer: EngineAnswer;
    try {
      answer = JSON.parse(line) as EngineAnswer;
    } catch {
      child.kill("SIGKILL"); // it no longer speaks the protocol: what is open is asked again
      return;
    }
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    this.#pending.delete(answer.id);
    pending.answer(answer);
    this.#askAgain();
    if (this.#pending.size === 0) hold(child, false);
  }

  #died(): void {
    const open = [...this.#pending];
    this.#pending.clear();
    const retry = open.filter(([, pending]) => pending.attempts < 2);
    for (const [id, pending] of open) {
      if (pending.attempts >= 2)
        pending.answer({ id, ok: false, error: "the Helm engine ended unexpectedly, twice" });
    }
    this.#again.unshift(...retry);
    this.#askAgain();
  }

  #askAgain(): void {
    if (this.#pending.size > 0) return;
    const next = this.#again.shift();
    if (next) this.#send(...next);
  }
}

/** While a request is open the engine keeps this process alive; an idle engine does not. */
function hold(child: ChildProcessWithoutNullStreams, busy: boolean): void {
  for (const one of [child, child.stdin, child.stdout, child.stderr] as unknown as Socket[]) {
    if (busy) one.ref();
    else one.unref();
  }
}
