import type { PartName } from "./parts.ts";
import type { Stage } from "./stage.ts";

/** What a check reports beside passing. */
export interface Outcome {
  /** Something that a reader of the table must know: what was counted, what stood in for a part. */
  readonly note?: string;
}

/** One file of checks/, as its default export: a line of the run's table. */
export interface Check {
  /** The real programs it runs. With `--ci` it is left out where one of them would have to be built first. */
  readonly parts: readonly PartName[];
  /** Throws when something is not as promised. */
  run(stage: Stage): Promise<Outcome>;
}

/** Thrown where a command does not do what was expected of it, with all that it printed. */
export function insist(condition: boolean, message: string, details = ""): asserts condition {
  if (!condition) throw new Error(details === "" ? message : `${message}\n${details.trim()}`);
}
