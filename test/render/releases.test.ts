import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { cacheKey } from "../../scripts/core/cache-key.ts";
import { isImpureText } from "../../scripts/core/impure.ts";
import { Taint, taint } from "../../scripts/core/taint.ts";
import type { Release } from "../../scripts/environment/model.ts";
import { openCache } from "../../scripts/render/cache.ts";
import { chartDigest } from "../../scripts/render/chart-digest.ts";
import type { Engine } from "../../scripts/render/engine.ts";
import { failureFindings } from "../../scripts/render/failure.ts";
import { taintSecrets } from "../../scripts/render/mask.ts";
import { printRelease } from "../../scripts/render/print.ts";
import { renderAhead, renderReleases } from "../../scripts/render/releases.ts";
import { objectFiles } from "../../scripts/render/tree.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { modelRelease } from "../models.ts";
import { chart, renderers, request } from "./renderers.ts";

const test = suite("render: releases");
let engine: Engine;
const before = process.env.CHARTROOM_CACHE;
test.before(async () => {
  ({ engine } = await renderers());
});
test.before.each(() => {
  process.env.CHARTROOM_CACHE = tempDirectory();
});
test.after(async () => {
  if (before === undefined) delete process.env.CHARTROOM_CACHE;
  else process.env.CHARTROOM_CACHE = before;
  await engine.close();
});

const root = path.dirname(chart("x"));
function release(name: string, changes: Partial<Release> = {}): Release {
  return modelRelease({ name, namespace: "demo", chart: `./${name}`, chartPath: chart(name), ...changes });
}
const both = ["install", "upgrade"] as const;

test("each installed release is rendered in both phases", async () => {
  const { rendered, diagnostics } = await renderReleases(
    [release("hooks"), release("parent"), release("crds", { installed: false })],
    { renderer: engine, phases: both, root },
  );
  assert.equal(diagnostics, []);
  assert.equal(
    rendered.map((one) => `${one.release.name} ${one.phase}`),
    ["hooks install", "hooks upgrade", "parent install", "parent upgrade"],
  );
});

test("a template that a merge left its marks in is told at the marks: CR305", () => {
  const folder = tempDirectory();
  const file = "web/templates/cm.yaml";
  mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(folder, file), "kind: A\n<<<<<<< web (yours)\na: 1\n=======\n>>>>>>> web\n");
  const web = { ...release("web"), chartPath: path.join(folder, "web") };
  const [found] = failureFindings(`YAML parse error on ${file}: yaml: line 2: no`, web, folder);
  assert.equal([found?.code, found?.place?.file, found?.place?.line], ["CR305", file, 2]);
  assert.is(found?.help, "choose one side of the conflict and remove the marks");
});

test("Helm's errors get a code and a place, once for both phases, and nothing stops the others", async () => {
  const names = [
    "required",
    "fails",
    "parse-error",
    "nil-pointer",
    "bad-yaml",
    "missing-dependency",
    "kube-version",
    "library",
    "recursion",
    "parent",
  ];
  const { rendered, diagnostics } = await renderReleases(
    [
      ...names.map((name) => release(name)),
      release("schema", { values: { replicas: "x", image: { tga: 1 } } }),
      release("remote", { chart: "oci://example.com/x", chartPath: undefined as never }),
      release("gone", { chart: "./gone" }),
    ],
    { renderer: engine, phases: both, root },
  );
  assert.is(rendered.length, 2);
  const told = diagnostics.map(
    (one) => `${one.code} ${one.place?.file}:${one.place?.line}:${one.place?.column} ${one.message}`,
  );
  assert.equal(told, [
    "CR303 required/templates/cm.yaml:6:12 release `required`: host is needed",
    "CR303 fails/templates/cm.yaml:4:6 release `fails`: this cannot be",
    "CR304 parse-error/templates/cm.yaml:2:1 release `parse-error`: missing value for if",
    "CR303 nil-pointer/templates/_helpers.tpl:1:35 release `nil-pointer`: nil pointer evaluating interface {}.er",
    "CR305 bad-yaml/templates/cm.yaml:1:1 release `bad-yaml`: the template's output is no YAML: line 4: did not find expected key",
    "CR307 missing-dependency/Chart.yaml:1:1 release `missing-dependency`: the chart's dependencies are not there: absent",
    "CR308 kube-version/Chart.yaml:1:1 release `kube-version`: chart requires kubeVersion: >=1.99.0 which is incompatible with Kubernetes v1.37.0",
    "CR309 helmfile.yaml:1:1 release `library`: library charts are not installable",
    "CR303 recursion/templates/_r.tpl:1:21 release `recursion`: rendering template has a nested reference name: r: unable to execute template",
    "CR306 helmfile.yaml:1:1 release `schema`: image: additional properties 'tga' not allowed",
    "CR306 helmfile.yaml:1:1 release `schema`: replicas: got string, want integer",
    "CR301 helmfile.yaml:1:1 release `remote`: its chart oci://example.com/x is not on this machine",
    "CR302 helmfile.yaml:1:1 release `gone`: there is no chart at ./gone",
  ]);
  const gone = diagnostics.find((one) => one.code === "CR302");
  assert.is(gone?.help, "the path is taken from the folder of helmfile.yaml");
  const nil = diagnostics.find((one) => one.message.includes("nil pointer"));
  assert.equal(
    nil?.labels.map((one) => `${one.place.file}:${one.place.line}`),
    ["nil-pointer/templates/cm.yaml:2"],
  );
});

test("without keys a chart that misses a secret is told as information", async () => {
  const { diagnostics } = await renderReleases([release("required")], {
    renderer: engine,
    phases: both,
    root,
    secretsWithheld: true,
  });
  assert.equal(
    diagnostics.map((one) => one.severity),
    ["info"],
  );
});

test("a second run renders nothing, a changed value, chart, phase or Helm does", async () => {
  if (!cacheKey()) return;
  const folder = path.join(tempDirectory(), "parent");
  cpSync(chart("parent"), folder, { recursive: true });
  const one = release("parent", { chartPath: folder });
  const run = async (what: Release, options = {}) => {
    const all = { renderer: engine, phases: ["install"] as const, root, ...options };
    const { fromCache } = await renderReleases([what], all);
    return fromCache;
  };
  assert.is(await run(one), 0);
  assert.is(await run(one), 1);
  assert.is(await run(one, { noCache: true }), 0);
  assert.is(await run({ ...one, values: { a: 1 } }), 0);
  assert.is(await run({ ...one, kubeVersion: "1.30.0" }), 0);
  assert.is(await run(one, { phases: ["upgrade"] }), 0);
  assert.is(await run(one, { phases: ["upgrade", "install"] }), 2, "each phase is kept beside the other");
  assert.is(await run(one, { renderer: { ...engine, identity: "another build" } }), 0);
  writeFileSync(path.join(folder, "charts/child/values.yaml"), "greeting: changed\nexported: {port: 1}\n");
  assert.is(await run(one), 0, "a file of a vendored subchart changed");
  assert.is(await run(one), 1);
});

test("a render that is the same in both phases is one list of objects, kept or not", async () => {
  if (!cacheKey()) return;
  const lists = async (name: string) => {
    const { rendered, fromCache } = await renderReleases([release(name)], {
      renderer: engine,
      phases: both,
      root,
    });
    const [install, upgrade] = rendered;
    return {
      same: install?.manifests === upgrade?.manifests,
      fromCache,
      texts: [install?.text, upgrade?.text],
    };
  };
  for (const [name, same] of [
    ["hooks", true],
    ["context", false],
  ] as const) {
    const fresh = await lists(name);
    const kept = await lists(name);
    assert.equal([fresh.same, kept.same, kept.fromCache], [same, same, 2], name);
    assert.equal(kept.texts, fresh.texts);
  }
});

test("what was asked for ahead is rendered once, and is no answer to another question", async () => {
  let asked = 0;
  const counting = {
    ...engine,
    renderPhases: (...question: Parameters<Engine["renderPhases"]>) => {
      asked += 1;
      return engine.renderPhases(...question);
    },
  };
  const options = { renderer: counting, phases: both, root, noCache: true };
  const releases = [
    release("context"),
    release("gone", { chart: "./gone", chartPath: path.join(root, "gone") }),
    release("subchart", { installed: false, chartPath: chart("parent") }),
  ];
  const alone = await renderReleases(releases, options);
  assert.is(asked, 1);
  renderAhead(releases, options);
  renderAhead(releases, options);
  const after = await renderReleases(releases, options);
  assert.is(asked, 2);
  assert.equal(after.rendered, alone.rendered);
  assert.equal(after.diagnostics, alone.diagnostics);
  renderAhead(releases, options);
  const one = await renderReleases(releases, { ...options, phases: ["upgrade"] });
  assert.equal(
    one.rendered.map(({ phase }) => phase),
    ["upgrade"],
  );
  assert.is(asked, 4);
});

test("an entry holds no plaintext, and neither it nor its name can be guessed from the request", async () => {
  const folder = tempDirectory();
  const asked = request(chart("context"), { values: { text: "correct-horse-battery" } });
  const answer = await engine.render(asked);
  assert.ok(answer.ok && answer.text.includes("correct-horse-battery"));
  const names: string[] = [];
  for (const key of [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]) {
    const directory = path.join(folder, String(key[0]));
    const entry = openCache(directory, key)?.entry(asked, "x");
    if (answer.ok) entry?.write({ install: answer });
    assert.equal(entry?.read(), { install: answer });
    const [name = ""] = readdirSync(directory);
    const bytes = readFileSync(path.join(directory, name));
    for (const plain of ["correct-horse", Buffer.from("correct-horse").toString("base64"), "ConfigMap"])
      assert.is(bytes.includes(plain), false);
    names.push(name);
  }
  assert.is.not(names[0], names[1]);
});

test("an entry that was cut, changed, or sealed for another request is a miss", async () => {
  const directory = path.join(tempDirectory(), "renders"); // a stamp lies beside it
  const key = Buffer.alloc(32, 7);
  const asked = request(chart("context"));
  const entry = openCache(directory, key)?.entry(asked, "x");
  const answer = { ok: true, text: "a: 1\n", notes: "" } as const;
  entry?.write({ upgrade: answer });
  const file = path.join(directory, readdirSync(directory)[0] ?? "");
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += 5) {
    const broken = Buffer.from(whole);
    broken[at] = (broken[at] as number) ^ 1;
    writeFileSync(file, broken);
    assert.is(entry?.read(), undefined);
  }
  writeFileSync(file, whole);
  assert.equal(entry?.read(), { upgrade: answer });
  truncateSync(file, 20);
  assert.is(entry?.read(), undefined);
  truncateSync(file, 0);
  assert.is(entry?.read(), undefined);
});

test("what differs each time is not kept: random words, the clock, links", () => {
  for (const text of ["{{ randAlphaNum 5 }}", "{{- $c := genSelfSignedCert 1 }}", "a {{ now | date 1 }}"])
    assert.ok(isImpureText(text), text);
  assert.is(isImpureText("{{ .Values.a }} up to date, for now: {{ .Values.renown }}"), false);
  const folder = path.join(tempDirectory(), "linked");
  cpSync(chart("crds"), folder, { recursive: true });
  assert.type(chartDigest(folder), "string");
  symlinkSync("/etc/hostname", path.join(folder, "templates/link.yaml"));
  assert.is(chartDigest(folder), undefined);
  assert.is(
    openCache(tempDirectory(), Buffer.alloc(32))?.entry(
      request(chart("crds"), { values: { a: "{{ now }}" } }),
      "x",
    ),
    undefined,
  );
});

test("a chart that changes while it is rendered is not kept", async () => {
  const folder = path.join(tempDirectory(), "crds");
  cpSync(chart("crds"), folder, { recursive: true });
  const directory = path.join(tempDirectory(), "renders");
  mkdirSync(directory);
  const entry = openCache(directory, Buffer.alloc(32))?.entry(request(folder), "x");
  writeFileSync(path.join(folder, "values.yaml"), "a: 2\n");
  entry?.write({ install: { ok: true, text: "a", notes: "" } });
  assert.equal(readdirSync(directory), []);
});

test("a folder others can read holds no key", () => {
  if (!cacheKey()) return;
  const directory = tempDirectory();
  chmodSync(directory, 0o755);
  const saved = process.env.XDG_RUNTIME_DIR;
  process.env.XDG_RUNTIME_DIR = directory;
  cacheKey();
  assert.equal(readdirSync(directory), [], "no key outside a memory file system");
  if (saved === undefined) delete process.env.XDG_RUNTIME_DIR;
  else process.env.XDG_RUNTIME_DIR = saved;
});

test("what is printed shows no Secret, nor the same value elsewhere", async () => {
  const { rendered } = await renderReleases([release("secrets")], {
    renderer: engine,
    phases: ["install"],
    root,
  });
  taintSecrets(rendered.flatMap((one) => one.manifests));
  const [one] = rendered;
  assert.ok(one);
  const plain = /hunter2-hunter2|aHVudGVyMi1odW50ZXIy|tk-0123456789|"5432"|cGxhaW4/;
  assert.match(one.text, plain);
  const shown = printRelease(one);
  assert.not.match(shown, plain);
  assert.match(shown, /password: <secret>/);
  assert.match(shown, /leaked: <secret>/);
  for (const { file, text, masked } of objectFiles(one)) {
    assert.match(file, masked ? /^demo\/secrets\/[\w-]+\.yaml\.masked$/ : /^demo\/secrets\/[\w-]+\.yaml$/);
    assert.is(text.includes("<secret>"), masked);
    assert.not.match(text, plain);
  }
  assert.ok(taint instanceof Taint);
});
