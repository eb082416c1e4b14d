import type { Outcome } from "../e2e/scenario.ts";
import type { Stage as NodeStage } from "../e2e/stage.ts";
import type { PartName } from "./parts.ts";
import type { Stage } from "./stage.ts";

/** One file of checks/, as its default export: a line of the run's table. It throws when something is not as promised. */
export type Check = {
  /** The real programs it runs. With `--ci` it is left out where one would have to be built first, for long. */
  readonly parts: readonly PartName[];
} & (
  | {
      /** On the API server that the checks share, whose node is simulated. */
      run(stage: Stage): Promise<Outcome>;
    }
  | {
      /** On the real node of test/cluster, with the images of test/e2e. */
      runOnNode(stage: NodeStage): Promise<Outcome>;
    }
);

/** Throws unless something is so, with all that was printed. */
export function insist(condition: boolean, message: string, details = ""): asserts condition {
  if (!condition) throw new Error(details === "" ? message : `${message}\n${details.trim()}`);
}
