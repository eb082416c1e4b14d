import { assert } from "../../harness.ts";
import type { Changes, Place } from "../place.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

const SECOND = 20260202000002;
/** A version whose pods never become ready is held or rolled back, as the environment says; the old pods serve. */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.installed("never-ready");
    const never = neverReady(await slowestStart(place));
    await held(place, never);
    await rolledBack(place, never);
    return { note: "held, mended; rolled back, mended" };
  },
} satisfies Scenario;

/** Its pods run and are never ready; its migration is good. Helm waits as long as it surely takes until they run. */
function neverReady(startSeconds: number): Changes {
  const timeout = Math.min(240, 30 + 3 * startSeconds);
  const deadline = { activeDeadlineSeconds: timeout - 5 };
  const hooks = { migrate: deadline, seed: deadline };
  // The kubelet tells 25 events of a pod and then one in five minutes: those of a slow start must leave some.
  const startup = { periodSeconds: 5, failureThreshold: 60 };
  const probes = { startup, readiness: { path: "/readyz", periodSeconds: 1 } };
  return { version: "2", timeout, phoenix: { config: { NEVER_READY: "true" }, hooks, probes } };
}

/** Seconds from where a pod is made to where it is ready: much more on a machine that has other work. */
async function slowestStart(place: Place): Promise<number> {
  const path =
    '{range .items[*]}{.metadata.creationTimestamp} {.status.conditions[?(@.type=="Ready")].lastTransitionTime}{"\\n"}{end}';
  const lines = await place.kubectl(
    "get",
    "pods",
    "-l",
    "app.kubernetes.io/component=web",
    "-o",
    `jsonpath=${path}`,
  );
  const seconds = lines
    .trim()
    .split("\n")
    .map((line) => {
      const [made = "", ready = ""] = line.split(" ");
      return (Date.parse(ready) - Date.parse(made)) / 1000;
    });
  return Math.max(...seconds);
}

/** The old and the new pods stay side by side; the next good apply goes on from there. */
async function held(place: Place, never: Changes): Promise<void> {
  const serving = await place.pods();
  const revision = await deployed(place);
  const load = await place.load(12, "/", "/readyz");
  place.set(never);
  const bad = await place.apply();
  told(bad.stderr, screen(bad));
  assert.is(bad.code, 1, screen(bad));
  assert.match(
    bad.stderr,
    new RegExp(`revision ${revision + 1} is failed; revision ${revision} still serves`),
  );
  assert.is(await place.release("phoenix"), `${revision + 1} failed`);
  await stillServe(place, serving);
  assert.is(
    (await place.pods()).filter(({ ready }) => !ready).length,
    1,
    "what failed is not there to look at",
  );
  // The migration of the new version stays: it adds, and the old version runs on with it.
  assert.is((await place.page()).schema, SECOND);
  place.set({ version: "2" });
  const good = await place.apply();
  const { failed } = await load.stop();
  assert.is(good.code, 0, screen(good));
  assert.is(await place.release("phoenix"), `${revision + 2} deployed`);
  assert.equal(
    (await place.pods()).map(({ ready }) => ready),
    [true, true],
  );
  assert.equal(failed, []);
}

/** helm has gone back when chartroom ends, and chartroom tells of pods that are gone; the migration is not undone. */
async function rolledBack(place: Place, never: Changes): Promise<void> {
  // Back to the first version's schema, so that there is a migration to stay.
  const undone = await place.chartroom("run", "--yes", "rollback", String(SECOND));
  assert.is(undone.code, 0, screen(undone));
  place.set({ version: "1", onFailure: "rollback" });
  const first = await place.apply();
  assert.is(first.code, 0, screen(first));
  assert.is((await place.page()).schema, 20260101000001);

  const serving = await place.pods();
  const revision = await deployed(place);
  const load = await place.load(12, "/", "/readyz");
  place.set({ ...never, onFailure: "rollback" });
  const bad = await place.apply();
  assert.is(bad.code, 1, screen(bad));
  told(bad.stderr, screen(bad));
  const said = `rolled back: revision ${revision + 2} serves, which is revision ${revision} again`;
  assert.match(bad.stderr, said);
  assert.is(await place.release("phoenix"), `${revision + 2} deployed`);
  await stillServe(place, serving);
  assert.equal(
    (await place.pods()).map(({ name }) => name),
    serving.map(({ name }) => name),
  );
  assert.is((await place.page()).schema, SECOND);
  place.set({ version: "2", onFailure: "rollback" });
  const good = await place.apply();
  const { failed } = await load.stop();
  assert.is(good.code, 0, screen(good));
  assert.is(await place.release("phoenix"), `${revision + 3} deployed`);
  assert.is((await place.pods("2")).length, 2);
  assert.equal(failed, []);
}

/** Why, on the screen: what the pod does, its events, the end of its log. */
function told(stderr: string, all: string): void {
  assert.match(stderr, /CR621.*phoenix was not released/, all);
  assert.match(stderr, /pod phoenix-\S+ is not ready: container web runs and its probe fails/, all);
  assert.match(stderr, /Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503/, all);
  assert.match(stderr, /the last lines of its log:\n(?:.*\n)*.*\| .*Listening on port/, all);
}

async function deployed(place: Place): Promise<number> {
  return Number((await place.release("phoenix")).split(" ")[0]);
}

async function stillServe(place: Place, serving: Awaited<ReturnType<Place["pods"]>>): Promise<void> {
  const all = await place.pods();
  for (const one of serving)
    assert.ok(
      all.some(({ name, ready }) => name === one.name && ready),
      `${one.name} does not serve any more`,
    );
}
