import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { clusterDown, clusterUp } from "../../scripts/cluster/cluster.ts";
import { withLock } from "../../scripts/cluster/lock.ts";
import { embeddedKubeconfig } from "../../scripts/cluster/names.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("cluster: what is not ours");

test.after.each(() => {
  delete process.env.CHARTROOM_CLUSTER_DIRECTORY;
});

test("a folder without the marker is neither started in nor removed (CR601)", async () => {
  const directory = tempDirectory();
  process.env.CHARTROOM_CLUSTER_DIRECTORY = directory;
  writeFileSync(path.join(directory, "notes.txt"), "mine");
  for (const refused of [await clusterUp(), await clusterDown()]) {
    assert.is(refused.ok ? "" : refused.error[0]?.code, "CR601");
  }
  assert.ok(existsSync(path.join(directory, "notes.txt")));
});

test("down never ends a stranger that a stale pid file names", async () => {
  const directory = path.join(tempDirectory(), "cluster");
  process.env.CHARTROOM_CLUSTER_DIRECTORY = directory;
  mkdirSync(path.join(directory, "clusters/chartroom/pids"), { recursive: true });
  writeFileSync(path.join(directory, "made-by-chartroom.json"), '{"state":"created"}');
  writeFileSync(path.join(directory, "clusters/chartroom/pids/etcd.pid"), String(process.pid));
  const down = await clusterDown();
  assert.ok(down.ok); // and this process is still here to say so
  assert.not.ok(existsSync(directory));
});

test("the kubeconfig is in the cluster's folder", () => {
  process.env.CHARTROOM_CLUSTER_DIRECTORY = "/somewhere";
  assert.is(embeddedKubeconfig(), path.resolve("/somewhere/kubeconfig"));
});

test("a lock lets one task at a time in, and a dead holder's is taken over", async () => {
  const file = path.join(tempDirectory(), "lock");
  writeFileSync(file, "999999999");
  const order: string[] = [];
  const task = (name: string) => async () => {
    order.push(`${name} in`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} out`);
  };
  await Promise.all([withLock(file, task("a")), withLock(file, task("b"))]);
  assert.is(order.length, 4);
  assert.is(order[0]?.slice(0, 1), order[1]?.slice(0, 1));
  assert.not.ok(existsSync(file));
});
