import { setTimeout as sleep } from "node:timers/promises";
import { startControlPlane } from "../../cluster/control-plane.ts";
import { startKubelet } from "../../cluster/node.ts";
import { until } from "../../cluster/real.ts";
import { assert } from "../../harness.ts";
import type { Place } from "../place.ts";
import { killNamed } from "../processes.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** Parts of the cluster go away in the middle of an apply and come back: the next apply mends, no data is lost. */
export default {
  onCluster: true,
  async run(stage) {
    const place = await stage.installed("restarts");
    const { machine, programs } = stage.cluster;
    const load = await place.load(10, "/");

    // The API server: what helm was told is lost or not; either way the next apply goes on.
    await during(place, "1", async () => {
      killNamed(machine.directory, "kube-apiserver");
      await sleep(1000);
      startControlPlane(machine, programs, "kube-apiserver");
    });
    // The kubelet: pods run on without it.
    await during(place, "2", async () => {
      killNamed(machine.directory, "kubelet");
      await sleep(1000);
      startKubelet(machine, programs);
    });
    const { failed } = await load.stop();
    assert.equal(failed, []);
    // The database, while the migration may be at work: it fails or succeeds as a whole.
    await during(place, "3", async () => {
      await place.kubectl("exec", "postgres-0", "--", "sh", "-c", "kill -INT 1");
    });
    assert.is(await place.sql("SELECT count(*) FROM berths"), "3");
    return {
      note: "no load while the database restarts: every page reads it",
    };
  },
} satisfies Scenario;

/** Does something while an apply of a change is at its hooks, then applies until it is through: twice at most. */
async function during(place: Place, round: string, what: () => Promise<void>): Promise<void> {
  place.set({ version: "2", phoenix: { config: { ROUND: round } } });
  const { ended } = place.start(["apply", "--yes"]);
  const begun = Date.now();
  while (!(await place.release("phoenix")).includes("pending") && Date.now() - begun < 30_000)
    await sleep(100);
  await what();
  const first = await ended;
  await until("the API server answers", async () => {
    try {
      return (await place.kubectl("get", "pods")) !== "";
    } catch {
      return false;
    }
  });
  if (first.code === 0) return;
  assert.is(first.code, 1, screen(first));
  if ((await place.release("phoenix")).includes("pending")) {
    const unlocked = await place.chartroom("unlock", "--force", "--yes");
    assert.is(unlocked.code, 0, screen(unlocked));
  }
  const second = await place.apply();
  assert.is(second.code, 0, `${screen(first)}\n${screen(second)}`);
}
