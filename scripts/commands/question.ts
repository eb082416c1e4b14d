import process from "node:process";
import { createInterface } from "node:readline/promises";
import type { Screen } from "../report/screen.ts";

/** Questions on the terminal, on stderr; to be closed when the last one is answered. */
export interface Questions {
  /** What was typed, without spaces around it; undefined where the input ended (Ctrl-D). */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/** Whether somebody sits there to answer: both ways go to a terminal, and nothing says otherwise (CI). */
export function canAsk({ interactive }: Screen): boolean {
  return interactive && process.stdin.isTTY === true;
}

/** Ctrl-C ends the program as it does anywhere else; `onInterrupt` runs before. */
export function openQuestions(onInterrupt: () => void = () => {}): Questions {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on("SIGINT", () => {
    onInterrupt();
    process.kill(process.pid, "SIGINT");
  });
  return {
    async ask(question) {
      try {
        return (await lines.question(question)).trim();
      } catch (thrown) {
        if ((thrown as Error).name === "AbortError") return undefined;
        throw thrown;
      }
    },
    close: () => lines.close(),
  };
}
