import { assert } from "../../harness.ts";
import { applied, clustering } from "../clustering.ts";
import { foreignPod, isSeen, meet, nodesOf } from "../nodes.ts";
import type { Scenario } from "../scenario.ts";

/** Nodes that meet by the addresses of the headless Service. What the policy keeps out is let in without it. */
export default {
  onCluster: true,
  async run(stage) {
    const place = stage.place("together");
    const clustered = { clustering: { strategy: "dns" } };
    await applied(place, { replicas: 3, phoenix: { ...clustered, networkPolicy: { enabled: false } } });
    await meet(place, 3);
    for (const namespace of [place.namespace, `${place.namespace}-not`]) {
      const stranger = await foreignPod(place, namespace);
      assert.equal(await stranger.connect(await nodesOf(place)), [true, true, true]);
      assert.ok(await isSeen(place, stranger.node), `no pod sees ${stranger.node}, which is connected`);
      await stranger.remove();
      await meet(place, 3);
    }
    const serving = await place.pods();
    await applied(place, { replicas: 3, phoenix: { ...clustered, networkPolicy: { enabled: true } } });
    assert.equal(await place.pods(), serving, "the policy alone restarts no pod");
    return clustering(stage, place, "dns");
  },
} satisfies Scenario;
