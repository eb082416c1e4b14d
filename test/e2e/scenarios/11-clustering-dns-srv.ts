import { clustering } from "../clustering.ts";
import type { Scenario } from "../scenario.ts";

/** Nodes of a StatefulSet, which meet by names that last. */
export default {
  onCluster: true,
  run: (stage) => clustering(stage, stage.place("together-by-name"), "dns-srv"),
} satisfies Scenario;
