import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";

/**
 * `helm rollback`: the chart has no hook of rollback, so no migration runs and none is undone. The old version serves on
 * the new schema, which is what the chart's README means by adding first and removing in a later version.
 */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.installed("rollback");
    place.set({ version: "2" });
    assert.is((await place.apply()).code, 0);
    const job = await place.kubectl("get", "job", "phoenix-migrate", "-o", "jsonpath={.metadata.uid}");
    const load = await place.load(12, "/", "/readyz");
    const back = await place.helm("rollback", "phoenix", "1", "--wait", "--timeout", "60s");
    const { failed } = await load.stop();
    assert.is(back.code, 0, back.stderr);
    assert.is(await place.release("phoenix"), "3 deployed");
    assert.is(await place.kubectl("get", "job", "phoenix-migrate", "-o", "jsonpath={.metadata.uid}"), job);
    assert.equal([(await place.pods("1")).length, (await place.pods("2")).length], [2, 0]);
    const { schema, seeds } = await place.page();
    assert.equal([schema, seeds], [20260202000002, 3]);
    assert.equal(failed, []);
    const forward = await place.apply();
    assert.is(forward.code, 0, forward.stderr);
    assert.is((await place.pods("2")).length, 2);
    return {};
  },
} satisfies Scenario;
