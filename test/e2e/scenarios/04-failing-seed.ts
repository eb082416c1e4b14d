import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen, stepsOf } from "../screen.ts";

/** Helm takes the retry of a first install for an upgrade, where no pre-install hook runs; the seed must run all the same. */
export default {
  onCluster: true,
  ci: 0,
  async run(stage) {
    const place = stage.place("seed");
    place.set({ version: "1-barren" });
    const bad = await place.apply();
    assert.is(bad.code, 1, screen(bad));
    assert.match(bad.stderr, /CR620.*pre-install hook phoenix-seed failed/);
    assert.match(bad.stderr, /\| .*the quarry is empty/, "the seed's log is not on the screen");
    assert.is(await place.release("phoenix"), "1 failed");
    assert.is(await place.sql("SELECT count(*) FROM berths"), "0", "half a seed is left");
    place.set({ version: "1" });
    const good = await place.apply();
    assert.is(good.code, 0, screen(good));
    assert.ok(stepsOf(good).includes("Job phoenix-seed"), screen(good));
    assert.match(await place.release("phoenix"), /deployed/);
    const { seeds } = await place.page();
    const load = await place.load(10, "/");
    const again = await place.apply();
    const { failed } = await load.stop();
    assert.is(again.code, 0, screen(again));
    assert.equal([seeds, await place.sql("SELECT count(*) FROM berths")], [3, "3"]);
    assert.equal(failed, []);
    return {};
  },
} satisfies Scenario;
