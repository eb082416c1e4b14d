import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { ReleaseTimeline, TimelineStep } from "../../scripts/core/hook-timeline.ts";
import { shell } from "../../scripts/core/shell.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, repositoryOf } from "../rig.ts";
import { noCluster, ownCluster } from "./sample.ts";

const test = suite("integration: a real API server sees hooks come and go as the timeline says");

interface Hook {
  readonly kind?: string;
  readonly name: string;
  readonly on: string;
  readonly weight?: number;
  readonly policy?: string;
}

/** One weight with names against the order of their kinds, hooks of several events, each delete policy. */
const hooks: readonly Hook[] = [
  {
    kind: "Secret",
    name: "z-keys",
    on: "pre-install,pre-upgrade",
    weight: -5,
    policy: "before-hook-creation,hook-succeeded",
  },
  { kind: "ConfigMap", name: "a-config", on: "pre-install,pre-upgrade", weight: -5 },
  {
    kind: "ConfigMap",
    name: "y-config",
    on: "pre-upgrade, PRE-install",
    weight: -6,
    policy: "before-hook-creation,hook-succeeded",
  },
  { name: "b-second", on: "pre-install,pre-upgrade" },
  { name: "a-first", on: "pre-install,pre-upgrade", policy: "before-hook-creation" },
  { name: "c-seed", on: "pre-install", weight: 10, policy: "before-hook-creation,hook-succeeded" },
  { name: "d-after", on: "post-install,post-upgrade", policy: "before-hook-creation,hook-succeeded" },
  { kind: "ConfigMap", name: "e-after", on: "post-install,post-upgrade", weight: -1 },
  { name: "f-back", on: "pre-rollback,post-rollback" },
  { name: "g-leaves", on: "pre-delete" },
  { name: "h-left", on: "post-delete", weight: 2 },
  { name: "i-left", on: "post-delete", weight: 1 },
];

function manifest({ kind = "Job", name, on, weight = 0, policy }: Hook): string {
  const annotations = {
    "helm.sh/hook": on,
    "helm.sh/hook-weight": String(weight),
    ...(policy !== undefined && { "helm.sh/hook-delete-policy": policy }),
  };
  const pod = { restartPolicy: "Never", containers: [{ name: "run", image: "web:1.0" }] };
  const body =
    kind === "Job"
      ? {
          apiVersion: "batch/v1",
          spec: { backoffLimit: 0, activeDeadlineSeconds: 60, template: { spec: pod } },
        }
      : { apiVersion: "v1" };
  return `---\n${JSON.stringify({ ...body, kind, metadata: { name, annotations } })}\n`;
}

const own = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: own }
spec:
  selector: { matchLabels: { app: own } }
  template:
    metadata: { labels: { app: own } }
    spec: { containers: [{ name: own, image: "web:1.0" }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: own }
data: { tag: {{ .Values.tag | quote }} }
`;

const NAMESPACE = "hooked";
const state = (tag: number) => `environments:
  local:
    values: [{ context: kwok-chartroom }]
---
helmDefaults: { wait: true }
releases:
  - name: web
    namespace: ${NAMESPACE}
    chart: ./charts/web
    values: [{ tag: "${tag}" }]
`;

let root: string;
let sight: Sight;

test.before(async () => {
  await ownCluster();
  root = repositoryOf({
    "helmfile.yaml": state(1),
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "charts/web/values.yaml": 'tag: ""\n',
    "charts/web/templates/all.yaml": hooks.map(manifest).join("") + own,
  });
  sight = await Sight.open();
});
test.after(async () => {
  sight?.close();
  await noCluster();
});

const PATHS = {
  Secret: "/api/v1/namespaces/NAMESPACE/secrets",
  ConfigMap: "/api/v1/namespaces/NAMESPACE/configmaps",
  Job: "/apis/batch/v1/namespaces/NAMESPACE/jobs",
  Deployment: "/apis/apps/v1/namespaces/NAMESPACE/deployments",
};
const names = new Set(["own", ...hooks.map(({ name }) => name)]);

interface Event {
  readonly type: string;
  readonly object: { readonly metadata: { readonly name: string; readonly resourceVersion: string } };
}

/** What the API server tells of the namespace, put in order by etcd's revisions, which count across all kinds. */
class Sight {
  readonly #children: ChildProcess[] = [];
  #seen: { revision: number; what: string }[] = [];

  static async open(): Promise<Sight> {
    const sight = new Sight();
    const kubectl = await findTool("kubectl");
    if (!kubectl.ok) throw new Error(JSON.stringify(kubectl.error));
    const env = { ...process.env, ...(await childVariables(true)) };
    for (const [kind, below] of Object.entries(PATHS)) {
      const url = `${below.replace("NAMESPACE", NAMESPACE)}?watch=true&timeoutSeconds=600`;
      const child = spawn(kubectl.value.path, ["get", "--raw", url], {
        env,
        stdio: ["ignore", "pipe", "ignore"],
      });
      sight.#children.push(child);
      let rest = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        const lines = (rest + chunk.toString()).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) sight.#note(kind, JSON.parse(line) as Event);
      });
    }
    return sight;
  }

  #note(kind: string, { type, object }: Event): void {
    const { name, resourceVersion } = object.metadata;
    // Controllers go on writing the status of Jobs and Deployments.
    if (!names.has(name) || (type === "MODIFIED" && kind !== "ConfigMap")) return;
    this.#seen.push({ revision: Number(resourceVersion), what: `${type} ${kind}/${name}` });
  }

  /** What has been seen since the last time, when nothing more comes. */
  async take(): Promise<string[]> {
    for (let before = -1; before !== this.#seen.length; ) {
      before = this.#seen.length;
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    const seen = this.#seen.sort((a, b) => a.revision - b.revision).map(({ what }) => what);
    this.#seen = [];
    return seen;
  }

  close(): void {
    for (const child of this.#children) child.kill();
  }
}

async function timeline(): Promise<ReleaseTimeline> {
  const ran = await chartroom(["-e", "local", "hooks", "--json"], { cwd: root });
  const [release] = (JSON.parse(ran.stdout) as { releases: ReleaseTimeline[] }).releases;
  if (!release) throw new Error(ran.stderr);
  return release;
}

/** Hooks that earlier steps left there. */
const there = new Set<string>();

/** What an API server sees of these steps. */
function expected(steps: readonly TimelineStep[], ofOwn: (kinds: readonly string[]) => string[]): string[] {
  return steps.flatMap((step) => {
    if (step.step === "wait") return [];
    if (step.step === "objects") return ofOwn(step.kinds.map(({ kind }) => `${kind}/own`));
    if (step.step === "remove") {
      for (const one of step.objects) there.delete(one);
      return step.objects.map((one) => `DELETED ${one}`);
    }
    const before = there.has(step.object) && step.deletePolicies.includes("before-hook-creation");
    there.add(step.object);
    return [...(before ? [`DELETED ${step.object}`] : []), `ADDED ${step.object}`];
  });
}

test("at a first install", async () => {
  const steps = (await timeline()).install;
  const ran = await chartroom(["-e", "local", "apply", "--yes"], { cwd: root });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  const seen = await sight.take();
  assert.equal(
    seen,
    expected(steps, (kinds) => kinds.map((one) => `ADDED ${one}`)),
  );
  assert.is(seen.length, 14);
});

test("at an upgrade", async () => {
  writeFileSync(path.join(root, "helmfile.yaml"), state(2));
  const steps = (await timeline()).upgrade;
  const ran = await chartroom(["-e", "local", "apply", "--yes"], { cwd: root });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  const seen = await sight.take();
  assert.equal(
    seen,
    expected(steps, () => ["MODIFIED ConfigMap/own"]),
  );
  assert.is(seen.filter((one) => one.includes("c-seed")).length, 0);
});

async function kubectlDelete(...jobs: string[]): Promise<void> {
  await kubectl(
    ["-n", NAMESPACE, "delete", "job", "--ignore-not-found", ...jobs],
    await childVariables(true),
  );
}

async function helm(...args: string[]): Promise<void> {
  const tool = await findTool("helm");
  if (!tool.ok) throw new Error(JSON.stringify(tool.error));
  const ran = await shell(tool.value.path, [...args, "-n", NAMESPACE, "--wait"], {
    env: await childVariables(true),
  });
  assert.is(ran.code, 0, ran.stderr);
}

const of = (steps: readonly TimelineStep[], event: string) =>
  steps.filter((one) => one.step === "hook" && one.event === event);

test("at a rollback and an uninstall", async () => {
  const { elsewhere } = await timeline();
  await helm("rollback", "web", "1");
  assert.equal(await sight.take(), [
    ...expected(of(elsewhere, "pre-rollback"), () => []),
    "MODIFIED ConfigMap/own",
    ...expected(of(elsewhere, "post-rollback"), () => []),
  ]);
  await helm("uninstall", "web");
  const seen = await sight.take();
  const gone = seen.filter((one) => one.endsWith("/own"));
  assert.equal([...gone].sort(), ["DELETED ConfigMap/own", "DELETED Deployment/own"]);
  assert.equal(
    seen.filter((one) => !one.endsWith("/own")),
    [...expected(of(elsewhere, "pre-delete"), () => []), ...expected(of(elsewhere, "post-delete"), () => [])],
  );
  const at = (what: string) => seen.indexOf(what);
  assert.ok(
    at("ADDED Job/g-leaves") < at(gone[0] ?? "") && at(gone.at(-1) ?? "") < at("ADDED Job/i-left"),
    seen.join("\n"),
  );
});

/** A first install whose Job fails until `exit` is empty: a copy that goes with hook-succeeded, and a seed. */
const failing = (exit: string, defaults = "") => ({
  "helmfile.yaml": `${state(1).replace("{ wait: true }", `{ wait: true ${defaults} }`).replaceAll("web", "trial")}`,
  "charts/trial/Chart.yaml": "apiVersion: v2\nname: trial\nversion: 1.0.0\n",
  "charts/trial/values.yaml": 'tag: ""\n',
  "charts/trial/templates/all.yaml": [
    manifest({
      kind: "Secret",
      name: "z-keys",
      on: "pre-install,pre-upgrade",
      weight: -5,
      policy: "before-hook-creation,hook-succeeded",
    }),
    manifest({
      name: "a-first",
      on: "pre-install,pre-upgrade",
      policy: "before-hook-creation,hook-failed",
    }).replace(
      '"template":{',
      exit === ""
        ? '"template":{'
        : `"template":{"metadata":{"annotations":{"chartroom.test/exit":"${exit}"}},`,
    ),
    manifest({ name: "c-seed", on: "pre-install", weight: 10 }),
  ].join(""),
});

for (const [defaults, by, said, after] of [
  ["", "helmfile", "skips the seed", []],
  ["", "chartroom", "runs the seed, since it begins the install again", ["ADDED Job/c-seed"]],
  [
    ", atomic: true",
    "helmfile",
    "runs the seed under atomic, which uninstalled the first try",
    ["ADDED Job/c-seed"],
  ],
] as const)
  test(`a failure deletes by hook-failed, then what hook-succeeded names; the next try by ${by} ${said}`, async () => {
    await kubectlDelete("a-first", "c-seed");
    await sight.take();
    const cwd = repositoryOf(failing("3", defaults));
    const first = await chartroom(["-e", "local", "apply", "--yes"], { cwd });
    assert.is(first.code, 1, first.stdout);
    assert.equal(await sight.take(), [
      "ADDED Secret/z-keys",
      "ADDED Job/a-first",
      "DELETED Job/a-first",
      "DELETED Secret/z-keys",
    ]);
    const mended = repositoryOf(failing("", defaults));
    const second =
      by === "helmfile"
        ? await shell("helmfile", ["-e", "local", "apply"], { cwd: mended, env: await childVariables(true) })
        : await chartroom(["-e", "local", "apply", "--yes"], { cwd: mended });
    assert.is(second.code, 0, second.stdout + second.stderr);
    assert.equal(await sight.take(), [
      "ADDED Secret/z-keys",
      "ADDED Job/a-first",
      ...after,
      "DELETED Secret/z-keys",
    ]);
    // What the rules and the timeline say of it.
    const drawn = await chartroom(["-e", "local", "hooks"], { cwd });
    assert.is(/CR526/.test(drawn.stdout), defaults === "", drawn.stdout);
    assert.match(drawn.stdout, "CR522");
    await helm("uninstall", "trial");
  });
