import { assert } from "../harness.ts";
import { foreignPod, meet, nodesOf, watchNodes } from "./nodes.ts";
import type { Changes, Place } from "./place.ts";
import type { Outcome } from "./scenario.ts";
import { screen } from "./screen.ts";
import type { Stage } from "./stage.ts";

const closed = { enabled: true };

/**
 * Three replicas meet; while an upgrade and a scaling replace them, at least two are together at any time, and a new one joins
 * before the next is taken away; pods that are
 * none of the release's, in its namespace and in another, know the cookie and try to join all the while in vain.
 */
export async function clustering(stage: Stage, place: Place, strategy: string): Promise<Outcome> {
  const changes = { replicas: 3, phoenix: { clustering: { strategy }, networkPolicy: closed } };
  await applied(place, changes);
  await meet(place, 3);
  const strangers = [
    await foreignPod(place, place.namespace),
    await foreignPod(place, `${place.namespace}-not`),
  ];
  for (const stranger of strangers)
    assert.equal(await stranger.connect(await nodesOf(place)), [false, false, false]);

  // The strangers go on looking for nodes, every two seconds, while pods come and go.
  const load = await place.load(10, "/");
  const seen = watchNodes(place);
  await applied(place, { ...changes, version: "2" });
  await applied(place, { ...changes, version: "2", replicas: 2 });
  await applied(place, { ...changes, version: "2" });
  await meet(place, 3);
  const { fewest, joining, samples, names } = await seen.stop();
  const { failed } = await load.stop();
  for (const stranger of strangers) {
    assert.not.ok(names.has(stranger.node), `${stranger.node} has joined`);
    assert.equal(await stranger.connect(await nodesOf(place)), [false, false, false]);
    await stranger.remove();
  }
  assert.ok(samples > 30, `asked only ${samples} times`);
  assert.ok(fewest >= 2, `a node saw only ${fewest}`);
  assert.equal(failed, []);
  const note = `at least ${fewest} nodes together in ${samples} samples, ${joining} by a pod still joining`;
  return { note: `${note}; ${stage.site.enforcer}` };
}

/** Applies, and throws with the screen when that fails. */
export async function applied(place: Place, changes: Changes): Promise<void> {
  place.set(changes);
  const result = await place.apply();
  assert.is(result.code, 0, screen(result));
}
