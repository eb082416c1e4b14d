import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { certainlyLocated } from "../../scripts/check/places/certain.ts";
import { locatorsOf } from "../../scripts/check/places/locator.ts";
import { filesBelow, isDirectory, isFile } from "../../scripts/core/files.ts";
import { isObject, type Json, type ValuePath } from "../../scripts/core/json.ts";
import type { Release } from "../../scripts/environment/model.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";
import type { Manifest, RenderedRelease, Renderer } from "../../scripts/render/model.ts";
import { renderReleases } from "../../scripts/render/releases.ts";
import { assert, suite } from "../harness.ts";
import { modelRelease } from "../models.ts";
import { Random } from "../random.ts";
import { projectRoot, repositoryOf } from "../rig.ts";
import { withRenderer } from "./renderer.ts";

const test = suite("check: the line that wrote a field, told without marks");
let renderer: Renderer;

withRenderer(test, (one) => {
  renderer = one;
});

interface Compared {
  /** Paths of all objects. */
  all: number;
  /** Those of which a line was told without marks. */
  told: number;
}

/** Every path of every object that a chart renders to: what is told without marks is what marks tell. */
async function compare(root: string, release: Release, compared: Compared): Promise<void> {
  const rendered = await renders(root, release);
  const locators = await locatorsOf(root, release, rendered, undefined, renderer);
  for (const [phase, one] of rendered.entries())
    for (const manifest of one.manifests) {
      const tell = teller(root, one, manifest);
      for (const at of paths(manifest.object)) {
        compared.all += 1;
        const told = tell(at);
        if (!told) continue;
        compared.told += 1;
        const marked = locators[phase]?.(manifest, at);
        if (marked) assert.equal(told, marked, `${at.join(".")} of\n${manifest.text}`);
      }
    }
}

async function renders(root: string, release: Release): Promise<readonly RenderedRelease[]> {
  const phases = ["install", "upgrade"] as const;
  return (await renderReleases([release], { renderer, phases, noCache: true, root })).rendered;
}

/** Tells lines of a manifest without marks. */
function teller(root: string, rendered: RenderedRelease, manifest: Manifest) {
  const absolute = path.join(rendered.release.chartPath as string, ...manifest.template.split("/").slice(1));
  if (!isFile(absolute)) return () => undefined; // a subchart by another name
  const template = { file: path.relative(root, absolute), text: readFileSync(absolute, "utf8") };
  return (at: ValuePath) => certainlyLocated({ rendered, manifest, template, values: undefined }, at);
}

/** All paths of an object, and for each map one that is not there. */
function* paths(value: Json, at: ValuePath = []): Generator<ValuePath> {
  if (at.length > 0) yield at;
  if (isObject(value)) yield [...at, "missing"];
  if (Array.isArray(value))
    for (const [index, one] of value.entries()) yield* paths(one as Json, [...at, index]);
  else if (isObject(value)) for (const [key, one] of Object.entries(value)) yield* paths(one, [...at, key]);
}

/** The folders of charts with templates, and the values that come along for trying them. */
function* charts(): Generator<{ chartPath: string; values: Json }> {
  for (const root of ["charts", "test/fixtures"].map((one) => path.join(projectRoot, one)))
    for (const file of filesBelow(root).filter((one) => path.basename(one) === "Chart.yaml")) {
      const chartPath = path.join(root, path.dirname(file));
      if (!isDirectory(path.join(chartPath, "templates"))) continue;
      yield { chartPath, values: {} };
      const ci = path.join(chartPath, "ci");
      for (const one of isDirectory(ci) ? readdirSync(ci) : [])
        if (one.endsWith("-values.yaml"))
          yield { chartPath, values: readYaml(readFileSync(path.join(ci, one), "utf8")).value ?? {} };
    }
}

test("as marks tell it: all charts of this repository", async () => {
  const compared: Compared = { all: 0, told: 0 };
  for (const { chartPath, values } of charts())
    await compare(projectRoot, modelRelease({ chart: chartPath, chartPath, values }), compared);
  console.log(`    ${compared.told} of ${compared.all} lines were told without marks`);
  assert.ok(compared.told > 2000, JSON.stringify(compared));
});

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n";
const LINE = '  {{ include "line" . }}\n';

/** Templates of which the line of one path is asked; undefined where the line that looks like it did not write it. */
const CASES: readonly [what: string, template: string, path: ValuePath, line: number | undefined][] = [
  ["outside of branches", `${CONFIG}data:\n  a: {{ .Values.one }}\n`, ["data", "a"], 6],
  [
    "in branches that hold all",
    `{{- if .Values.one }}\n{{- with .Values.two }}\n${CONFIG}data:\n  a: 1\n{{- end }}\n{{- end }}\n`,
    ["data", "a"],
    8,
  ],
  ["what is missing is told by what it is missing in", `${CONFIG}data:\n  a: 1\n`, ["data", "b"], 5],
  [
    "a choice",
    `{{ if .Values.none }}\n${CONFIG}data:\n  a: 1\n{{ else }}\n${CONFIG}data:\n${LINE}{{ end }}`,
    ["data", "a"],
    undefined,
  ],
  [
    "a branch beside something",
    `{{- if .Values.none }}\n  a: 1\n{{- end }}\n${CONFIG}data:\n${LINE}`,
    ["data", "a"],
    undefined,
  ],
  [
    "a loop that is left",
    `{{- range .Values.two }}\n${CONFIG}data:\n${LINE}{{- break }}\n  a: 1\n{{- end }}`,
    ["data", "a"],
    undefined,
  ],
  [
    "a line that goes on",
    `${CONFIG}data:\n  a: 1\n{{- .Values.one }}\nbinaryData:\n${LINE}`,
    ["binaryData", "a"],
    undefined,
  ],
  [
    "a line that ends early",
    `${CONFIG}binaryData:\n${LINE}data:\n  a: {{ .Values.none }}`,
    ["binaryData", "a"],
    undefined,
  ],
  [
    "a document that Helm leaves out",
    `${CONFIG}  annotations: { helm.sh/hook: never }\ndata:\n  a: 1\n---\n${CONFIG}data:\n${LINE}`,
    ["data", "a"],
    undefined,
  ],
  ["two that look alike", `${CONFIG}data:\n  a: 1\nbinaryData:\n${LINE}`, ["data", "a"], undefined],
];

for (const [what, template, at, line] of CASES)
  test(`${line === undefined ? "not told" : "told"}: ${what}`, async () => {
    const root = repositoryOf(webChart(template));
    const chartPath = path.join(root, "web");
    const [one] = await renders(root, modelRelease({ chart: chartPath, chartPath, values: VALUES }));
    const [manifest] = one?.manifests ?? [];
    if (!one || !manifest) throw new Error("it does not render");
    assert.is(teller(root, one, manifest)(at)?.place.line, line);
  });

const VALUES = { one: 1, two: ["x", "y"], key: "a", text: "a: 1", lines: "  b: 1\n  q: 1" };
const HELPERS = `{{- define "twice" }}
  b: 1
{{- end }}
{{- define "line" }}a: 1{{ end }}
{{- define "nothing" }}{{ end }}
{{- define "text" }}x: |
  a: 1
  b: 1
{{- end }}
`;

function webChart(config: string): Record<string, string> {
  return {
    "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "web/templates/_helpers.tpl": HELPERS,
    "web/templates/config.yaml": config,
  };
}

/** Lines that write the same keys in many ways, some of which are printed and some not. */
const LINES = [
  ...["  a: 1", "  b: 1", "  b: {{ .Values.one }}", "  a: {{ .Values.none }}", "  c: {{- .Values.one }}"],
  ...["  c: {{ include `nothing` . }}", "  {{ include `line` . }}", "  {{- include `twice` . }}", "  d:"],
  ...[
    "    a: 1",
    "    b: {{ .Values.one }}",
    "  e: [1, {a: 1}]",
    "  'a': 1",
    '  "\\x61": 1',
    "  f:   ",
    "# a: 1",
  ],
  ...["  g: |", "    a: 1", "  {{- include `text` . | nindent 2 }}", "  h: &h {a: 1}", "  i: *h", "  <<: *h"],
  ...[
    "  l:",
    "    - a: 1",
    "    - {{ .Values.one }}",
    "    - {{ include `line` . }}",
    "  {{ .Values.key }}: 1",
  ],
  ...[
    "  m: 1 {{- /* none */}}",
    "  n: {{ .Values.one }}\r",
    "{{- if .Values.one }}",
    "{{- if .Values.none }}",
  ],
  ...[
    "{{- with .Values.one }}",
    "{{- else }}",
    "{{- end }}",
    "{{- end }}",
    "{{- range .Values.two }}",
    "{{ end -}}",
  ],
  ...[
    "{{- $x := 1 }}",
    "{{- /* a: 1 */}}",
    "{{ .Values.none }}",
    "  o: 1 # a: 1",
    "---",
    "  a: {{ .Values.text }}",
  ],
  ...["{{- if .Release.IsInstall }}", "  p: {{ .Release.IsUpgrade }}", "{{ .Values.lines }}"],
] as const;

const HEADS = [
  "",
  "{{- if .Values.one }}\n",
  "{{ with .Values.two }}",
  "  \n",
  "{{ .Values.none }}\n",
  "---\n",
];

function template(random: Random, name: string): string {
  const head = random.pick(HEADS);
  const lines = Array.from({ length: random.whole(1, 9) }, () => random.pick(LINES));
  const open = (text: string) => (text.match(/\{\{-? (?:if|with|range)/g) ?? []).length;
  const ends = "{{- end }}\n".repeat(
    Math.max(0, open(head + lines.join("\n")) - lines.filter((one) => /\{\{-? end/.test(one)).length),
  );
  return `${head}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${lines.join("\n")}\n${ends}`;
}

test("as marks tell it: templates of all sorts of lines", async () => {
  const random = new Random(20261126);
  const compared: Compared = { all: 0, told: 0 };
  for (let at = 0; at < 1500; at += 1) {
    const root = repositoryOf(webChart(template(random, "one")));
    const chartPath = path.join(root, "web");
    await compare(root, modelRelease({ chart: chartPath, chartPath, values: VALUES }), compared);
  }
  console.log(`    ${compared.told} of ${compared.all} lines were told without marks`);
  assert.ok(compared.told > 1000, JSON.stringify(compared));
});
