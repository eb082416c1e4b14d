import { assert } from "../../harness.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** Of two applies at once one goes on; the other stops and says why, and changes nothing. */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.sharedPlace();
    const revision = Number((await place.release("phoenix")).split(" ")[0]);
    const load = await place.load(10, "/");
    place.set({ version: "2", phoenix: { config: { ROUND: `${revision}` } } });
    const both = await Promise.all([place.apply(), place.apply()]);
    const { failed } = await load.stop();
    const [won, lost] = both[0].code === 0 ? both : [both[1], both[0]];
    assert.is(won.code, 0, `${screen(won)}\n${screen(lost)}`);
    // The other came too late for a change, or while the first was at work.
    assert.match(
      lost.stderr,
      /is stuck in pending-upgrade|another helm is at work on it|nothing to change/,
      screen(lost),
    );
    assert.is(lost.code, /nothing to change/.test(lost.stderr) ? 0 : 1, screen(lost));
    assert.is(await place.release("phoenix"), `${revision + 1} deployed`);
    assert.equal(failed, []);
    return {};
  },
} satisfies Scenario;
