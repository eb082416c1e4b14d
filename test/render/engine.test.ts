import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Json, valueAt } from "../../scripts/core/json.ts";
import type { Engine } from "../../scripts/render/engine.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import type { Renderer, RenderRequest } from "../../scripts/render/model.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { chart, helmTemplate, renderers, request } from "./renderers.ts";

const test = suite("render: the engine is byte-equal to helm template");
let engine: Engine;
let fallback: Renderer;
let helm = "";

test.before(async () => {
  ({ engine, helm: fallback, helmPath: helm } = await renderers());
});
test.after(() => engine.close());

/**
 * The same bytes, or the same reason, from the engine, from helm, and from our fallback round helm. Helm itself tells a
 * schema's violations in another order each time.
 */
async function same(asked: RenderRequest): Promise<string> {
  const truth = helmTemplate(helm, asked);
  const stable = (text: string) =>
    text.startsWith("values don't meet") ? text.split("\n").sort().join("\n") : text;
  for (const renderer of [engine, fallback]) {
    const answer = await renderer.render(asked);
    assert.is(
      answer.ok ? answer.text : stable(answer.message.trimEnd()),
      stable(truth.text),
      `${renderer.kind} ${asked.chartPath}`,
    );
    assert.is(answer.ok, truth.ok);
    // Behind the other phase, with which it shares the chart's files and the schema's verdict.
    const { phase, ...shared } = asked;
    const other = phase === "install" ? "upgrade" : "install";
    const second = (await renderer.renderPhases(shared, [other, phase]))[1];
    assert.is(second?.ok && second.text, answer.ok && answer.text, `${renderer.kind} ${asked.chartPath}`);
    if (second && !second.ok && !answer.ok)
      assert.is(stable(second.message.trimEnd()), stable(answer.message.trimEnd()));
  }
  return truth.text;
}

/** Helm prints failures that say why, and the words that must stand in the reason. */
const failing: Record<string, RegExp> = {
  required: /host is needed/,
  fails: /\(fails\/templates\/cm.yaml:4:5\): this cannot be/,
  "parse-error": /parse error at \(parse-error\/templates\/cm.yaml:2\)/,
  "nil-pointer": /nil pointer evaluating/,
  "bad-yaml": /YAML parse error on bad-yaml\/templates\/cm.yaml/,
  "missing-dependency": /missing in charts\/ directory: absent/,
  "kube-version": /incompatible with Kubernetes/,
  library: /library charts are not installable/,
  "unknown-function": /function "nothere" not defined/,
  recursion: /rendering template has a nested reference name|error calling include/,
  "broken-chart": /cannot load Chart.yaml/,
};

for (const name of readdirSync(chart(""))) {
  const wanted = failing[name];
  test(`${name}${wanted ? " fails for the same reason" : ""}`, async () => {
    for (const phase of ["install", "upgrade"] as const) {
      const text = await same(request(chart(name), { phase }));
      if (wanted) assert.match(text, wanted);
    }
  });
}

test("CRDs are printed when they are asked for", async () => {
  const without = await same(request(chart("crds")));
  assert.not.match(without, /CustomResourceDefinition/);
  assert.match(await same(request(chart("crds"), { includeCrds: true })), /CustomResourceDefinition/);
});

test("conditions, tags, aliases, imported and global values reach subcharts", async () => {
  assert.match(await same(request(chart("parent"))), /greeting: aliased/);
  const off: Json = {
    child: { enabled: false },
    tags: { extra: false },
    global: { domain: "other.example.com" },
  };
  assert.not.match(await same(request(chart("parent"), { values: off })), /greeting/);
  await same(request(chart("parent"), { values: { second: { greeting: null }, child: null } }));
});

test("Kubernetes and API versions can be chosen", async () => {
  const asked = { kubeVersion: "1.30.2", apiVersions: ["gateway.networking.k8s.io/v1/HTTPRoute", "b/v1"] };
  assert.match(await same(request(chart("context"), asked)), /kube: v1\.30\.2 1 30[\s\S]*route: "true"/);
  assert.match(await same(request(chart("context"), { kubeVersion: "one" })), /invalid kube version/);
  await same(request(chart("kube-version"), { kubeVersion: "v1.99.1-vendor.3" }));
});

test("values survive the pipe: numbers, odd characters, what only looks like YAML", async () => {
  const values: Json = {
    text: "{{ .Release.Name }}\u0085\u2028\u2029\ufeff\u007f\u{1f680} \" \\ \t # : - 'x'",
    breaks: "a \u2028 b \u2029 c \u0085 d",
    number: 12345678901,
    float: 1e21,
    small: 0.1,
    yes: "yes",
    nothing: null,
    "012": "012",
    list: ["a\nb\n", "---", "- x", ""],
  };
  const text = await same(request(chart("context"), { values }));
  const data = valueAt(readManifests(text)[0]?.object, ["data", "values"]);
  const seen = JSON.parse(String(data)) as Record<string, Json>;
  for (const [key, value] of Object.entries(values)) assert.equal(seen[key], value, key);
});

test("values that do not meet values.schema.json", async () => {
  const text = await same(request(chart("schema"), { values: { replicas: "x", image: { tga: 1 } } }));
  assert.match(text, /at '\/replicas': got string, want integer/);
});

test("values that Helm has found good before are not held against the schema again", async () => {
  const { phase, ...bad } = request(chart("schema"), { values: { replicas: "x" } });
  assert.not.ok((await engine.renderPhases(bad, [phase]))[0]?.ok);
  assert.ok((await engine.renderPhases({ ...bad, accepted: true }, [phase]))[0]?.ok);
});

test("charts that are not there, and names Helm refuses", async () => {
  assert.match(await same(request("/nowhere/at/all")), /not found/);
  assert.match(await same(request(chart("hooks"), { releaseName: "Not_A_Name" })), /release name/);
});

test("archives render like their folders", async () => {
  const folder = tempDirectory();
  execFileSync(helm, ["package", chart("parent"), "-d", folder], { stdio: "ignore" });
  const text = await same(request(path.join(folder, "parent-1.0.0.tgz")));
  assert.is(text, helmTemplate(helm, request(chart("parent"))).text);
  const wrapper = path.join(folder, "wrapper");
  cpSync(chart("crds"), wrapper, { recursive: true });
  mkdirSync(path.join(wrapper, "charts"));
  cpSync(path.join(folder, "parent-1.0.0.tgz"), path.join(wrapper, "charts", "parent-1.0.0.tgz"));
  assert.match(await same(request(wrapper)), /from-library-rel/);
});

for (const name of readdirSync(path.join(projectRoot, "charts"))) {
  const folder = path.join(projectRoot, "charts", name);
  for (const file of readdirSync(path.join(folder, "ci")))
    test.ofKind(`the project's own ${name} with ci/${file}`, async () => {
      const read = await engine.mergeValues([readFileSync(path.join(folder, "ci", file), "utf8")]);
      assert.ok(read.ok, read.error);
      for (const phase of ["install", "upgrade"] as const)
        await same(request(folder, { values: read.value ?? {}, phase }));
    });
}

test("NOTES are rendered, those of the chart alone", async () => {
  const answer = await engine.render(request(chart("parent")));
  assert.is(answer.ok && answer.notes, "Notes of rel, revision 1\n");
});

test("many renders at once come back to who asked", async () => {
  const names = Array.from({ length: 200 }, (_, index) => `rel-${index}`);
  const answers = await Promise.all(
    names.map((releaseName) => engine.render(request(chart("parent"), { releaseName }))),
  );
  answers.forEach((answer, index) => {
    assert.match(answer.ok ? answer.notes : answer.message, `Notes of rel-${index},`);
  });
});

test("values are read and merged as Helm does", async () => {
  const read = await engine.mergeValues(["a: {b: 012, c: yes}\nd: 1\nd: 2\n", "a: {c: null}\ne: 1_000\n"]);
  assert.equal(read.value, { a: { b: 10, c: null }, d: 2, e: 1000 });
  const infinite = await engine.mergeValues(["a: .inf\n"]);
  assert.is(infinite.ok, false);
  const seen = await engine.coalesce(request(chart("parent"), { values: { child: { greeting: "mine" } } }));
  assert.is((seen.value as { child: { greeting: string } }).child.greeting, "mine");
});
