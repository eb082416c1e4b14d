import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** A version whose pods never become ready is held, not rolled back, as the environment says; the old ones serve. */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.installed("upgrade");
    const serving = await place.pods();
    const { schema } = await place.page();
    const version = schema === 20260202000002 ? "2" : "1"; // whether scenario 2 ran before
    const revision = Number((await place.release("phoenix")).split(" ")[0]);
    const load = await place.load(12, "/", "/readyz");
    place.set({ version: "2", timeout: 30, phoenix: { config: { NEVER_READY: "true" } } });
    const bad = await place.apply();
    assert.is(bad.code, 1, screen(bad));
    assert.match(bad.stderr, /CR621.*phoenix was not released/);
    assert.match(bad.stderr, /pod phoenix-\S+ is not ready: container web runs and its probe fails/);
    assert.match(bad.stderr, /Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503/);
    assert.match(
      bad.stderr,
      new RegExp(`revision ${revision + 1} is failed; revision ${revision} still serves`),
    );
    assert.is(await place.release("phoenix"), `${revision + 1} failed`);
    const all = await place.pods();
    for (const one of serving)
      assert.ok(
        all.some(({ name, ready }) => name === one.name && ready),
        one.name,
      );
    // The migration of the new version stays: it adds, and the old version runs on with it.
    assert.is((await place.page()).schema, 20260202000002);
    place.set({ version });
    const good = await place.apply();
    const { failed } = await load.stop();
    assert.is(good.code, 0, screen(good));
    assert.is(await place.release("phoenix"), `${revision + 2} deployed`);
    assert.equal(failed, []);
    return {};
  },
} satisfies Scenario;
