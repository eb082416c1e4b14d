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
  /**
   * It is of the few that `--ci` runs: each time, or in the even (0) or odd (1) turns that CHARTROOM_TEST_TURN counts;
   * without a turn each time, too.
   */
  readonly ci?: true | 0 | 1;
  /** Throws when something is not as promised. */
  run(stage: Stage): Promise<Outcome>;
}

/** Why `--ci` leaves a scenario out in a turn; undefined where it plays it. */
export function leftOutOf({ ci }: Pick<Scenario, "ci">, turn: string | undefined): string | undefined {
  if (ci === undefined) return "not in the CI subset: npm run e2e";
  if (ci === true || turn === undefined || Number(turn) % 2 === ci) return undefined;
  return "in the CI subset of every other commit";
}

/** Thrown by a scenario that this machine cannot run; its message is the reason. */
export class CannotRun extends Error {}
