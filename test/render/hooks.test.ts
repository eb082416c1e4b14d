import { isObject } from "../../scripts/core/json.ts";
import type { Release } from "../../scripts/environment/model.ts";
import type { Engine } from "../../scripts/render/engine.ts";
import { hookOrder, hooksOfEvent, nameOf, releaseTimeline } from "../../scripts/render/hooks.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import type { Phase, RenderedRelease } from "../../scripts/render/model.ts";
import { assert, suite } from "../harness.ts";
import { Random } from "../random.ts";
import { projectRoot, repositoryOf } from "../rig.ts";
import { chart, renderers, request } from "./renderers.ts";

const test = suite("render: hooks in the order in which Helm runs them");
let engine: Engine;
test.before(async () => {
  ({ engine } = await renderers());
});
test.after(() => engine.close());

async function rendered(chartPath: string, phase: Phase, values = {}): Promise<RenderedRelease> {
  const answer = await engine.render(request(chartPath, { phase, values }));
  if (!answer.ok) throw new Error(answer.message);
  const { text, notes } = answer;
  return { release: { name: "rel" } as Release, phase, manifests: readManifests(text), text, notes };
}

const label = (one: RenderedRelease) => hookOrder(one).map((hook) => `${hook.object.kind}/${nameOf(hook)}`);

for (const phase of ["install", "upgrade"] as const) {
  test(`${phase}: the order is the one in which Helm itself creates the hooks`, async () => {
    const own = label(await rendered(chart("hooks"), phase));
    const helm = await engine.recordRun(request(chart("hooks"), { phase }));
    assert.ok(helm.ok, helm.error);
    assert.equal(
      own,
      helm.order?.filter((one) => one !== "manifests"),
    );
    assert.ok(own.length >= 4);
  });
}

/** A chart of hooks whose weights, names, kinds and events meet often; some of them as odd as Helm lets them be. */
function randomHooks(random: Random): string {
  const from = random.pick.bind(random) as Random["pick"];
  const events = [
    "pre-install",
    "post-install",
    "pre-upgrade",
    "post-upgrade",
    "PRE-INSTALL",
    "test",
    "pre-delete",
  ];
  const weights = [
    "0",
    "1",
    "-1",
    "+1",
    "007",
    "10",
    "9",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1_0",
    "0x1",
    "1.0",
    "",
    "one",
  ];
  const kinds = ["Job", "Secret", "ConfigMap", "ServiceAccount", "Pod", "Widget", "Namespace"];
  const names = ["a", "b", "a-b", "a.b", "ab", "a0", "z", "10", "9"];
  const documents = Array.from({ length: 14 }, () => {
    const on = Array.from({ length: 1 + random.whole(0, 2) }, () => from(events)).join(from([",", ", "]));
    const weight = random.chance(0.2) ? "" : `\n    helm.sh/hook-weight: "${from(weights)}"`;
    return `---\napiVersion: v1\nkind: ${from(kinds)}\nmetadata:\n  name: "${from(names)}"\n  annotations:\n    helm.sh/hook: "${on}"${weight}\n`;
  });
  return `${documents.join("")}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: own }\n`;
}

test("the order of random hooks is Helm's own, in both phases", async () => {
  const random = new Random(20);
  let compared = 0;
  for (let round = 0; round < 60; round++) {
    const root = repositoryOf({
      "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
      "templates/all.yaml": randomHooks(random),
    });
    for (const phase of ["install", "upgrade"] as const) {
      const own = label(await rendered(root, phase));
      const helm = await engine.recordRun(request(root, { phase }));
      assert.ok(helm.ok, helm.error);
      const order = helm.order?.filter((one) => one !== "manifests").map((one) => one.replaceAll('"', ""));
      assert.equal(own, order, `round ${round}, ${phase}`);
      compared += own.length;
    }
  }
  assert.ok(compared > 500, String(compared));
});

test("weight comes first, then the name; the kind does not", async () => {
  const order = label(await rendered(chart("hooks"), "install"));
  assert.equal(order, [
    "Job/z-first",
    "Secret/n-secret",
    "Job/a-migrate",
    "Job/b-migrate",
    "ConfigMap/m-config",
    "Widget/widget",
    "Job/twice",
    "Job/twice",
    "Job/several",
    "Job/after",
    "Job/seed",
  ]);
});

test("the timeline has the objects between the hooks, and tests in neither phase", async () => {
  const one = await rendered(chart("hooks"), "upgrade");
  const steps = releaseTimeline(one).map((step) => (step.kind === "hook" ? step.event : step.kind));
  assert.equal(steps, [
    "pre-upgrade",
    "pre-upgrade",
    "pre-upgrade",
    "pre-upgrade",
    "manifests",
    "post-upgrade",
    "post-upgrade",
  ]);
  assert.equal(hooksOfEvent(one.manifests, "test").map(nameOf), ["check", "old-test"]);
});

test("annotations are read as Helm reads them", async () => {
  const { manifests } = await rendered(chart("hooks"), "install");
  const of = (name: string) => manifests.find((one) => nameOf(one) === name && one.hooks.length > 0);
  assert.equal(of("several")?.hooks, ["pre-install", "post-upgrade"]);
  assert.is(of("several")?.hookWeight, 7);
  assert.equal(of("several")?.hookDeletePolicies, ["hook-succeeded", "hook-failed"]);
  assert.equal(of("seed")?.hookDeletePolicies, ["before-hook-creation"]);
  assert.is(of("after")?.hookWeight, 0, "a weight that is no integer counts as 0");
  assert.is(of("unknown"), undefined, "Helm drops a hook of an unknown event");
});

test("the phoenix chart migrates before its objects and seeds on install alone", async () => {
  const values = {
    image: { repository: "ghcr.io/example/app", tag: "1" },
    host: "app.example.com",
    secrets: { databaseUrl: { value: "ecto://a:b@c/d" }, secretKeyBase: { value: "x".repeat(64) } },
  };
  const folder = `${projectRoot}/charts/phoenix`;
  for (const phase of ["install", "upgrade"] as const) {
    const own = label(await rendered(folder, phase, values));
    const helm = await engine.recordRun(request(folder, { phase, values }));
    assert.ok(helm.ok, helm.error);
    assert.equal(
      own,
      helm.order?.filter((one) => one !== "manifests"),
    );
    assert.ok(own.some((one) => /migrate/.test(one)));
    assert.is(
      own.some((one) => /^Job.*seed/.test(one)),
      phase === "install",
    );
  }
});

test("documents are split as Helm splits them", () => {
  const text =
    "---\n# Source: a/crds/x.yaml\nkind: One\n---   \n# only words\n---\nkind: Two\n---\n# Source: a/templates/y.yaml\nkind: Three\nx: 012\non: yes\nkind: Four\nb: {c: 1, c: 2}\n--- # behind\nkind: Five\n";
  const read = readManifests(text);
  assert.equal(
    read.map((one) => [one.template, one.object.kind]),
    [
      ["a/crds/x.yaml", "One"],
      ["a/crds/x.yaml", "Two"],
      ["a/templates/y.yaml", "Four"],
      ["a/templates/y.yaml", "Five"],
    ],
  );
  assert.equal(read[2]?.object, { kind: "Four", x: 10, true: true, b: { c: 2 } });
  assert.equal(read[2]?.duplicateKeys, [["kind"], ["b", "c"]]);
});

test("every object is read as Helm's own YAML reader reads it", async () => {
  for (const name of ["hooks", "context", "parent", "crds"]) {
    const { manifests } = await rendered(chart(name), "install");
    for (const one of manifests) {
      const helm = await engine.mergeValues([one.text]);
      assert.ok(helm.ok && isObject(helm.value), helm.error);
      assert.equal(one.object, helm.value);
    }
  }
  const odd =
    "a: &x {k: 1, <<: {k: 2, l: 3}}\nb: *x\nc: !!str 012\nd: 'yes'\ne: |\n  no\nf: ~\n1: one\ny: n\n";
  const helm = await engine.mergeValues([odd]);
  assert.equal(readManifests(odd)[0]?.object, helm.value);
});
