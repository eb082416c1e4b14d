import { assert, suite } from "../harness.ts";
import { told } from "./chart.ts";

const test = suite("templates: hooks");

const hook = ({ name = "web", events = "pre-install", policy = "", document = "" } = {}) =>
  `${document}metadata:\n  labels:\n    a: b\n  name: ${name}\n  annotations:\n    helm.sh/hook: ${events}\n${policy === "" ? "" : `    helm.sh/hook-delete-policy: ${policy}\n`}`;

const events: [string, string, string[]][] = [
  [
    "CR510: an event that Helm does not have",
    "pre-instal",
    ["CR510 6:19 unknown hook `pre-instal`: Helm leaves the object out"],
  ],
  [
    "CR510: one of several",
    `"pre-install, pre-updgrade" # both`,
    ["CR510 6:19 unknown hook `pre-updgrade`: Helm leaves the object out"],
  ],
  ["Helm reads them in lower case", "Pre-Install,POST-upgrade,test-success", []],
  ["a pipeline may print anything", "{{ .Values.events }}", []],
  ["a quoted comment", `'pre-install' # not "post-instal"`, []],
];
for (const [name, written, expected] of events)
  test(name, () =>
    assert.equal(told(hook({ events: written }), { values: "events: test\n" }).filter(isHook), expected),
  );

test("CR510 knows Helm 2's crd-install, and quoted keys", () => {
  const text = hook({ events: "crd-install" }).replace("helm.sh/hook", '"helm.sh/hook"');
  assert.equal(told(text, {}), ["CR510 6:21 unknown hook `crd-install`: Helm leaves the object out"]);
});

test("a comment is no annotation", () =>
  assert.equal(told(hook().replace("    helm.sh", "    # helm.sh/hook: nothing\n    helm.sh"), {}), []));

const helpers = {
  "templates/_h.tpl": `{{ define "changes" }}{{ .Release.Name }}-{{ .Release.Revision }}{{ end }}
{{ define "may" }}{{ if .x }}{{ now }}{{ end }}{{ .Release.Name }}{{ end }}
{{ define "deep" }}{{ include "changes" . | trunc 63 }}{{ end }}`,
};
const use = `{{- $_ := include "may" . }}{{ $_ = include "deep" . }}\n`;

const names: [string, string, boolean][] = [
  ["the revision", "web-{{ .Release.Revision }}", true],
  ["the revision of the root", "web-{{ $.Release.Revision }}", true],
  ["a random text", "web-{{ randAlphaNum 5 | lower }}", true],
  ["the time", `web-{{ now | date "20060102" }}`, true],
  ["an argument", `{{ printf "%s-%d" .Release.Name .Release.Revision | trunc 63 }}`, true],
  ["a group", `{{ printf "%s" (now | unixEpoch) }}`, true],
  ["an include", `{{ include "changes" . }}`, true],
  ["an include of an include", `{{ include "deep" . | quote }}`, true],
  ["the release's name", "{{ .Release.Name }}-migrate", false],
  ["a condition in an include", `{{ include "may" . }}`, false],
  ["a condition on the line", "web{{ if .Values.x }}-{{ now }}{{ end }}", false],
  ["a default that may not be used", "{{ default (randAlphaNum 5) .Values.x }}", false],
  ["its length", `web-{{ randAlphaNum 5 | len }}`, false],
];
for (const [name, written, expected] of names)
  test(`CR525: ${name}${expected ? "" : " is no change"}`, () => {
    const found = told(use + hook({ name: written }), { values: "x: 1\n", ...helpers }).filter((one) =>
      one.startsWith("CR525"),
    );
    assert.is(found.length, expected ? 1 : 0, found.join("\n"));
  });

test("CR525: its place is the name, in each document by itself", () => {
  const two = `${hook({ document: "---\n" })}${hook({ document: "---\n", name: "a-{{ now }}" })}---\nmetadata:\n  name: {{ now }}\n`;
  assert.equal(told(two, {}), [
    "CR525 12:9 the hook's name changes with `now`, so the last run is never found",
  ]);
});

test("CR525: a hook of a named template", () =>
  assert.equal(
    told('{{ include "job" . }}', {
      "templates/_job.tpl": `{{ define "job" }}\n${hook({ name: "a-{{ .Release.Revision }}" })}{{ end }}\n`,
    }),
    [
      "CR525 web/templates/_job.tpl 5:9 the hook's name changes with `.Release.Revision`, so the last run is never found",
    ],
  ));

test("what both policies remove leaves nothing behind", () => {
  const name = "a-{{ .Release.Revision }}";
  assert.equal(told(hook({ name, policy: "hook-succeeded,hook-failed" }), {}), []);
  assert.is(told(hook({ name, policy: "hook-succeeded" }), {}).length, 1);
});

function isHook(text: string): boolean {
  return /^CR5/.test(text);
}
