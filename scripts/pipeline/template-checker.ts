import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Diagnostic } from "../core/diagnostic.ts";

/** A chart's folder, and the one that places are relative to. */
export interface TemplateQuestion {
  readonly root: string;
  readonly chart: string;
}

export interface TemplateAnswer {
  readonly chart: string;
  /** None where the check fell over. */
  readonly findings?: readonly Diagnostic[];
}

/** To load the modules once more, in a thread, takes as long as to check some charts. */
export function areMany(charts: number): boolean {
  return charts >= 8 && availableParallelism() > 1;
}

/** Checks charts' templates in this thread, or in one of its own, which works while this one judges what they render to. */
export class TemplateChecker {
  readonly #open = new Map<string, (answer: TemplateAnswer | undefined) => void>();
  readonly #program: URL;
  #thread: Worker | undefined;
  /** The thread has ended, or could not begin. */
  #gone = false;

  /** `program`: what the thread runs. It lies there only in what is built; without it this thread does all the work. */
  constructor(program: URL = new URL("./template-thread.js", import.meta.url)) {
    this.#program = program;
  }

  /** Each chart is asked for once; `beside`: in the other thread. */
  async check(question: TemplateQuestion, beside: boolean): Promise<readonly Diagnostic[]> {
    const answer = beside && !this.#gone ? await this.#ask(question) : undefined;
    if (answer?.findings) return answer.findings;
    const { checkTemplates } = await import("../templates/check.ts");
    await setImmediate(); // a chart takes milliseconds: what the engine has answered meanwhile is taken, and it goes on
    return checkTemplates(question.root, question.chart).findings;
  }

  close(): void {
    void this.#thread?.terminate();
  }

  #ask(question: TemplateQuestion): Promise<TemplateAnswer | undefined> {
    return new Promise((answer) => {
      this.#open.set(question.chart, answer);
      this.#thread ??= this.#start();
      this.#thread.postMessage(question);
    });
  }

  #start(): Worker {
    const thread = new Worker(this.#program);
    thread.on("message", (answer: TemplateAnswer) => {
      this.#open.get(answer.chart)?.(answer);
      this.#open.delete(answer.chart);
    });
    const giveUp = () => {
      this.#gone = true;
      for (const answer of this.#open.values()) answer(undefined);
      this.#open.clear();
    };
    thread.on("error", giveUp);
    thread.on("exit", giveUp);
    return thread;
  }
}
