import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeSource } from "../../scripts/core/source.ts";
import type { Environment } from "../../scripts/environment/model.ts";
import { parseLayer } from "../../scripts/layers/parse.ts";
import { mergeLayers } from "../../scripts/merge/merge.ts";
import { lonelyKeys } from "../../scripts/validate/across.ts";
import { lyingFiles, overriddenLayers } from "../../scripts/validate/unused-layers.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";

const test = suite("validate: what several environments together show");

/** The messages about environments a, b, c ..., each with these values. */
const lonely = (...texts: string[]): string[] =>
  lonelyKeys(
    texts.map((text, at) => ({
      name: String.fromCharCode(97 + at),
      values: mergeLayers([parseLayer(makeSource(`${at}.yaml`, text))]),
      releases: at === 0 ? ["db"] : [],
    })),
  ).map((one) => `${one.message} ${one.place?.file}:${one.place?.line}:${one.place?.column}`);

test("a key that one environment has, where another has the map around it, is said once, as high as it stands", () => {
  assert.equal(lonely("a: {b: 1}\n", "a:\n  b: 2\n  c: {d: 3, e: 4}\n", "a: {b: 3}\n"), [
    "`a.c` stands in b only 1.yaml:3:3",
  ]);
});

test("silent: two of three have it, only one environment, null, lists of other lengths, a release of one environment", () => {
  assert.equal(lonely("a: {b: 1}\n", "a: {b: 1}\n", "a: {}\n"), []);
  assert.equal(lonely("a: {b: 1}\n"), []);
  assert.equal(lonely("a: {b: null}\n", "a: {}\n"), []);
  assert.equal(lonely("a: [1, 2]\n", "a: [1]\n"), []);
  assert.equal(lonely("db: {size: 1}\n", "web: {size: 1}\n"), ["`web` stands in b only 1.yaml:1:1"]);
});

/** A repository of these files whose environment `dev` reads the layers. */
function layered(files: Record<string, string>, layers: readonly string[]): string[] {
  const root = tempDirectory();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  const environment: Environment = {
    ...modelEnvironment(modelRelease()),
    name: "dev",
    root,
    helmfile: path.join(root, "helmfile.yaml"),
    layers: layers.map((file) => ({ kind: "plain", file })),
  };
  const merged = mergeLayers(layers.map((file) => parseLayer(makeSource(file, files[file] ?? ""))));
  return [...lyingFiles([environment]), ...overriddenLayers([{ environment, merged }])].map(
    (one) => `${one.place?.file} ${one.severity}`,
  );
}

test("a values file beside the layers, or in another environment's folder, that nothing reads", () => {
  const files = {
    "helmfile.yaml": "",
    "env/dev/a.yaml": "a: 1\n",
    "env/dev/b.yaml": "",
    "env/old/a.yaml": "",
  };
  assert.equal(layered(files, ["env/dev/a.yaml"]), ["env/dev/b.yaml warning", "env/old/a.yaml warning"]);
});

test("silent: what a helmfile or a template names, a chart's files, hidden files, other kinds of file", () => {
  const files = {
    "helmfile.yaml": "bases: [env/dev/base.yaml]\n",
    "env/dev/a.yaml": "a: 1\n",
    "env/dev/base.yaml": "",
    "env/dev/t.yaml.gotmpl": '{{ readFile "part.yaml" }}',
    "env/dev/part.yaml": "",
    "env/dev/.sops.yaml": "",
    "env/dev/notes.txt": "",
    "web/Chart.yaml": "",
    "web/values.yaml": "",
    "web/ci.yaml": "",
    "other.yaml": "",
  };
  assert.equal(layered(files, ["env/dev/a.yaml", "env/dev/t.yaml.gotmpl", "web/values.yaml"]), []);
});

test("a layer of which later ones override everything is information; one value that wins is enough", () => {
  const files = { "helmfile.yaml": "", "e/a.yaml": "a: 1\nm: {b: 1}\n", "e/b.yaml": "a: 2\nm: {b: 2}\n" };
  assert.equal(layered(files, ["e/a.yaml", "e/b.yaml"]), ["e/a.yaml info"]);
  assert.equal(layered({ ...files, "e/b.yaml": "a: 2\n" }, ["e/a.yaml", "e/b.yaml"]), []);
});
