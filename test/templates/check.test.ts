import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checkTemplates } from "../../scripts/templates/check.ts";
import { parseTemplate } from "../../scripts/templates/parser.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { chartOf } from "./chart.ts";

const test = suite("templates: check");

const schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    replicaCount: { type: "integer" },
    open: { type: "object" },
    image: { $ref: "#/definitions/image" },
  },
  required: ["image", "open"],
  definitions: {
    image: { type: "object", additionalProperties: false, properties: { tag: { type: "string" } } },
  },
};

function findings(files: Record<string, string>): string[] {
  const root = tempDirectory();
  mkdirSync(path.join(root, "web/templates"), { recursive: true });
  writeFileSync(path.join(root, "web/Chart.yaml"), "apiVersion: v2\nname: web\nversion: 0.1.0\n");
  writeFileSync(path.join(root, "web/values.schema.json"), JSON.stringify(schema));
  // All that is declared is read, so that a test tells only what it is about.
  writeFileSync(path.join(root, "web/templates/all.yaml"), "{{- toYaml .Values }}\n");
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(root, "web/templates", name), text);
  return checkTemplates(root, path.join(root, "web")).findings.map(
    ({ code, place, message, help }) =>
      `${code} ${place?.file}:${place?.line}:${place?.column}-${place?.endColumn} ${message}${help ? ` (${help})` : ""}`,
  );
}

test("a chart that sets values itself is not told that they are missing", () => {
  assert.equal(findings({ "a.yaml": '{{- $_ := set .Values "made" 1 }}a: {{ .Values.made }}\n' }), []);
});

test("CR402: a misspelt value is found at its exact place", () => {
  assert.equal(findings({ "a.yaml": "a: 1\nreplicas: {{ .Values.replicaCuont }}\n" }), [
    "CR402 web/templates/a.yaml:2:22-34 undeclared value `replicaCuont` (did you mean `replicaCount`?)",
  ]);
});

test("through $, a $ref, parentheses, a branch and an include that hands over the root", () => {
  const text =
    '{{ if .Values.open }}{{ with .Values.open }}{{ (default 1 $.Values.image.tga) }}{{ end }}{{ end }}{{ include "x" . }}';
  assert.equal(findings({ "a.yaml": text, "_x.tpl": '{{ define "x" }}{{ .Values.nothing }}{{ end }}' }), [
    "CR402 web/templates/a.yaml:1:74-77 undeclared value `image.tga` (did you mean `tag`?)",
    "CR402 web/templates/_x.tpl:1:28-35 undeclared value `nothing`",
  ]);
});

test("nothing is said about open objects, global, another dot, or a define called with something else", () => {
  const text =
    '{{ .Values.open.any }}{{ .Values.global.x }}{{ with .Values.open }}{{ .a }}{{ end }}{{ include "x" (dict "Values" (dict "nothing" 1)) }}';
  assert.equal(findings({ "a.yaml": text, "_x.tpl": '{{ define "x" }}{{ .Values.nothing }}{{ end }}' }), []);
});

test("CR404: an include of what no file defines", () => {
  assert.equal(
    findings({
      "a.yaml": '{{ include "web.nmae" . }}{{ include "web.name" . }}',
      "_x.tpl": '{{ define "web.name" }}{{ end }}',
    }),
    ["CR404 web/templates/a.yaml:1:12-22 no template is named `web.nmae` (did you mean `web.name`?)"],
  );
});

test("CR401: a syntax error has its place, and the next file is still checked", () => {
  assert.equal(findings({ "a.yaml": "a: {{ .Values.open \n", "b.yaml": "{{ .Values.nothing }}" }), [
    "CR401 web/templates/a.yaml:1:4-20 unclosed action: `}}` is missing",
    "CR402 web/templates/b.yaml:1:12-19 undeclared value `nothing`",
  ]);
});

test("a file that is nested too deep to be walked gives no finding, and takes nothing away from the others", () => {
  const [open, close] = ["{{ if .a }}".repeat(50_000), "{{ end }}".repeat(50_000)];
  const deep = `${open}{{ .Values.nothing }}${close}`;
  assert.equal(findings({ "a.yaml": deep, "b.yaml": '{{ include "unknown" . }}{{ .Values.nothing }}' }), [
    "CR402 web/templates/b.yaml:1:37-44 undeclared value `nothing`",
  ]);
});

test("CR401: help says what was meant", () => {
  assert.equal(findings({ "a.yaml": "{{ .Values.open | qoute }}" }), [
    "CR401 web/templates/a.yaml:1:19-24 no function is named `qoute` (did you mean `quote`?)",
  ]);
});

const faults: [string, string][] = [
  ["{{ if .a }}", "{{if}} has no {{end}}"],
  ["{{ end }}", "unexpected {{end}}: nothing is open here"],
  ["{{ range .a }}{{ else if .b }}{{ end }}", "unexpected `if` after `else`"],
  ["{{ break }}", "{{break}} outside of {{range}}"],
  ["{{ (.a }}", "unclosed left parenthesis"],
  ["{{ .a | | f }}", "unexpected `|` in command"],
  ["{{ $x := }}", "missing value for command"],
  ['{{ "a }}', "unterminated string"],
  ["{{/* never", "unclosed comment"],
];
for (const [text, message] of faults) {
  test(`refuses ${text}`, () => {
    const read = parseTemplate(text);
    assert.is(read.ok ? "parsed" : read.error.message, message);
  });
}

const fine = [
  "{{- /* a }} comment */ -}} text",
  "{{ with .a }}x{{ else with .b }}y{{ else }}z{{ end }}",
  "{{ range $k, $v := .m }}{{ if $v }}{{ continue }}{{ end }}{{ else }}none{{ end }}",
  "{{ $x := `raw }}` }}{{ $x = (index .a 0).b | quote }}{{ -1.5e3 }}{{ 'x' }}{{ nil | default true }}",
  // Go's parser takes a `|` with nothing behind it.
  "{{ .a | }}",
  '{{ block "b" . }}{{ template "c" }}{{ end }}{{ .a\n  | nindent 2 }}',
];
for (const text of fine)
  test(`parses ${text.replaceAll("\n", " ")}`, () => assert.ok(parseTemplate(text).ok));

for (const chart of ["phoenix", "postgres"]) {
  test(`charts/${chart} has no finding`, () => {
    assert.equal(checkTemplates(projectRoot, path.join(projectRoot, "charts", chart)).findings, []);
  });
}

test("a schema that is nested deeper than functions may call each other is gone through", () => {
  const deep = 3000;
  const text = `{"properties":{"a":${'{"items":'.repeat(deep)}{"type":"string","minimum":1}${"}".repeat(deep)}}}`;
  const { root, chart } = chartOf({ "templates/a.yaml": "a: {{ .Values.a }}\n", "values.schema.json": text });
  assert.not.throws(() => checkTemplates(root, chart));
});
