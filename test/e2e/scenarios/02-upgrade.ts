import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen, stepsOf } from "../screen.ts";

/** A new version with a new migration: the migration first, then pod by pod, and nobody notices. */
export default {
  onCluster: true,
  ci: true,
  async run(stage) {
    const place = await stage.sharedPlace();
    const load = await place.load(12, "/", "/slow?ms=2500", "/readyz");
    place.set({ version: "2" });
    const upgrade = await place.apply();
    const { failed, sent } = await load.stop();
    assert.is(upgrade.code, 0, screen(upgrade));
    assert.equal(stepsOf(upgrade), ["Job phoenix-migrate", "phoenix"], screen(upgrade));
    assert.equal(failed, []);
    assert.ok(sent > 60, `only ${sent} requests were sent`);
    const { schema, seeds } = await place.page();
    assert.equal([schema, seeds], [20260202000002, 3]);
    const ended = await place.kubectl(
      "get",
      "job",
      "phoenix-migrate",
      "-o",
      "jsonpath={.status.completionTime}",
    );
    const made = (await place.pods("2")).map((pod) => pod.created).sort();
    assert.is(made.length, 2);
    assert.ok(ended !== "" && ended <= (made[0] as string), `migrated ${ended}, first pod ${made[0]}`);
    return {};
  },
} satisfies Scenario;
