import { assert } from "../../harness.ts";
import type { Place } from "../place.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

const SECOND = 20260202000002;

/**
 * Back to the version before, as docs/upgrades.md says: by the values and `chartroom apply`, or by `helm rollback`. The
 * schema stays in both, so the old version serves on the new one; taking a migration back is a step of its own.
 */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.installed("rollback");
    place.set({ version: "2" });
    const forward = await place.apply();
    assert.is(forward.code, 0, screen(forward));
    await byValues(place);
    await byHelm(place);
    return { note: "by the values, and by helm rollback" };
  },
} satisfies Scenario;

/** The old version's own migrate hook runs, and finds nothing to do. */
async function byValues(place: Place): Promise<void> {
  const before = await migrateJob(place);
  const load = await place.load(12, "/", "/readyz");
  place.set({ version: "1" });
  const back = await place.apply();
  assert.is(back.code, 0, screen(back));
  assert.match(back.stderr, /pre-upgrade hook Job phoenix-migrate/);
  assert.is.not(await migrateJob(place), before);
  assert.match(await place.kubectl("logs", "job/phoenix-migrate"), /Migrations already up/);
  await serves(place, "1", "3 deployed");
  // The old image lacks the migration, so it cannot take it back, and says so before it touches anything.
  const undo = await place.chartroom("run", "rollback", String(SECOND));
  assert.is.not(undo.code, 0, screen(undo));
  assert.match(screen(undo), /rollback refused: this release lacks migrations/);
  await serves(place, "1", "3 deployed");
  place.set({ version: "2" });
  const again = await place.apply();
  assert.is(again.code, 0, screen(again));
  await serves(place, "2", "4 deployed");
  assert.equal((await load.stop()).failed, []);
}

/** The chart has no hook of rollback. The values say the new version still: the next apply brings it again. */
async function byHelm(place: Place): Promise<void> {
  const before = await migrateJob(place);
  const load = await place.load(12, "/", "/readyz");
  const back = await place.helm("rollback", "phoenix", "3", "--wait", "--timeout", "300s");
  assert.is(back.code, 0, back.stderr);
  await serves(place, "1", "5 deployed");
  assert.is(await migrateJob(place), before, "a hook ran");
  const plan = await place.chartroom("plan", "--detailed-exitcode");
  assert.is(plan.code, 2, screen(plan));
  assert.match(plan.stdout, /\+ +image: "localhost\/harbour:2"/);
  const again = await place.apply();
  assert.is(again.code, 0, screen(again));
  await serves(place, "2", "6 deployed");
  assert.equal((await load.stop()).failed, []);
}

async function serves(place: Place, version: "1" | "2", state: string): Promise<void> {
  assert.is(await place.release("phoenix"), state);
  assert.equal([(await place.pods(version)).length, (await place.pods()).length], [2, 2]);
  const { schema, seeds } = await place.page();
  assert.equal([schema, seeds], [SECOND, 3]);
}

function migrateJob(place: Place): Promise<string> {
  return place.kubectl("get", "job", "phoenix-migrate", "-o", "jsonpath={.metadata.uid}");
}
