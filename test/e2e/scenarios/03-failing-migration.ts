import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** A migration that fails half way changes nothing; its log is on the screen; the next good apply mends the release. */
export default {
  onCluster: true,
  ci: 0,
  async run(stage) {
    const place = await stage.sharedPlace();
    const before = await place.sql("SELECT max(version) FROM schema_migrations");
    const revision = Number((await place.release("phoenix")).split(" ")[0]);
    const serving = await place.pods();
    const load = await place.load(12, "/", "/slow?ms=500");
    place.set({ version: "3-broken" });
    const bad = await place.apply();
    assert.is(bad.code, 1, screen(bad));
    assert.match(bad.stderr, /CR620.*pre-upgrade hook phoenix-migrate failed/);
    assert.match(bad.stderr, /\| .*no_such_table/, "the migration's log is not on the screen");
    assert.is(await place.release("phoenix"), `${revision + 1} failed`);
    assert.is(await place.sql("SELECT to_regclass('cranes') IS NULL"), "t");
    assert.not.match(await place.sql("SELECT version FROM schema_migrations"), /20260303000003/);
    assert.equal(await place.pods(), serving);
    place.set({ version: before === "20260202000002" ? "2" : "1" });
    const good = await place.apply();
    const { failed } = await load.stop();
    assert.is(good.code, 0, screen(good));
    assert.is(await place.release("phoenix"), `${revision + 2} deployed`);
    assert.equal(failed, []);
    return {};
  },
} satisfies Scenario;
