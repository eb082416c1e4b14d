import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { canonicalJson, type Json, type JsonObject, valueAt } from "../../scripts/core/json.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot, repositoryOf } from "../rig.ts";
import { get, noCluster, ownCluster, sample } from "./sample.ts";

const test = suite("integration: run, a command in a Job of its own");

test.before(ownCluster);
test.after(noCluster);

const shop = sample();
const run = (...words: string[]) => shop.run("run", "-e", "local", ...words);

/** The Jobs that `run` made and that are there, in a namespace. */
async function jobs(namespace = "shop"): Promise<readonly JsonObject[]> {
  const list = await get("jobs", "-n", namespace, "-l", "chartroom.dev/run");
  return valueAt(list, ["items"]) as readonly JsonObject[];
}

test("what is not deployed runs nothing (CR631)", async () => {
  shop.set({ namespace: "shop", tag: "1.0.0" });
  const ran = await run("migrate");
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, "error[CR631]: phoenix is not deployed in local");
  assert.match(ran.stderr, "chartroom -e local apply");
});

test("the deployed image is used, whatever the files say by now; a Job that ended well is removed", async () => {
  const applied = await shop.run("-e", "local", "apply", "--yes");
  assert.is(applied.code, 0, applied.stderr);
  shop.set({ namespace: "shop", tag: "2.0.0", seed: "7" });
  const ran = await run("migrate");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, "phoenix: the files have changed since revision 1; what is deployed is used");
  assert.match(
    ran.stderr,
    "migrate with ghcr.io/example/shop:1.0.0 of revision 1, as Job shop/phoenix-migrate-",
  );
  assert.match(ran.stderr, "migrate ended well; the Job is removed");
  assert.equal(await jobs(), []);
});

test("the exit code is the command's, and the Job that failed is kept (CR635)", async () => {
  const applied = await shop.run("-e", "local", "apply", "--yes");
  assert.is(applied.code, 0, applied.stderr);
  const ran = await run("seed");
  assert.is(ran.code, 7, ran.stderr);
  assert.match(ran.stderr, "error[CR635]: seed ended with exit code 7");
  assert.not.match(ran.stderr, "the files have changed");
  const [kept, ...more] = await jobs();
  assert.equal(more, []);
  assert.match(ran.stderr, `delete job ${String(valueAt(kept, ["metadata", "name"]))}`);
  assert.is(valueAt(kept, ["spec", "ttlSecondsAfterFinished"]), 604800);
  const pod = canonicalJson(valueAt(kept, ["spec", "template", "spec"]) as Json);
  assert.match(pod, '"serviceAccountName":"phoenix"');
  assert.not.match(pod, "phoenix-hooks");
  const good = await run("--format", "json", "migrate");
  assert.equal([good.code, JSON.parse(good.stdout).diagnostics], [0, []]);
});

test("a Job that nothing is known of, or a hook that is not there, is named (CR632)", async () => {
  const ran = await run("--hook", "other", "migrate");
  assert.is(ran.code, 1);
  assert.match(ran.stderr, "error[CR632]");
  assert.match(ran.stderr, "its Jobs are phoenix-migrate (phoenix), phoenix-seed (phoenix)");
});

test("there is no pod to run in where pods are simulated (CR636)", async () => {
  const ran = await run("--via", "exec", "migrate");
  assert.is(ran.code, 1);
  assert.match(ran.stderr, "error[CR636]: no pod of phoenix can run the command");
});

test("a pod that does not start is given up, told of in Kubernetes' words, and removed (CR634)", async () => {
  const env = await childVariables(true);
  const before = (await jobs()).length;
  const made = await kubectl(["-n", "shop", "create", "quota", "none", "--hard=pods=0"], env);
  assert.is(made.code, 0, made.stderr);
  const file = path.join(shop.root, "environments/local/values.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(text), timeout: 3 }));
  const ran = await run("migrate");
  writeFileSync(file, text);
  await kubectl(["-n", "shop", "delete", "quota", "none"], env);
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, "error[CR634]: migrate was not started");
  assert.match(ran.stderr, /FailedCreate: .*exceeded quota/);
  assert.is((await jobs()).length, before);
});

test("Ctrl-C ends the command and removes the Job, --timeout ends it, too; --detach leaves it alone", async () => {
  shop.set({ namespace: "shop", tag: "2.0.0", seed: "hangs" });
  const applied = await shop.run("-e", "local", "apply", "--yes");
  assert.is(applied.code, 0, applied.stderr);
  const before = (await jobs()).length;
  const program = [path.join(projectRoot, "dist/scripts/main.js"), "run", "-e", "local", "seed"];
  const child = spawn(process.execPath, program, { cwd: shop.root, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (words: string) => {
    said += words;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  await until(async () => (await jobs()).length > before);
  child.kill("SIGINT");
  assert.is(await ended, 130);
  assert.match(said, /interrupted; Job phoenix-seed-\w+ is removed, which ends the command/);
  await until(async () => (await jobs()).length === before);

  const late = await run("--timeout", "2", "seed");
  assert.is(late.code, 1, late.stderr);
  assert.match(late.stderr, "error[CR635]: Kubernetes ended seed: it took longer than --timeout allows");

  const left = await run("--detach", "seed");
  assert.is(left.code, 0, left.stderr);
  assert.match(left.stderr, "it runs; follow it:");
  assert.is((await jobs()).length, before + 2);
});

test("an object that is gone is named before anything is started (CR633)", async () => {
  const before = (await jobs()).length;
  await kubectl(["-n", "shop", "delete", "secret", "phoenix"], await childVariables(true));
  const ran = await run("migrate");
  assert.is(ran.code, 1, ran.stderr);
  assert.match(ran.stderr, "error[CR633]: Secret/phoenix is not in the namespace shop");
  assert.is((await jobs()).length, before);
});

/** Somebody else's chart: its hook's Secret is removed after the hook, and the release has none like it. */
const foreign = {
  "helmfile.yaml": `environments:
  local:
    values: [{context: kwok-chartroom}]
  staging:
    values: [{context: kwok-chartroom, run: {allow: [migrate, rollback]}}]
---
releases: [{name: web, namespace: foreign, chart: ./web}]
`,
  "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
  "web/templates/all.yaml": `apiVersion: v1
kind: Secret
metadata: {name: db, annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: "-1", helm.sh/hook-delete-policy: hook-succeeded}}
stringData: {url: "postgres://u:kAnary0foreign@db/x"}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: migrator, annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: "-1", helm.sh/hook-delete-policy: hook-succeeded}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: upgrade-db, annotations: {helm.sh/hook: pre-install}}
spec:
  template:
    metadata: {labels: {app.kubernetes.io/component: migrate}}
    spec:
      restartPolicy: Never
      serviceAccountName: migrator
      containers: [{name: a, image: "web:1", command: [bin/migrate], envFrom: [{secretRef: {name: db}}]}]
---
apiVersion: batch/v1
kind: Job
metadata: {name: seed, annotations: {helm.sh/hook: post-rollback}}
spec:
  template:
    metadata: {annotations: {chartroom.test/exit: "3"}}
    spec:
      restartPolicy: Never
      containers: [{name: a, image: "web:1", envFrom: [{secretRef: {name: db}}]}]
`,
};

test("of another's chart: what only its hooks had is made again, belongs to the Job, and goes with it", async () => {
  const cwd = repositoryOf(foreign);
  const applied = await chartroom(["-e", "local", "apply", "--yes"], { cwd });
  assert.is(applied.code, 0, applied.stderr + applied.stdout);
  const names = async (kind: string) =>
    (valueAt(await get(kind, "-n", "foreign"), ["items"]) as readonly Json[]).map((one) =>
      String(valueAt(one, ["metadata", "name"])),
    );
  assert.not((await names("secrets")).includes("db"));
  const migrated = await chartroom(["run", "-e", "local", "migrate"], { cwd });
  assert.is(migrated.code, 0, migrated.stderr);
  await until(async () => !(await names("secrets")).some((one) => one.startsWith("db-")));
  await until(async () => !(await names("serviceaccounts")).some((one) => one.startsWith("migrator-")));

  const seeded = await chartroom(["run", "-e", "local", "seed"], { cwd });
  assert.is(seeded.code, 3, seeded.stderr);
  assert.not.match(migrated.stderr + seeded.stderr, "kAnary");
  const [kept] = await jobs("foreign");
  const copy = (await names("secrets")).find((one) => one.startsWith("db-")) as string;
  const owner = valueAt(await get("secret", copy, "-n", "foreign"), [
    "metadata",
    "ownerReferences",
    0,
    "uid",
  ]);
  assert.is(owner, valueAt(kept, ["metadata", "uid"]));
});

test("outside `local` what can lose data asks first (CR623), and what is forbidden is refused (CR630)", async () => {
  const cwd = repositoryOf(foreign);
  const staging = (...words: string[]) => chartroom(["run", "-e", "staging", ...words], { cwd });
  const rollback = await staging("rollback", "1");
  assert.is(rollback.code, 2, rollback.stderr);
  assert.match(rollback.stderr, "error[CR623]");
  assert.is((await staging("--yes", "rollback", "1")).code, 0);
  const own = await staging("--yes", "--", "ls");
  assert.is(own.code, 1);
  assert.match(own.stderr, "error[CR630]: staging forbids commands of one's own choice");
});

test("render -o gives YAML that kubectl applies as it is: the objects, no hook, no Secret", async () => {
  const plain = sample();
  plain.set({ namespace: "plain" });
  const rendered = await plain.run("-e", "local", "render", "phoenix", "-o", "out");
  assert.is(rendered.code, 0, rendered.stderr);
  const env = await childVariables(true);
  await kubectl(["create", "namespace", "plain"], env);
  const [, words = ""] = /kubectl (apply .*)/.exec(rendered.stderr) ?? [];
  const applied = await kubectl(words.replace("out/", `${plain.root}/out/`).split(" "), env);
  assert.is(applied.code, 0, applied.stderr);
  assert.match(applied.stdout, "deployment.apps/phoenix created");
  assert.not.match(applied.stdout, /job|secret/);
  const own = valueAt(await get("secrets,jobs", "-n", "plain"), ["items"]);
  assert.equal(own, []);
});

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await done()) return;
    await sleep(100);
  }
  throw new Error("it never came to that");
}
