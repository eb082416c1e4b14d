import type { Stage } from "./stage.ts";

/** What a scenario reports beside passing. The requests of its loads are counted for it, also where it fails. */
export interface Outcome {
  /** Something that a reader of the table must know, such as what stood in for a part. */
  readonly note?: string;
}

/** One file of scenarios/, as its default export. */
export interface Scenario {
  /** False for one that makes its own cluster or none: it runs before the shared one is up. */
  readonly onCluster: boolean;
  /** It is of the few that `--ci` runs. */
  readonly ci?: boolean;
  /** Throws when something is not as promised. */
  run(stage: Stage): Promise<Outcome>;
}

/** Thrown by a scenario that this machine cannot run; its message is the reason. */
export class CannotRun extends Error {}
