import path from "node:path";
import { isImpureText } from "../../scripts/core/impure.ts";
import type { EngineClient } from "../../scripts/engine/client.ts";
import { HELM_4_FUNCTIONS } from "../../scripts/templates/functions.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { compare } from "./phases/compare.ts";
import { generated } from "./phases/generated.ts";
import { engineClient } from "./renderers.ts";

const test = suite("render: a chart that cannot tell an install from an upgrade is rendered once");
let client: EngineClient;

test.before(async () => {
  client = await engineClient();
});
test.after(() => client.close());

const asked = (action: string, more: Readonly<Record<string, string>> = {}) =>
  compare(
    client,
    path.join(tempDirectory(), "chart"),
    {
      "Chart.yaml": "apiVersion: v2\nname: asked\nversion: 1.0.0\n",
      "templates/_helpers.tpl": HELPERS,
      "templates/a.yaml": `{{- define "all" }}${action}{{ end -}}\nkind: A\ntext: {{ include "all" . | quote }}\n`,
      ...more,
    },
    {
      a: "text",
      b: { c: { d: 1 } },
      key: "Release",
      list: [{ name: "x" }],
      template: "{{ .Release.IsUpgrade }}",
    },
  );

const HELPERS = `
{{- define "name" }}{{ .Release.Name }}{{ end }}
{{- define "ctx" }}{{ .ctx.Release.Name }}{{ .value }}{{ end }}
{{- define "value" }}{{ toYaml . }}{{ end }}
{{- define "phase" }}{{ .ctx.Release.IsUpgrade }}{{ end }}
{{- define "grow" }}{{ if lt (int .n) 3 }}{{ include "grow" (dict "ctx" . "n" (add1 .n)) }}{{ end }}{{ end }}
`;

/** What charts are made of that do not look at the phase. */
const ONCE = [
  "{{ .Release.Name }} {{ .Release.Namespace }} {{ $.Release.Service }} {{ .Release.Revision }}",
  '{{ include "name" . }} {{ template "name" $ }} {{ . | include "name" }}',
  "{{ with .Values.b }}{{ toYaml . }}{{ $.Release.Name }}{{ end }}",
  "{{ range .Values.list }}{{ .name }}{{ toJson . }}{{ end }}",
  '{{ include "ctx" (dict "ctx" $ "value" .Values.a) }}',
  "{{ $root := . }}{{ range $at, $one := .Values.list }}{{ $root.Release.Name }}{{ $one | toYaml }}{{ end }}",
  '{{ include (print $.Template.BasePath "/b.yaml") . | sha256sum }}',
  '{{ include "value" .Values.b }}',
  '{{ .Files.Get "Chart.yaml" }} {{ .Capabilities.KubeVersion.Version }} {{ .Chart.Name }}',
  "{{ if $ }}{{ tpl .Values.a .Values }}{{ end }}",
];

/** What looks at it, by name or by the way. */
const TWICE = [
  "{{ .Release.IsUpgrade }}",
  "{{ $.Release.IsInstall }}",
  "{{ (.Release).IsUpgrade }}",
  "{{ toYaml .Release }}",
  "{{ $ | toJson }}",
  '{{ index . "Release" "IsUpgrade" }}',
  "{{ (index . .Values.key).IsUpgrade }}",
  "{{ (get . .Values.key).IsUpgrade }}",
  "{{ range $k, $v := . }}{{ if eq $k $.Values.key }}{{ $v }}{{ end }}{{ end }}",
  "{{ .Release }}",
  "{{ . }}",
  "{{ range . }}{{ toJson . }}{{ end }}",
  "{{ $r := .Release }}{{ $r.IsUpgrade }}",
  "{{ with .Release }}{{ .IsUpgrade }}{{ end }}",
  '{{ include "phase" (dict "ctx" $) }}',
  '{{ include "value" (dict "ctx" $) }}',
  '{{ include (print "ph" "ase") (dict "ctx" .) }}',
  "{{ tpl .Values.template . }}",
  "{{ .YAML }}",
  '{{ .PathValue "Release.IsUpgrade" }}',
  "{{ .AsMap.Release.IsUpgrade }}",
  '{{ (.Table "Release").IsUpgrade }}',
  '{{ $d := dict }}{{ $_ := set $d "r" .Release }}{{ $d.r.IsUpgrade }}',
  '{{ $_ := set .Values "all" $ }}{{ .Values.all.Release.IsUpgrade }}',
  "{{ (merge (dict) .).Release.IsUpgrade }}",
  "{{ (list .Release | first).IsUpgrade }}",
  "{{ $v := .Values.b }}{{ if .Values.a }}{{ $v = . }}{{ end }}{{ toJson $v }}",
  '{{ printf "%v" $ }}',
  "{{ (default . .Values.none).Release.IsUpgrade }}",
];

for (const action of ONCE)
  test(`once: ${action}`, async () => {
    const found = await asked(action, { "templates/b.yaml": "kind: B\nname: {{ .Release.Name }}\n" });
    assert.equal(found, { rendered: true, once: true, alike: true });
  });

for (const action of TWICE)
  test(`twice: ${action}`, async () => {
    assert.equal(await asked(action), { rendered: true, once: false, alike: false });
  });

test("twice: by the notes alone, or by a subchart alone, or by way of .Subcharts", async () => {
  const sub = {
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
    "charts/sub/templates/a.yaml": "kind: A\nname: {{ .Release.Name }}\n",
  };
  assert.ok((await asked("x", sub)).once);
  const looks: [string, Record<string, string>][] = [
    ["x", { "templates/NOTES.txt": "{{ if .Release.IsInstall }}Welcome{{ end }}" }],
    ["x", { ...sub, "charts/sub/templates/a.yaml": "kind: A\nname: {{ .Release.IsUpgrade }}\n" }],
    ["{{ .Subcharts.sub.Release.IsUpgrade }}", sub],
  ];
  for (const [action, files] of looks)
    assert.equal(await asked(action, files), { rendered: true, once: false, alike: false }, action);
});

test("twice, to be sure: what calls itself with more and more, and what cannot be followed", async () => {
  for (const action of ['{{ include "grow" . }}', "{{ empty . }}"])
    assert.equal(await asked(action), { rendered: true, once: false, alike: true }, action);
});

test("twice: every function that says something else at each call", async () => {
  const impure = [...HELM_4_FUNCTIONS].filter(
    (name) => isImpureText(`{{ ${name} }}`) || name === "keys" || name === "values",
  );
  assert.ok(impure.length > 20, String(impure.length));
  for (const name of impure)
    assert.not((await asked(`{{ if .Values.none }}{{ ${name} .Values.a }}{{ end }}`)).once, name);
});

test("no function leads to .Release unseen", async () => {
  for (const name of HELM_4_FUNCTIONS)
    for (const action of [
      `{{ ${name} . | toJson }}`,
      `{{ ${name} "Release" . | toJson }}`,
      `{{ . | ${name} "" "" | toJson }}`,
    ]) {
      const { once, alike } = await asked(action);
      assert.ok(alike || !once, action);
    }
});

test("generated charts are rendered once only where both phases are alike", async () => {
  const { wrong, once, differ } = await generated(client, path.join(tempDirectory(), "chart"), 500, 1);
  assert.equal(wrong, []);
  assert.ok(once > 30 && differ > 15, `${once} once, ${differ} differ`);
});
