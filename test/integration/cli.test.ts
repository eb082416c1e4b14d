import { gzipSync } from "node:zlib";
import { canonicalJson, type Json, type JsonObject, valueAt } from "../../scripts/core/json.ts";
import { shell } from "../../scripts/core/shell.ts";
import type { Environment, Release } from "../../scripts/environment/model.ts";
import { readDeployed, readRecord } from "../../scripts/helmfile/deployed.ts";
import { unfinishedInstalls } from "../../scripts/helmfile/first-install.ts";
import { unreadyPods } from "../../scripts/helmfile/pods.ts";
import { releaseRecords } from "../../scripts/helmfile/records.ts";
import type { HelmfileRequest } from "../../scripts/helmfile/request.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { secretEnvironment } from "../../scripts/secrets/environment.ts";
import { assert, suite } from "../harness.ts";
import { firstPod, get, noCluster, ownCluster, sample, uid, written } from "./sample.ts";

const test = suite("integration: the sample repository through the command line");
let seeded = "";

test.before(ownCluster);
test.after(noCluster);

const shop = sample();
const job = (name: string, namespace = "shop") => get("job", `phoenix-${name}`, "-n", namespace);

async function replicaSet(tag: string): Promise<string> {
  const sets = valueAt(await get("replicasets", "-n", "shop"), ["items"]) as readonly Json[];
  const found = sets.find((one) => canonicalJson(one).includes(`:${tag}"`));
  assert.ok(found, `no ReplicaSet of ${tag}`);
  return uid(found as Json);
}

test("a first install migrates, then seeds, then starts the app, and says all that it did", async () => {
  shop.set({ namespace: "shop", database: true, tag: "1.0.0" });
  const ran = await shop.run("-e", "local", "apply", "--yes");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, "2 releases (postgres, phoenix)");
  const said = ran.stderr.slice(ran.stderr.indexOf("local is applied")).replace(/\d+ s\)/g, "N s)");
  assert.is(
    said,
    `local is applied, in this order:
  1. postgres: installed, revision 1
  2. phoenix: pre-install hook ServiceAccount phoenix-hooks
  3. phoenix: pre-install hook Secret phoenix-hooks
  4. phoenix: pre-install hook ConfigMap phoenix-hooks
  5. phoenix: pre-install hook Job phoenix-migrate (N s)
  6. phoenix: pre-install hook Job phoenix-seed (N s)
  7. phoenix: installed, revision 1
next:
  KUBECONFIG=$(chartroom cluster kubeconfig) kubectl -n shop get pods   # simulated: nothing answers
  chartroom -e local plan   # after a change: what apply would do
`,
  );
  assert.match(ran.stdout, "shop, phoenix, Secret (v1) is new");
  assert.not.match(ran.stdout, "apiVersion", "what is new as a whole is one line");
  const [migrate, seed] = [await job("migrate"), await job("seed")];
  seeded = uid(seed);
  assert.ok(written(migrate) < (await firstPod("shop", seeded)), "seed began before migrate had ended");
  assert.ok(
    written(seed) < (await firstPod("shop", await replicaSet("1.0.0"))),
    "the app began before the seed had ended",
  );
});

test("a second apply has nothing to change, and plan --detailed-exitcode says 0", async () => {
  const again = await shop.run("-e", "local", "apply", "--yes");
  assert.equal([again.code, again.stdout], [0, ""]);
  assert.match(again.stderr, "local: nothing to change");
  const plan = await shop.run("-e", "local", "plan", "--detailed-exitcode");
  assert.equal([plan.code, plan.stdout], [0, ""]);
});

test("a change makes plan --detailed-exitcode say 2 and plan alone 0", async () => {
  shop.set({ namespace: "shop", database: true, tag: "1.1.0" });
  const plan = await shop.run("-e", "local", "plan", "--detailed-exitcode");
  assert.is(plan.code, 2, plan.stderr);
  assert.match(plan.stdout, /^\+ .*ghcr.io\/example\/shop:1\.1\.0/m);
  assert.is((await shop.run("-e", "local", "plan")).code, 0);
});

test("an upgrade migrates before the new ReplicaSet, and does not seed", async () => {
  const ran = await shop.run("-e", "local", "apply", "--yes");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, "phoenix: pre-upgrade hook Job phoenix-migrate");
  assert.not.match(ran.stderr, "phoenix-seed");
  assert.not.match(ran.stderr, "postgres: upgraded");
  assert.ok(written(await job("migrate")) < (await firstPod("shop", await replicaSet("1.1.0"))));
  assert.is(uid(await job("seed")), seeded);
});

test("a failing migration changes nothing, says why, and the next apply works", async () => {
  const before = await get("deployment", "phoenix", "-n", "shop");
  shop.set({ namespace: "shop", database: true, tag: "1.2.0", migrate: "7" });
  const failed = await shop.run("-e", "local", "apply", "--yes");
  assert.is(failed.code, 1);
  assert.match(failed.stderr, "error[CR620]: phoenix: pre-upgrade hook phoenix-migrate failed");
  assert.match(failed.stderr, "container migrate ended with exit code 7");
  assert.match(failed.stderr, "revision 3 is failed; revision 2 still serves");
  const after = await get("deployment", "phoenix", "-n", "shop");
  const spec = (one: Json) => [uid(one), valueAt(one, ["metadata", "generation"]), valueAt(one, ["spec"])];
  assert.equal(spec(after), spec(before));

  shop.set({ namespace: "shop", database: true, tag: "1.2.0" });
  const mended = await shop.run("-e", "local", "apply", "--yes");
  assert.is(mended.code, 0, mended.stderr);
  await replicaSet("1.2.0");
});

test("helm's refusal of a release is told in its words (CR621)", async () => {
  shop.set({ namespace: "shop", database: true, tag: "1.2.0", storage: "2Gi" });
  const ran = await shop.run("-e", "local", "apply", "--yes");
  assert.is(ran.code, 1);
  assert.match(ran.stderr, "error[CR621]: postgres was not released");
  assert.match(ran.stderr, "spec.volumeClaimTemplates");

  // helm-diff compares with the revision that failed and sees no difference: that must not end as "nothing to change".
  const again = await shop.run("-e", "local", "apply", "--yes");
  assert.is(again.code, 1, again.stderr);
  assert.match(again.stderr, /revision \d of postgres failed; the difference does not show that/);
});

test("a first install whose seed fails: the retry is a first install again and seeds; with bare helm, rerun does", async () => {
  const fresh = sample();
  fresh.set({ namespace: "fresh", seed: "5" });
  const failed = await fresh.run("-e", "local", "apply", "--yes");
  assert.is(failed.code, 1);
  assert.match(failed.stderr, "phoenix: pre-install hook phoenix-seed failed");
  const first = uid(await job("seed", "fresh"));

  // It fails once more: helm's records of both tries go.
  assert.is((await fresh.run("-e", "local", "apply", "--yes")).code, 1);
  fresh.set({ namespace: "fresh" });
  const retried = await fresh.run("-e", "local", "apply", "--yes");
  assert.is(retried.code, 0, retried.stderr);
  assert.match(retried.stderr, /its first install failed, and helm would skip Job phoenix-seed now/);
  assert.match(retried.stderr, "phoenix: pre-install hook Job phoenix-seed");
  assert.match(retried.stderr, "phoenix: installed, revision 1");
  const seeded = uid(await job("seed", "fresh"));
  assert.is.not(seeded, first);

  fresh.set({ namespace: "fresh", rerun: true });
  const seeding = await fresh.run("-e", "local", "apply", "--yes");
  assert.is(seeding.code, 0, seeding.stderr);
  assert.match(seeding.stderr, "phoenix: pre-upgrade hook Job phoenix-seed");
  assert.is.not(uid(await job("seed", "fresh")), seeded);
});

test("a pod that is not ready is told with its reason and its warnings", async () => {
  const env = await childVariables(true);
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "nowhere", namespace: "shop", labels: { "app.kubernetes.io/instance": "lost" } },
    spec: { nodeSelector: { no: "such" }, containers: [{ name: "web", image: "web" }] },
  };
  assert.is((await kubectl(["create", "-f", "-"], env, JSON.stringify(pod))).code, 0);
  const place = ["-n", "shop", "pod/nowhere"];
  const unscheduled = ["--for=condition=PodScheduled=False", "--timeout=60s"];
  assert.is((await kubectl(["wait", ...place, ...unscheduled], env)).code, 0);
  const request = { target: { context: "kwok-chartroom", env, simulated: true } } as HelmfileRequest;
  const release = { name: "lost", namespace: "shop" } as Release;
  let told: readonly string[] = [];
  for (let attempt = 0; told.length < 2 && attempt < 100; attempt += 1)
    told = await unreadyPods(request, release); // the event comes after the condition
  assert.match(told[0] ?? "", /^pod nowhere is not ready: no node takes it: 0\/1 nodes are available/);
  assert.match(told[1] ?? "", /^ {2}FailedScheduling: 0\/1 nodes are available/);
  assert.equal(await unreadyPods(request, { ...release, name: "other" }), []);
  await kubectl(["delete", ...place, "--wait=false"], env);
});

test("a failed first install whose seed had succeeded does not become a first install again: it would seed twice", async () => {
  const half = sample();
  half.set({ namespace: "half", seed: "5" });
  assert.is((await half.run("-e", "local", "apply", "--yes")).code, 1);
  const env = await childVariables(true);
  const target = { context: "kwok-chartroom", env, simulated: true };
  const record = { name: "phoenix", namespace: "half", revision: 1, status: "failed" };
  const [unfinished] = await unfinishedInstalls([record], target);
  assert.equal([unfinished?.hooks, unfinished?.revisions], [["Job phoenix-seed"], [1]]);
  const key = "sh.helm.release.v1.phoenix.v1";
  const kept = (await get("secret", key, "-n", "half")) as JsonObject;
  const release = readRecord(kept, "secret") as JsonObject & { hooks: { name: string; last_run: object }[] };
  for (const hook of release.hooks) if (hook.name === "phoenix-seed") hook.last_run = { phase: "Succeeded" };
  const packed = gzipSync(JSON.stringify(release)).toString("base64");
  // A record is too long for an argument.
  const edited = JSON.stringify({ ...kept, data: { release: Buffer.from(packed).toString("base64") } });
  const patched = await kubectl(["-n", "half", "replace", "-f", "-"], env, edited);
  assert.is(patched.code, 0, patched.stderr);
  assert.equal(await unfinishedInstalls([record], target), []);
});

test("bare helmfile makes identical releases; other verbs reach helmfile with the keys and the cluster", async () => {
  const both = sample();
  both.set({ namespace: "same", database: true });
  const env = { ...(await childVariables(true)), ...secretEnvironment(both.root) };
  const stored = async () => {
    const asked = ["postgres", "phoenix"].flatMap((name) =>
      ["manifest", "hooks", "values", "notes"].map((what) => ["get", what, name, "-n", "same"]),
    );
    const told = await Promise.all(asked.map((args) => shell("helm", args, { env })));
    for (const one of told) assert.is(one.code, 0, one.stderr);
    return told.map((one) => one.stdout);
  };
  const ran = await both.run("-e", "local", "apply", "--yes");
  assert.is(ran.code, 0, ran.stderr);
  const wrapped = await stored();
  const gone = await both.run("-e", "local", "destroy");
  assert.is(gone.code, 0, gone.stderr);
  const bare = await shell("helmfile", ["-e", "local", "apply"], { cwd: both.root, env });
  assert.is(bare.code, 0, bare.stderr);
  assert.equal(await stored(), wrapped);
});

test("what is deployed is read of every release at once: its newest revision, as helm tells it", async () => {
  const env = await childVariables(true);
  const target = { context: "kwok-chartroom", env, simulated: true };
  const names = ["postgres", "phoenix"];
  const releases = names.map((name) => ({ name, namespace: "shop" }));
  const again = await shell("helm", ["rollback", "phoenix", "-n", "shop", "--no-hooks"], { env });
  assert.is(again.code, 0, again.stderr);
  const records = await releaseRecords({ releases } as unknown as Environment, target);
  assert.is(new Set(records.map(({ revision }) => revision)).size, 2, "each has a revision of its own");
  const deployed = await readDeployed(records, target);
  assert.equal(deployed.map(({ record }) => record.name).sort(), [...names].sort());
  for (const { record, values, manifests } of deployed) {
    const told = async (what: string, ...more: string[]) =>
      (await shell("helm", ["get", what, record.name, "-n", "shop", ...more], { env })).stdout;
    assert.is(canonicalJson(values), canonicalJson(JSON.parse(await told("values", "-o", "json")) as Json));
    assert.ok(manifests.startsWith((await told("manifest")).trimEnd()), record.name);
  }
});
