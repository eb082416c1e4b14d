import process from "node:process";
import { createInterface } from "node:readline/promises";
import { diagnostic } from "../core/diagnostic.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";

/** Asks on a terminal; elsewhere `--yes` must have been given. Undefined when the change is wanted, else the exit code. */
export async function confirm(invocation: Invocation, question: string): Promise<ExitCode | undefined> {
  if (invocation.yes) return undefined;
  if (!invocation.screen.interactive || process.stdin.isTTY !== true) {
    sayFindings(invocation, [
      diagnostic("CR623", "there is no terminal to ask on, so nothing was changed", { help: "give --yes" }),
    ]);
    return 2;
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  if (/^y(es)?$/i.test(answer.trim())) return undefined;
  invocation.screen.say("nothing was changed");
  return 1;
}
