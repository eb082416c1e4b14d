import { taint } from "../../scripts/core/taint.ts";
import { createJob } from "../../scripts/run/create.ts";
import { execIn, podFor } from "../../scripts/run/exec.ts";
import { follow, type Outcome } from "../../scripts/run/follow.ts";
import { lookUp } from "../../scripts/run/present.ts";
import { assert, suite } from "../harness.ts";
import { type FakeKubectl, fakeKubectl, job, type Script, target } from "./fake-kubectl.ts";
import { command, found, migrate } from "./release.ts";

const test = suite("run: what a command says and how it ends");
let fake: FakeKubectl;

test.after.each(() => fake.undo());

const running = { running: {} };
const ended = (exitCode: number, reason = "Completed") => ({ terminated: { exitCode, reason } });

async function followed(words: Script): Promise<{ outcome: Outcome; printed: string; waited: string[] }> {
  fake = fakeKubectl(words);
  let printed = "";
  const waited: string[] = [];
  const outcome = await follow(target, job, {
    patienceSeconds: 60,
    print: (text) => {
      printed += text;
    },
    waits: (why) => waited.push(why),
  });
  return { outcome, printed, waited };
}

const line = (second: number, text: string) => `echo '2026-01-01T00:00:0${second}.5Z ${text}'\n`;

test("it waits for the pod, prints its log, and ends with the container's exit code", async () => {
  const waiting = { waiting: { reason: "ImagePullBackOff", message: "Back-off pulling image" } };
  const { outcome, printed, waited } = await followed({
    states: [waiting, waiting, running, running, ended(3, "Error")],
    logs: [line(1, "one") + line(2, "  two") + line(3, "")],
  });
  assert.equal(outcome, { kind: "ended", exitCode: 3 });
  assert.is(printed, "one\n  two\n\n");
  assert.equal(waited, ["ImagePullBackOff: Back-off pulling image"]);
});

test("a container that was killed says why", async () => {
  const { outcome } = await followed({ states: [ended(137, "OOMKilled")], logs: [""] });
  assert.equal(outcome, { kind: "ended", exitCode: 137, why: "OOMKilled" });
});

test("no secret of its log is printed, also none that is cut into lines", async () => {
  taint.add("ecto://u:kAnary-run-url@db/shop");
  taint.add("-----BEGIN KEY-----\nkAnaryRunLineOne\nkAnaryRunLineTwo\n-----END KEY-----");
  const { printed } = await followed({
    states: [running, ended(0)],
    logs: [line(1, "cannot reach ecto://u:kAnary-run-url@db/shop") + line(2, "kAnaryRunLineTwo")],
  });
  assert.is(printed, "cannot reach <secret>\n<secret>\n");
});

test("a log whose connection breaks is taken up where it ended, and no line comes twice", async () => {
  const { outcome, printed } = await followed({
    states: [running, running, running, ended(0)],
    logs: [
      `${line(1, "one") + line(2, "two")}echo 'error: unexpected EOF' >&2; exit 1`,
      line(1, "one") + line(2, "two") + line(3, "three"),
    ],
  });
  assert.equal(outcome, { kind: "ended", exitCode: 0 });
  assert.is(printed, "one\ntwo\nthree\n");
  assert.match(fake.calls().join("\n"), "--since-time=2026-01-01T00:00:02.5Z");
});

test("a log that may not be read is said, and the exit code is the command's all the same", async () => {
  const { outcome } = await followed({ states: [ended(4)], logs: ["echo 'Error: forbidden' >&2; exit 1"] });
  assert.equal(outcome, { kind: "ended", exitCode: 4, logProblem: "Error: forbidden" });
});

test("the Job and its objects travel by pipe; no secret is in an argument", async () => {
  fake = fakeKubectl({});
  const copies = [{ kind: "Secret", metadata: { name: "db-bcdfgh" }, stringData: { url: "kAnary-in-copy" } }];
  const made = await createJob(target, { ...job, copies });
  assert.ok(made.ok);
  assert.match(fake.input(), "kAnary-in-copy");
  assert.match(
    fake.input(),
    '"ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"web-migrate-bcdfgh","uid":"u-1"}]',
  );
  assert.not.match(fake.calls().join("\n"), "kAnary");
  assert.match(fake.calls().at(-1) as string, '"suspend":false');
});

test("what the Secrets of the cluster hold is masked; those that may not be read are named", async () => {
  const object = (kind: string, name: string, data = {}) => ({ kind, metadata: { name }, data });
  const url = Buffer.from("ecto://u:kAnary-of-operator@db/x").toString("base64");
  fake = fakeKubectl({ objects: { secret: [object("Secret", "db-app", { uri: url })], configmap: [] } });
  const looked = await lookUp(
    { present: ["Secret/db-app", "Secret/gone", "ConfigMap/gone"], secrets: ["db-app", "optional"] },
    target,
    "shop",
  );
  assert.equal(looked, { missing: ["ConfigMap/gone", "Secret/gone"], unread: [] });
  assert.is(taint.mask("at ecto://u:kAnary-of-operator@db/x"), "at <secret>");
  fake.undo();
  fake = fakeKubectl({ forbidden: ["secret"] });
  const closed = await lookUp({ present: ["Secret/db-app"], secrets: ["db-app"] }, target, "shop");
  assert.equal(closed, { missing: [], unread: ["db-app"] });
});

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy}
spec: {selector: {matchLabels: {app: proxy}}, template: {spec: {containers: [{name: p, image: "proxy:1"}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {selector: {matchLabels: {app: web}}, template: {spec: {containers: [{name: side, image: "s:1"}, {name: web, image: "web:1"}]}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: web-migrate, annotations: {helm.sh/hook: pre-upgrade}}
spec: {template: {spec: {containers: [{name: m, image: "web:1", command: [sh, -c], args: ["echo out; echo oops >&2; exit 5"]}]}}}
`;

const pod = (name: string, ready: string, more = {}) => ({
  metadata: { name, ...more },
  spec: { volumes: [{ secret: { secretName: "tls" } }] },
  status: { conditions: [{ type: "Ready", status: ready }] },
});

test("exec takes a pod that is ready, of the workload with the hook's image", async () => {
  const pods = [
    pod("starts", "False"),
    pod("leaves", "True", { deletionTimestamp: "2026" }),
    pod("hook", "True", { ownerReferences: [{ kind: "Job" }] }),
    pod("serves", "True"),
  ];
  fake = fakeKubectl({ objects: { pods } });
  const chosen = await podFor(found(web, migrate), migrate, target);
  assert.equal(chosen.ok && chosen.value, {
    namespace: "shop",
    pod: "serves",
    container: "web",
    words: ["sh", "-c", "echo out; echo oops >&2; exit 5"],
    secrets: ["tls"],
  });
  assert.match(fake.calls()[0] as string, "--selector app=web");
  const none = await podFor(found(web, migrate), migrate, { ...target, simulated: true });
  assert.is(none.ok ? "" : none.error[0]?.code, "CR636");
});

test("exec passes on output and exit code, and says nothing of kubectl's", async () => {
  fake = fakeKubectl({});
  const run = async (...words: string[]) => {
    const printed = { out: "", err: "" };
    const ran = await execIn(
      target,
      { namespace: "shop", pod: "serves", container: "web", words, secrets: [] },
      {
        out: (text) => {
          printed.out += text;
        },
        err: (text) => {
          printed.err += text;
        },
      },
    );
    return { ...printed, code: ran.ok ? ran.value : ran.error[0]?.code };
  };
  taint.add("kAnary-of-exec");
  assert.equal(await run("sh", "-c", "echo kAnary-of-exec; echo oops >&2; exit 5"), {
    out: "<secret>\n",
    err: "oops\n",
    code: 5,
  });
  assert.equal(await run("sh", "-c", "printf half"), { out: "half\n", err: "", code: 0 });
  fake.undo();
  fake = fakeKubectl({ forbidden: ["exec"] });
  assert.equal(await run("true"), { out: "", err: "", code: "CR636" });
});

test("a hook's command that holds a secret is not put into an argument", async () => {
  taint.add("kAnary-in-command");
  fake = fakeKubectl({ objects: { pods: [pod("serves", "True")] } });
  const text = web.replace("echo out", "echo kAnary-in-command");
  const refused = await podFor(found(text, migrate), migrate, target);
  assert.is(refused.ok ? "" : refused.error[0]?.code, "CR636");
  const own = command("echo", "kAnary-in-command"); // whoever typed it has put it there already
  assert.ok((await podFor(found(text, own), own, target)).ok);
});
