import type { RealCluster } from "../cluster/real.ts";

/** What a scenario works with. */
export interface Stage {
  /** The real cluster; undefined before it is up. */
  readonly cluster: RealCluster | undefined;
  readonly say: (line: string) => void;
}
