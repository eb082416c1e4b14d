import type { Arguments } from "../arguments.ts";
import type { Screen } from "../report/screen.ts";

/** What every verb gets: the command line once its verb is known, where it was typed, and the screen. */
export interface Invocation extends Omit<Arguments, "verb" | "help" | "version"> {
  readonly verb: string;
  readonly cwd: string;
  readonly screen: Screen;
}

/** 0 ok, 1 findings, 2 usage or configuration, 3 a tool is missing or failed, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** One verb. A verb's file exports `command`, and runs it when it is the program that was started. */
export interface Command {
  readonly name: string;
  run(invocation: Invocation): Promise<ExitCode>;
}
