import { diagnostic } from "../core/diagnostic.ts";
import type { Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";

/** Says what is wrong with the words of a command, and gives the exit code for it. */
export function sayUsage(invocation: Invocation, message: string, help: string): 2 {
  sayFindings(invocation, [diagnostic("CR001", message, { help })]);
  return 2;
}
