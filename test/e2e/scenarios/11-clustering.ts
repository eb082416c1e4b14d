import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "../../harness.ts";
import type { Place } from "../place.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

const clustered = { phoenix: { clustering: { strategy: "dns" } } };

/** Three replicas meet through the headless Service; an upgrade and a scaling down keep at least two together. */
export default {
  onCluster: true,
  async run(stage) {
    const place = stage.place("together");
    place.set({ ...clustered, replicas: 3 });
    const first = await place.apply();
    assert.is(first.code, 0, screen(first));
    await meet(place, 3);
    const load = await place.load(10, "/");
    const seen = watchNodes(place);
    place.set({ ...clustered, replicas: 3, version: "2" });
    const upgrade = await place.apply();
    place.set({ ...clustered, replicas: 2, version: "2" });
    const scaled = await place.apply();
    const fewest = await seen.stop();
    const { failed } = await load.stop();
    assert.is(upgrade.code, 0, screen(upgrade));
    assert.is(scaled.code, 0, screen(scaled));
    await meet(place, 2);
    assert.ok(fewest >= 2, `a node saw only ${fewest}`);
    assert.equal(failed, []);
    return {
      note: "no part of this cluster enforces a NetworkPolicy: not asked",
    };
  },
} satisfies Scenario;

/** Waits until every pod sees so many nodes, itself included: each is asked, as the Service would hide one apart. */
async function meet(place: Place, count: number): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const all = await place.pages();
    if (all.length === count && all.every(({ nodes }) => nodes.length === count)) return;
    await sleep(1000);
  }
  throw new Error(`they did not meet: ${JSON.stringify(await place.pages())}`);
}

/** Asks the Service again and again how many nodes are connected; `stop` gives the fewest. */
function watchNodes(place: Place): { stop(): Promise<number> } {
  let watching = true;
  let fewest = Number.POSITIVE_INFINITY;
  const ended = (async () => {
    while (watching) {
      fewest = Math.min(fewest, (await place.page()).nodes.length);
      await sleep(300);
    }
  })();
  return {
    stop: async () => {
      watching = false;
      await ended;
      return fewest;
    },
  };
}
