import { setTimeout as sleep } from "node:timers/promises";
import { startControlPlane } from "../../cluster/control-plane.ts";
import { startKubelet } from "../../cluster/node.ts";
import { until } from "../../cluster/real.ts";
import { assert } from "../../harness.ts";
import { holdTable } from "../hold.ts";
import type { Place } from "../place.ts";
import { killNamed } from "../processes.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

const [FIRST, SECOND] = [20260101000001, 20260202000002];
/** Pods outlast a restart of the database: taken out of the Service for it, they could not answer anything at all. */
const patient = {
  probes: {
    startup: { periodSeconds: 1, failureThreshold: 150 },
    readiness: { path: "/readyz", failureThreshold: 60 },
  },
};

/**
 * Parts of the cluster go away while the migration runs, which waits for a lock that the scenario holds, and come back:
 * the next apply mends, no data is lost.
 */
export default {
  onCluster: true,
  async run(stage) {
    const { machine, programs } = stage.cluster;
    const place = stage.place("restarts");
    place.set({ phoenix: patient });
    const first = await place.apply();
    assert.is(first.code, 0, screen(first));

    const load = await place.load(10, "/", "/healthz");
    const api = await whileMigrating(place, "1", async () => {
      killNamed(machine.directory, "kube-apiserver");
      await sleep(1000);
      startControlPlane(machine, programs, "kube-apiserver");
    });
    const node = await whileMigrating(place, "2", async () => {
      killNamed(machine.directory, "kubelet");
      await sleep(1000);
      startKubelet(machine, programs);
    });
    const { failed } = await load.stop();
    assert.equal(failed, []);
    const database = await restartDatabase(place);
    return { note: `API server: ${api}; kubelet: ${node}; ${database}` };
  },
} satisfies Scenario;

/** Restarts a part in the middle of an apply that changes no schema. Says how that apply ended. */
async function whileMigrating(place: Place, round: string, restart: () => Promise<void>): Promise<string> {
  const revision = await revisionOf(place);
  place.set({ phoenix: { ...patient, config: { ROUND: round } } });
  const lock = await holdTable(place, "schema_migrations", "SHARE UPDATE EXCLUSIVE");
  const { ended } = place.start(["apply", "--yes"]);
  try {
    await lock.waitedFor();
    await restart();
    await until("the cluster answers", () => answers(place));
  } finally {
    await until("the lock is given back", () =>
      lock.release().then(
        () => true,
        () => false,
      ),
    );
  }
  const applied = await ended;
  await until("the cluster answers", () => answers(place));
  const state = (await place.release("phoenix")).split(" ")[1] ?? "";
  if (applied.code === 0) assert.is(state, "deployed", screen(applied));
  else {
    // helm was told nothing more, or could not write what it knew: one finding says so, and nothing is lost.
    assert.is(applied.code, 1, screen(applied));
    assert.match(applied.stderr, /error\[CR6\d\d\]/, screen(applied));
    if (state.startsWith("pending")) {
      const refused = await place.apply();
      assert.match(refused.stderr, /CR615/, screen(refused));
      const unlocked = await place.chartroom("unlock", "--force", "--yes");
      assert.is(unlocked.code, 0, screen(unlocked));
    }
  }
  const again = await place.apply();
  assert.is(again.code, 0, `${screen(applied)}\n${screen(again)}`);
  if (applied.code === 0) assert.match(again.stderr, /nothing to change/);
  assert.match(await place.release("phoenix"), / deployed$/);
  assert.ok((await revisionOf(place)) > revision);
  assert.is(await place.kubectl("get", "configmap", "phoenix", "-o", "jsonpath={.data.ROUND}"), round);
  assert.equal(await data(place), [FIRST, "north south west"]);
  return applied.code === 0 ? "the apply went on" : `the apply ended with 1, ${state}, the next one mended`;
}

/** The database goes down in the middle of the migration's transaction, which takes all of it back. */
async function restartDatabase(place: Place): Promise<string> {
  const revision = await revisionOf(place);
  const serving = await place.pods();
  const load = await place.load(10, "/", "/healthz");
  place.set({ version: "2", phoenix: patient });
  const lock = await holdTable(place, "berths", "ACCESS SHARE");
  const { ended } = place.start(["apply", "--yes"]);
  await lock.waitedFor();
  assert.match(await lock.waiting(), /ALTER TABLE berths/);
  // As a crash would: no checkpoint, every connection cut.
  await place.kubectl("exec", "postgres-0", "--", "sh", "-c", "kill -QUIT 1");
  await until("the database is back", async () => (await restarts(place)) === 1 && (await answers(place)));
  const bad = await ended;
  // The application's pool takes longer to find the database again than psql does.
  await until("every page is back", () =>
    place.pages().then(
      (pages) => pages.length === 2,
      () => false,
    ),
  );
  const back = Date.now();
  assert.is(bad.code, 1, screen(bad));
  assert.match(bad.stderr, /CR620.*pre-upgrade hook phoenix-migrate failed/, screen(bad));
  assert.match(bad.stderr, /\| .*(?:terminat|closed|connection)/i, screen(bad));
  assert.match(bad.stderr, `revision ${revision + 1} is failed; revision ${revision} still serves`);
  assert.is(await place.release("phoenix"), `${revision + 1} failed`);
  assert.equal(await data(place), [FIRST, "north south west"]);
  assert.equal(
    await place.sql("SELECT count(*) FROM information_schema.columns WHERE column_name = 'depth'"),
    "0",
  );
  assert.equal(await place.pods(), serving);
  const good = await place.apply();
  const { failed } = await load.stop();
  assert.is(good.code, 0, screen(good));
  assert.is(await place.release("phoenix"), `${revision + 2} deployed`);
  assert.equal(await data(place), [SECOND, "north south west"]);
  assert.equal(
    failed.filter(({ path, at }) => path === "/healthz" || Date.parse(at) > back),
    [],
    "a request failed that needs no database, or after it was back",
  );
  return `database: the migration was taken back, only requests that need it failed`;
}

async function revisionOf(place: Place): Promise<number> {
  return Number((await place.release("phoenix")).split(" ")[0]);
}

async function data(place: Place): Promise<[number, string]> {
  const schema = await place.sql("SELECT max(version) FROM schema_migrations");
  return [Number(schema), await place.sql("SELECT string_agg(name, ' ' ORDER BY id) FROM berths")];
}

async function restarts(place: Place): Promise<number> {
  const count = "jsonpath={.status.containerStatuses[0].restartCount}";
  return Number(await place.kubectl("get", "pod", "postgres-0", "-o", count));
}

/** API server, kubelet and database, which a statement goes through all of. */
async function answers(place: Place): Promise<boolean> {
  try {
    return (await place.sql("SELECT 1")) === "1";
  } catch {
    return false;
  }
}
