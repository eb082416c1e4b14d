import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { canonicalJson, type Json } from "../../scripts/core/json.ts";
import type { Engine } from "../../scripts/render/engine.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";
import { documentsOf, readManifests } from "../../scripts/render/manifests.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { generateDocument } from "../layers/differential/generate.ts";
import { Random } from "../random.ts";
import { chart, renderers, request } from "./renderers.ts";

const test = suite("render: the objects that come along with a render");
let engine: Engine;

test.before(async () => {
  ({ engine } = await renderers());
});
test.after(() => engine.close());

/** A chart whose only template prints a text. */
function printing(): string {
  const folder = tempDirectory();
  mkdirSync(path.join(folder, "templates"));
  writeFileSync(path.join(folder, "Chart.yaml"), "apiVersion: v2\nname: printing\nversion: 1.0.0\n");
  writeFileSync(path.join(folder, "templates/any.yaml"), "{{ .Values.text }}\n");
  return folder;
}

async function phasesOf(chartPath: string, values: Json = {}) {
  const { phase: _, ...asked } = request(chartPath, { values });
  const answers = await engine.renderPhases(asked, ["install", "upgrade"]);
  return answers.flatMap((one) => (one.ok ? [one] : []));
}

/** What the engine says of each text is what Helm reads in it, in the order in which it stands there; how many it said. */
async function same(chartPath: string, values?: Json): Promise<number> {
  let said = 0;
  for (const { text, objects } of await phasesOf(chartPath, values)) {
    const documents = documentsOf(text);
    assert.is(objects?.length, documents.length, text);
    for (const [at, { body, template }] of documents.entries()) {
      const object = objects?.[at];
      if (!object) continue;
      said += 1;
      const helm = await engine.mergeValues([`# Source: ${template}\n${body}`]);
      assert.is(canonicalJson(object), canonicalJson(helm.value ?? null), body);
      const ours = readYaml(body);
      assert.equal(ours.duplicateKeys, [], body);
      if (canonicalJson(ours.value) === canonicalJson(object))
        assert.is(JSON.stringify(object), JSON.stringify(ours.value), body);
    }
  }
  return said;
}

for (const name of readdirSync(chart(""))) test(`as Helm reads them: ${name}`, () => same(chart(name)));

test("as Helm reads them: generated documents", async () => {
  const [folder, random] = [printing(), new Random(2026)];
  let said = 0;
  for (let count = 0; count < 300; count += 1) said += await same(folder, { text: generateDocument(random) });
  assert.ok(said > 100, String(said));
});

test("what is not all told by an object is left to be read here", async () => {
  const texts = {
    "a duplicate key": "kind: One\nb: {c: 1, c: 2}",
    "a merged key": "kind: One\na: &x {k: 1}\nb: {<<: *x}",
    "a key that is no text": "kind: One\n80: http",
    "a number that JSON has not": "kind: One\na: .inf",
    "no object": "# only words",
  };
  for (const [what, text] of Object.entries(texts))
    for (const { objects } of await phasesOf(printing(), { text }))
      assert.ok(
        objects?.every((one) => one === null),
        `${what}: ${JSON.stringify(objects)}`,
      );
  const [install] = await phasesOf(printing(), { text: texts["a duplicate key"] });
  assert.equal(readManifests(install?.text ?? "", undefined, install?.objects)[0]?.duplicateKeys, [
    ["b", "c"],
  ]);
});

test("a document of both phases is told once, one of the upgrade alone as itself", async () => {
  const folder = printing();
  const template = path.join(folder, "templates/any.yaml");
  writeFileSync(template, "kind: A\nb: 1\na: 2\n---\nkind: B\nupgrade: {{ .Release.IsUpgrade }}\n");
  const [install, upgrade] = await phasesOf(folder);
  const [both, alone] = ['{"kind":"A","b":1,"a":2}', '{"kind":"B","upgrade":'];
  assert.is(JSON.stringify(install?.objects), `[null,${both},${alone}false}]`);
  assert.is(JSON.stringify(upgrade?.objects), `[null,${both},${alone}true}]`);
  assert.is(install?.objects?.[1], upgrade?.objects?.[1]);
});
