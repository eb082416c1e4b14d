import path from "node:path";
import process from "node:process";
import { clusterDown, clusterStatus, clusterUp } from "../../scripts/cluster/cluster.ts";
import { canonicalJson, type Json, valueAt } from "../../scripts/core/json.ts";
import { shell } from "../../scripts/core/shell.ts";
import type { Environment } from "../../scripts/environment/model.ts";
import { readEnvironment } from "../../scripts/environment/read.ts";
import { changedSince } from "../../scripts/helmfile/changed.ts";
import type { ApplyEvent } from "../../scripts/helmfile/events.ts";
import { stuckReleases } from "../../scripts/helmfile/guards.ts";
import { releaseRecords } from "../../scripts/helmfile/records.ts";
import type { HelmfileRequest } from "../../scripts/helmfile/request.ts";
import { helmfileDiff, helmfileRelease, type Released } from "../../scripts/helmfile/run.ts";
import { childVariables, findTarget, kubectl } from "../../scripts/helmfile/target.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("integration: releases on the embedded cluster");
const root = path.resolve(import.meta.dirname, "../fixtures/cluster/repo");
const helmfile = path.join(root, "helmfile.yaml.gotmpl");

test.before(async () => {
  process.env.CHARTROOM_CLUSTER_DIRECTORY = path.join(tempDirectory(), "cluster");
  process.env.CHARTROOM_CLUSTER_STAGES = path.resolve(import.meta.dirname, "../fixtures/cluster/stages.yaml");
  const [first, second] = await Promise.all([clusterUp(), clusterUp()]);
  if (!first.ok || !second.ok) throw new Error(JSON.stringify([first, second]));
  // Two at once: one made it, the other waited and found it.
  assert.equal([first.value.changed, second.value.changed].sort(), [false, true]);
});

test.after(async () => {
  await clusterDown();
  delete process.env.CHARTROOM_CLUSTER_DIRECTORY;
  delete process.env.CHARTROOM_CLUSTER_STAGES;
});

async function environment(name = "local", env: Record<string, string> = {}): Promise<Environment> {
  Object.assign(process.env, { WEB_TAG: "1", WEB_EXIT: "", WEB_CPU: "", WEB_NAMESPACE: "shop", ...env });
  const read = await readEnvironment({ root, helmfile, name });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.value;
}

async function requestFor(env: Record<string, string> = {}): Promise<HelmfileRequest> {
  const read = await environment("local", env);
  const target = await findTarget({ environment: read });
  if (!target.ok) throw new Error(JSON.stringify(target.error));
  const records = await releaseRecords(read, target.value);
  return { environment: read, target: target.value, helmfileOptions: [], args: [], records };
}

async function apply(env: Record<string, string> = {}): Promise<Released> {
  return helmfileRelease(await requestFor(env), "apply", () => {});
}

async function get(...args: string[]): Promise<Json> {
  const ran = await kubectl(["get", ...args, "-o", "json"], await childVariables(true));
  return JSON.parse(ran.stdout) as Json;
}

const told = (events: readonly ApplyEvent[]): string[] =>
  events.map((one) =>
    one.kind === "hook" ? `${one.hook.job} ${one.hook.state}` : `${one.release} ${one.kind}`,
  );

test("a first install runs the hook before the release is done, and says so in that order", async () => {
  const { events, diagnostics } = await apply();
  assert.equal(diagnostics, []);
  const order = told(events);
  assert.ok(order.indexOf("web-migrate ok") > order.indexOf("web-migrate running"), order.join());
  assert.ok(order.includes("web released"), order.join());
});

test("a second apply has nothing to change", async () => {
  const diff = await helmfileDiff(await requestFor(), false);
  assert.equal(diff, { ok: true, value: { changes: false, text: "" } });
});

test("a difference leaves the contents of Secrets out", async () => {
  const diff = await helmfileDiff(await requestFor({ WEB_NAMESPACE: "unused" }), false);
  assert.ok(diff.ok && diff.value.changes);
  assert.match(diff.ok ? diff.value.text : "", "suppressed");
  assert.not.match(diff.ok ? diff.value.text : "", "hunter2");
});

test("a hook that fails changes nothing, is explained (CR620), and the next apply works", async () => {
  const before = await get("deployment", "web", "-n", "shop");
  const failed = await apply({ WEB_TAG: "2", WEB_EXIT: "3" });
  const [finding] = failed.diagnostics;
  assert.is(finding?.code, "CR620");
  assert.match(finding?.message ?? "", "pre-upgrade hook web-migrate failed");
  assert.match(finding?.note ?? "", "container migrate ended with exit code 3");
  assert.match(finding?.note ?? "", "simulated");
  assert.match(finding?.note ?? "", "revision 2 is failed; revision 1 still serves");
  const after = await get("deployment", "web", "-n", "shop");
  assert.is(valueAt(after, ["metadata", "uid"]), valueAt(before, ["metadata", "uid"]));
  assert.is(valueAt(after, ["metadata", "generation"]), valueAt(before, ["metadata", "generation"]));

  const next = await apply({ WEB_TAG: "2" });
  assert.equal(next.diagnostics, []);
});

test("a hook that no node takes is explained, although its pod is gone when it has failed", async () => {
  const failed = await apply({ WEB_TAG: "2", WEB_CPU: "4000" });
  const [finding] = failed.diagnostics;
  assert.is(finding?.code, "CR620");
  assert.match(
    finding?.note ?? "",
    /^DeadlineExceeded: .*\nit wrote no log; of its pods Kubernetes says:\n {2}FailedScheduling: .*Insufficient cpu/,
  );
  assert.equal((await apply({ WEB_TAG: "2" })).diagnostics, []);
});

test("an upgrade migrates before the new ReplicaSet is made", async () => {
  const done = await apply({ WEB_TAG: "3" });
  assert.equal(done.diagnostics, []);
  const job = await get("job", "web-migrate", "-n", "shop");
  const sets = valueAt(await get("replicasets", "-n", "shop"), ["items"]) as readonly Json[];
  const fresh = sets.find((one) => canonicalJson(one).includes('"image":"web:3"'));
  // Resource versions are etcd's revisions: a finished Job's last one is older than anything made after it.
  const events = valueAt(await get("events", "-n", "shop"), ["items"]) as readonly Json[];
  const made = events.find(
    (one) =>
      valueAt(one, ["reason"]) === "SuccessfulCreate" &&
      valueAt(one, ["involvedObject", "uid"]) === valueAt(fresh ?? null, ["metadata", "uid"]),
  );
  assert.match(canonicalJson(valueAt(job, ["status"]) ?? null), '"type":"Complete"');
  assert.ok(
    Number(valueAt(job, ["metadata", "resourceVersion"])) <
      Number(valueAt(made ?? null, ["metadata", "resourceVersion"])),
  );
});

test("bare helmfile makes an identical release", async () => {
  const { target } = await requestFor();
  const wrapped = await apply({ WEB_NAMESPACE: "wrapped" });
  assert.equal(wrapped.diagnostics, []);
  await environment("local", { WEB_NAMESPACE: "bare" });
  const bare = await shell("helmfile", ["-f", helmfile, "-e", "local", "apply"], {
    cwd: root,
    env: target.env,
  });
  assert.is(bare.code, 0, bare.stderr);
  for (const what of ["manifest", "hooks", "values"]) {
    const [one, other] = await Promise.all(
      ["wrapped", "bare"].map((namespace) =>
        shell("helm", ["get", what, "web", "-n", namespace], { env: target.env }),
      ),
    );
    assert.ok(one?.stdout.includes(what === "values" ? "tag" : "kind"));
    assert.is(one?.stdout, other?.stdout);
  }
});

test("an environment of another context is refused (CR610, CR611)", async () => {
  const other = await environment("elsewhere");
  const { target } = await requestFor();
  const saved = process.env.KUBECONFIG;
  process.env.KUBECONFIG = target.env.KUBECONFIG;
  const refused = await findTarget({ environment: other });
  const missing = await findTarget({ environment: other, kubeContext: "production" });
  if (saved === undefined) delete process.env.KUBECONFIG;
  else process.env.KUBECONFIG = saved;
  assert.is(refused.ok ? "" : refused.error[0]?.code, "CR610");
  assert.is(missing.ok ? "" : missing.error[0]?.code, "CR611");
  const local = await findTarget({ environment: await environment(), kubeContext: "production" });
  assert.is(local.ok ? "" : local.error[0]?.code, "CR610");
});

test("values that changed after the check are found (CR614)", async () => {
  const checked = { environment: await environment() };
  assert.equal(changedSince(checked, { environment: await environment() }), []);
  const [finding] = changedSince(checked, { environment: await environment("local", { WEB_TAG: "9" }) });
  assert.is(finding?.code, "CR614");
});

test("a release that helm left pending is explained (CR615)", async () => {
  const request = await requestFor();
  assert.equal(stuckReleases(await releaseRecords(request.environment, request.target), "local"), []);
  // What a killed helm leaves: the newest record says that it is still at work.
  const secrets = valueAt(await get("secrets", "-n", "shop", "-l", "owner=helm,name=web"), [
    "items",
  ]) as readonly Json[];
  const last = secrets.at(-1) as Json;
  const name = String(valueAt(last, ["metadata", "name"]));
  const { gunzipSync, gzipSync } = await import("node:zlib");
  const stored = Buffer.from(String(valueAt(last, ["data", "release"])), "base64").toString();
  const record = JSON.parse(gunzipSync(Buffer.from(stored, "base64")).toString());
  record.info.status = "pending-upgrade";
  const release = Buffer.from(gzipSync(JSON.stringify(record)).toString("base64")).toString("base64");
  const patch = JSON.stringify({ data: { release }, metadata: { labels: { status: "pending-upgrade" } } });
  const patched = await kubectl(["-n", "shop", "patch", "secret", name, "-p", patch], request.target.env);
  assert.is(patched.code, 0, patched.stderr);
  const [finding] = stuckReleases(await releaseRecords(request.environment, request.target), "local");
  assert.is(finding?.code, "CR615");
  assert.match(finding?.help ?? "", "chartroom -e local unlock");
});

test("a cluster that is down is said to be (CR612), and its folder is gone", async () => {
  const read = await environment();
  await clusterDown();
  const target = await findTarget({ environment: read });
  assert.is(target.ok ? "" : target.error[0]?.code, "CR612");
  assert.match(target.ok ? "" : (target.error[0]?.help ?? ""), "chartroom cluster up");
  const status = await clusterStatus();
  assert.is(status.ok ? status.value.state : "", "absent");
});
