import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Json, valueAt } from "../../scripts/core/json.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot, sampleRepository } from "../rig.ts";
import { get, noCluster, ownCluster, uid } from "./sample.ts";

const test = suite("integration: from one strategy of clustering to another, as chart phoenix's README says");
const root = sampleRepository();
const namespace = "meeting";

test.before(ownCluster);
test.after(noCluster);

/** The README's kubectl commands for the way into dns-srv, then for the way out. */
function commands(): string[][] {
  const readme = readFileSync(path.join(projectRoot, "charts/phoenix/README.head.md"), "utf8");
  return [...readme.matchAll(/^ {4}kubectl (delete [^#\n]*)/gm)]
    .map(([, words]) => (words as string).trim().replaceAll(/<(?:name|release)>/g, "phoenix"))
    .filter((words) => /deployment|statefulset|replicaset|pod /.test(words))
    .map((words) => words.split(/\s+/));
}

async function apply(strategy: string): Promise<void> {
  const values = {
    context: "kwok-chartroom",
    namespace,
    releases: { postgres: { enabled: false } },
    phoenix: { replicaCount: 2, host: "shop.localhost", clustering: { strategy } },
  };
  writeFileSync(path.join(root, "environments/local/values.yaml"), JSON.stringify(values));
  const ran = await chartroom(["-e", "local", "apply", "--yes"], { cwd: root });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
}

async function run(words: readonly string[]): Promise<void> {
  const ran = await kubectl(["-n", namespace, ...words], await childVariables(true));
  assert.is(ran.code, 0, ran.stderr);
}

/** Pods of the release that serve: ready, and not on their way out. */
async function serving(): Promise<Json[]> {
  const selector = "app.kubernetes.io/instance=phoenix,app.kubernetes.io/component=web";
  const pods = valueAt(await get("pods", "-n", namespace, "-l", selector), ["items"]) as Json[];
  return pods.filter(
    (pod) =>
      valueAt(pod, ["metadata", "deletionTimestamp"]) === undefined &&
      ((valueAt(pod, ["status", "conditions"]) ?? []) as Json[]).some(
        (one) => valueAt(one, ["type"]) === "Ready" && valueAt(one, ["status"]) === "True",
      ),
  );
}

const owners = (pods: readonly Json[]) =>
  pods.map((pod) => String(valueAt(pod, ["metadata", "ownerReferences", 0, "kind"]))).sort();

/** Waits until those that serve belong to what is wanted; the controllers take their time. */
async function settled(wanted: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if (JSON.stringify(owners(await serving())) === JSON.stringify(wanted)) return;
    await sleep(500);
  }
  assert.equal(owners(await serving()), wanted);
}

test("Deployment to StatefulSet and back: the old pods serve until the new ones do, and are taken away by hand", async () => {
  const [letGo, remove, letGoAgain, removeAgain] = commands() as [string[], string[], string[], string[]];
  assert.is(commands().length, 4);
  await apply("dns");
  await settled(["ReplicaSet", "ReplicaSet"]);
  const first = (await serving()).map(uid);
  await run(letGo);
  await apply("dns-srv");
  const both = (await serving()).map(uid);
  for (const one of first) assert.ok(both.includes(one), "an old pod is gone");
  await settled(["ReplicaSet", "ReplicaSet", "StatefulSet", "StatefulSet"]);
  await run(remove);
  await settled(["StatefulSet", "StatefulSet"]);
  const second = (await serving()).map(uid);
  await run(letGoAgain);
  await apply("dns");
  const again = (await serving()).map(uid);
  for (const one of second) assert.ok(again.includes(one), "an old pod is gone");
  await settled(["ReplicaSet", "ReplicaSet", "undefined", "undefined"]);
  await run(removeAgain);
  await settled(["ReplicaSet", "ReplicaSet"]);
});

test("without letting go first helm takes the old pods away with their Deployment", async () => {
  await apply("dns");
  await settled(["ReplicaSet", "ReplicaSet"]);
  await apply("dns-srv");
  await settled(["StatefulSet", "StatefulSet"]);
});
