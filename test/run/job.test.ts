import { referencesOf } from "../../scripts/check/references.ts";
import { listAt, objectAt, podSpec } from "../../scripts/check/rule.ts";
import type { JsonObject } from "../../scripts/core/json.ts";
import { findJob } from "../../scripts/run/hook-job.ts";
import { jobName, type OneOffJob, oneOffJob } from "../../scripts/run/job.ts";
import type { Found } from "../../scripts/run/release.ts";
import type { Task } from "../../scripts/run/task.ts";
import { template } from "../charts/helm.ts";
import { assert, suite } from "../harness.ts";
import { command, deployed, found, migrate, rollback, seed } from "./release.ts";

const test = suite("run: the Job that is made of a hook");

function made(from: Found, task: Task, timeoutSeconds?: number): OneOffJob {
  const job = oneOffJob(from, task, { suffix: "bcdfgh", timeoutSeconds });
  if (!job.ok) throw new Error(JSON.stringify(job.error));
  return job.value;
}

const container = ({ manifest }: OneOffJob): JsonObject =>
  listAt(podSpec(manifest) ?? {}, "containers")[0] as JsonObject;

test("of our own chart: the hook's pod, but for the objects that only hooks have", async () => {
  const text = await phoenix();
  const from = found(text, migrate, "phoenix");
  const job = made(from, migrate);
  const hook = podSpec(from.job.object) as JsonObject;
  const pod = podSpec(job.manifest) as JsonObject;
  assert.is(job.name, "phoenix-migrate-bcdfgh");
  assert.equal(job.copies, [], "the release's own objects hold the same");
  assert.equal([...referencesOf(job.manifest).keys()].sort(), [
    "ConfigMap/phoenix",
    "Secret/phoenix",
    "ServiceAccount/phoenix",
  ]);
  assert.equal([...job.present].sort(), ["ConfigMap/phoenix", "Secret/phoenix", "ServiceAccount/phoenix"]);
  // What is left when the three names are taken back is the hook's pod, to the letter.
  const back = JSON.stringify(pod)
    .replaceAll('"name":"phoenix","key"', '"name":"phoenix-hooks","key"')
    .replace('"configMapRef":{"name":"phoenix"}', '"configMapRef":{"name":"phoenix-hooks"}')
    .replace('"serviceAccountName":"phoenix"', '"serviceAccountName":"phoenix-hooks"');
  assert.equal(JSON.parse(back), hook);
  assert.equal(container(job).command, ["/app/bin/migrate"]);
});

test("it is tried once, has no deadline of Helm's, and is gone after a week", async () => {
  const job = made(found(await phoenix(), seed, "phoenix"), seed);
  const { template: _, ...spec } = objectAt(job.manifest, "spec");
  assert.equal(spec, { backoffLimit: 0, ttlSecondsAfterFinished: 604800 });
  const timed = made(found(await phoenix(), seed, "phoenix"), seed, 90);
  assert.is(objectAt(timed.manifest, "spec").activeDeadlineSeconds, 90);
});

test("Helm does not take it for its own", async () => {
  const { manifest } = made(found(await phoenix(), migrate, "phoenix"), migrate);
  assert.not.match(JSON.stringify(manifest), "helm.sh/");
  const { labels } = objectAt(manifest, "metadata");
  assert.is((labels as JsonObject)["app.kubernetes.io/managed-by"], "chartroom");
  assert.is((labels as JsonObject)["chartroom.dev/run"], "phoenix-migrate-bcdfgh");
});

test("rollback stands beside migrate; other words take its place", async () => {
  const text = await phoenix();
  assert.equal(container(made(found(text, rollback, "phoenix"), rollback)).command, [
    "/app/bin/rollback",
    "20260102030405",
  ]);
  const own = command("/app/bin/shop", "eval", "IO.puts(1)");
  const job = made(found(text, own, "phoenix"), own);
  assert.equal(container(job).command, ["/app/bin/shop", "eval", "IO.puts(1)"]);
  assert.is(container(job).args, undefined);
  assert.is(job.name, "phoenix-run-bcdfgh");
});

test("Kubernetes leaves the words of a command as they are", () => {
  const own = command("sh", "-c", "echo $(HOME) $$ $HOME");
  assert.equal(container(made(found(foreign, own), own)).command, ["sh", "-c", "echo $$(HOME) $$$$ $$HOME"]);
});

test("where rollback cannot be known it is said (CR632)", () => {
  const job = oneOffJob(found(foreign, rollback), rollback);
  assert.is(job.ok ? "" : job.error[0]?.code, "CR632");
  assert.match(job.ok ? "" : (job.error[0]?.note ?? ""), "runs `bin/rails`");
});

/** A chart of somebody else: what its hook reads belongs to hooks alone, and is removed after them. */
const foreign = `
apiVersion: v1
kind: Secret
metadata: {name: db, annotations: {helm.sh/hook: pre-upgrade, helm.sh/hook-delete-policy: hook-succeeded, own: kept}}
stringData: {url: "postgres://u:kAnary0foreign@db/x"}
---
apiVersion: v1
kind: Secret
metadata: {name: registry}
data: {a: YQ==}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: migrator, annotations: {helm.sh/hook: pre-upgrade, eks.amazonaws.com/role-arn: arn}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
---
apiVersion: batch/v1
kind: Job
metadata: {name: web-db-migrations, annotations: {helm.sh/hook: pre-upgrade, argocd.argoproj.io/hook: PreSync}}
spec:
  completions: 2
  backoffLimit: 6
  template:
    spec:
      restartPolicy: OnFailure
      serviceAccount: migrator
      imagePullSecrets: [{name: registry}]
      initContainers:
        - {name: wait, image: "busybox:1", env: [{name: U, valueFrom: {secretKeyRef: {name: db, key: url}}}]}
      containers:
        - name: rails
          image: web:1
          command: [bin/rails, db:migrate]
          envFrom: [{secretRef: {name: db}}, {configMapRef: {name: outside}}, {secretRef: {name: perhaps, optional: true}}]
      volumes:
        - {name: a, secret: {secretName: db}}
        - {name: b, projected: {sources: [{secret: {name: db}}, {configMap: {name: outside}}]}}
`;

test("of another's chart: what only hooks had is made once more, under names of its own", () => {
  const job = made(found(foreign, migrate), migrate);
  const names = job.copies.map(({ kind, metadata }) => `${kind}/${(metadata as JsonObject).name}`);
  assert.equal(names.sort(), ["Secret/db-bcdfgh", "ServiceAccount/migrator-bcdfgh"]);
  assert.equal([...referencesOf(job.manifest).keys()].sort(), [
    "ConfigMap/outside",
    "Secret/db-bcdfgh",
    "Secret/registry",
    "ServiceAccount/migrator-bcdfgh",
  ]);
  assert.equal([...job.present].sort(), ["ConfigMap/outside"], "an image may be had without a pull secret");
  assert.equal([...job.secrets].sort(), ["db-bcdfgh", "perhaps", "registry"]);
  assert.not.match(JSON.stringify(job.manifest), '"db"');
  assert.not.match(JSON.stringify([job.manifest, job.copies]), /helm\.sh|argocd/);
  assert.match(JSON.stringify(job.copies), "eks.amazonaws.com/role-arn");
  assert.is(objectAt(job.manifest, "spec").suspend, true);
  assert.is(objectAt(job.manifest, "spec").completions, undefined);
  assert.is(podSpec(job.manifest)?.restartPolicy, "Never");
});

test("which Job migrates is told by its name, its component or its container", () => {
  const one = (name: string, more = "") =>
    `---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: ${name}}\nspec: {template: {${more} spec: {containers: [{name: x}]}}}\n`;
  const names = (text: string, task: Task, hook?: string) =>
    findJob(deployed(text).manifests, task, hook).map(({ object }) => objectAt(object, "metadata").name);
  const component = "metadata: {labels: {app.kubernetes.io/component: migrate}},";
  assert.equal(names(one("a") + one("b", component), migrate), ["b"]);
  assert.equal(names(one("a") + one("a-migration") + one("a-migrate"), migrate), ["a-migrate"]);
  assert.equal(names(one("a-migrations") + one("b-migrator"), migrate), ["a-migrations", "b-migrator"]);
  assert.equal(names(one("a") + one("seed-data"), seed), ["seed-data"]);
  assert.equal(names(one("a") + one("b"), migrate), []);
  assert.equal(names(one("a") + one("b"), command("ls")), ["a"]);
  assert.equal(names(one("a") + one("b"), migrate, "b"), ["b"]);
  const testPod = `---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: a-migrate, annotations: {helm.sh/hook: test}}\nspec: {template: {spec: {containers: [{name: x}]}}}\n`;
  assert.equal(names(testPod, migrate), []);
});

test("a name has at most 63 characters, and is another one each time", () => {
  const long = "a".repeat(53);
  assert.is(jobName(long, rollback, "bcdfgh").length, 63);
  assert.is(jobName("a.b-", migrate, "bcdfgh"), "a-b-migrate-bcdfgh");
  const names = new Set(
    Array.from({ length: 50 }, () => oneOffJob(found(foreign, migrate), migrate)).map(
      (one) => one.ok && one.value.name,
    ),
  );
  assert.is(names.size, 50);
  for (const name of names) assert.match(String(name), /^web-migrate-[a-z0-9]{6}$/);
});

async function phoenix(): Promise<string> {
  const ran = await template("phoenix", "minimal");
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran.stdout;
}
