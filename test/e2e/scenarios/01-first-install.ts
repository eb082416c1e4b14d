import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { stepsOf } from "../screen.ts";

/** The database, then the migration, then the seeds, then pods; a second apply does nothing of it again. */
export default {
  onCluster: true,
  ci: true,
  async run(stage) {
    const place = stage.place("first");
    place.set({});
    const first = await place.apply();
    assert.is(first.code, 0, `${first.stdout}${first.stderr}`);
    assert.equal(stepsOf(first), ["postgres", "Job phoenix-migrate", "Job phoenix-seed", "phoenix"]);
    assert.is(await place.release("postgres"), "1 deployed");
    assert.is(await place.release("phoenix"), "1 deployed");
    const page = await place.page();
    assert.equal([page.schema, page.seeds], [20260101000001, 3]);
    assert.is(await place.sql("SELECT string_agg(name, ',' ORDER BY name) FROM berths"), "north,south,west");
    const load = await place.load(10, "/", "/readyz");
    const second = await place.apply();
    const { failed, sent, statuses } = await load.stop();
    assert.is(second.code, 0, second.stderr);
    assert.match(second.stderr, /local: nothing to change/);
    assert.is(await place.release("phoenix"), "1 deployed");
    assert.is(await place.sql("SELECT count(*) FROM berths"), "3");
    assert.equal([failed, statuses], [[], { 200: sent }]);
    return {};
  },
} satisfies Scenario;
