import type { Format } from "../report/report.ts";
import type { Screen } from "../report/screen.ts";

/** What every verb gets: the global options, its own words, and the screen. */
export interface Invocation {
  readonly verb: string;
  /** `-e`, as often as it was given; empty when it was not. */
  readonly environments: readonly string[];
  /** `-f`/`--file`: another helmfile than the one found upwards from the working directory. */
  readonly file?: string;
  readonly format: Format;
  readonly verbose: boolean;
  readonly yes: boolean;
  readonly kubeContext?: string;
  /** `-l`/`--selector`, `-n`/`--namespace` and the like, handed to helmfile as they were given, before the verb. */
  readonly helmfileOptions: readonly string[];
  /** The words after the verb. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly screen: Screen;
}

/** 0 ok, 1 findings, 2 usage or configuration, 3 a tool is missing or failed, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** One verb. A verb's file exports `command`, and runs it when it is the program that was started. */
export interface Command {
  readonly name: string;
  /** One line for `chartroom help`. */
  readonly summary: string;
  /** `chartroom help VERB`: usage, options with meanings, an example. */
  readonly help: string;
  run(invocation: Invocation): Promise<ExitCode>;
}
