import { assert, suite } from "../harness.ts";
import { told } from "./chart.ts";

const test = suite("templates: charts without a schema");

const values = `
image: { repository: nginx, tag: "" }
replicaCount: 1
resources: {}
affinity: ""
tolerations: []
empty:
`;
const all = { "templates/all.yaml": "a: {{ toYaml .Values | nindent 2 }}\n" };
const of = (template: string) => told(template, { values, ...all });

test("a name that is near to one of values.yaml is told, others are not", () => {
  assert.equal(of("{{ .Values.replicaCuont }}"), ["CR402 1:12 undeclared value `replicaCuont`"]);
  assert.equal(of("{{ .Values.somethingElse }}{{ .Values.image.digest }}"), []);
  assert.equal(of("{{ if .Values.replicaCounts }}{{ end }}{{ .Values.image.tags }}"), []);
});

test("what fails with the chart's own values is told", () => {
  assert.equal(of("{{ .Values.image.tag.x }}{{ .Values.service.port }}{{ .Values.empty.x }}"), [
    "CR403 1:4 `.Values.image.tag` is text: it has no field `x`",
    "CR406 1:29 `.Values.service` can be missing, and then `.port` of it makes Helm fail",
    "CR406 1:55 `.Values.empty` can be missing, and then `.x` of it makes Helm fail",
  ]);
});

test("what is empty in values.yaml can be set to anything by those who set it", () => {
  assert.equal(
    of(
      "{{ with .Values.affinity }}{{ .nodeAffinity }}{{ end }}{{ range .Values.tolerations }}{{ .key }}{{ end }}",
    ),
    [],
  );
});

test("dead values: read by nothing, below what is printed whole, by a subchart, by a text", () => {
  const dead = (template: string, more = "") =>
    told(template, {
      values: `a: 1\nb: { c: 1, d: 2 }\ne: "{{ .Values.a }}"\nsub: { x: 1 }\nglobal: { y: 1 }\n${more}`,
      "Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    });
  assert.equal(dead("{{ .Values.b.c }}"), [
    "CR411 web/values.yaml 2:12 no template reads `b.d`",
    "CR411 web/values.yaml 3:1 no template reads `e`",
  ]);
  assert.equal(dead("{{ toYaml .Values.b }}{{ tpl .Values.e . }}"), []);
  assert.equal(dead("{{ range $k, $v := .Values.b }}{{ $v }}{{ end }}{{ .Values.e }}"), []);
});

test("a text that `tpl` is called with reads what it names, and no more", () => {
  const values = "a: 1\nb: 2\nc: {x: 1, z: 2}\n";
  const dead = (template: string) =>
    told(template, { values, "templates/_x.tpl": '{{- define "x" }}{{ .Values.c.x }}{{ end }}' })
      .filter((one) => one.startsWith("CR411"))
      .map((one) => one.split(" ").at(-1));
  assert.equal(dead('{{ tpl "{{ .Values.a }}" . }}{{ include "x" . }}'), ["`b`", "`c.z`"]);
  assert.equal(dead('{{ tpl "{{ if $.Values.a }}{{ include \\"x\\" . }}{{ end }}" $ }}'), ["`b`", "`c.z`"]);
  // What is made of texts at run time may read anything.
  assert.equal(dead('{{ tpl (printf "{{ .Values.%s }}" "a") . }}{{ include "x" . }}'), []);
  // One that cannot be parsed fails when it runs; what it is called with counts as read.
  assert.equal(dead('{{ tpl "{{ if }}" .Values.c }}').includes("`c`"), false);
});

test("an unused template, and one whose name is made at run time", () => {
  const helpers = '{{ define "web.a" }}a{{ end }}\n{{ define "web.b" }}{{ include "web.b" . }}{{ end }}';
  assert.equal(told('{{ include "web.a" . }}', { "templates/_h.tpl": helpers }), [
    "CR416 web/templates/_h.tpl 2:11 nothing calls the template `web.b`",
  ]);
  assert.equal(told('{{ include (printf "web.%s" "b") . }}', { "templates/_h.tpl": helpers }), []);
});

test("a subchart's values by its alias, its own schema and what the chart above sets", () => {
  const files = {
    "Chart.yaml":
      "apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:\n  - { name: db, alias: store, version: 0.1.0 }\n",
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 0.1.0\n",
    "charts/db/values.yaml": "port: 5432\nauth: { user: app }\n",
    "charts/db/values.schema.json": JSON.stringify({
      type: "object",
      additionalProperties: false,
      properties: { port: { type: "integer", maximum: 65535 }, auth: { type: "object" }, global: {} },
    }),
    "charts/db/templates/s.yaml": "a: {{ .Values.port }}{{ .Values.auth.user }}",
  };
  assert.equal(
    told("{{ .Values.store.port.x }}{{ .Values.store.prot }}", { values: "store: { port: 1 }", ...files }),
    [
      "CR403 1:4 `.Values.store.port` is an integer: it has no field `x`",
      "CR402 1:44 undeclared value `store.prot`",
    ],
  );
  // A dependency that is not there in the open: nobody knows what it has.
  assert.equal(
    told("{{ .Values.store.port.x }}", { values: "store: { port: 1 }", "Chart.yaml": files["Chart.yaml"] }),
    [],
  );
});

test("chartroom-ignore silences one place, with a reason, and must be used", () => {
  const line = "{{ .Values.service.port }}";
  const silenced = (comment: string) =>
    of(`${comment}\na: ${line}\n`).map((one) => one.split(" ", 2).join(" "));
  assert.equal(silenced("# chartroom-ignore CR406 set by the operator"), []);
  assert.equal(silenced("{{- /* chartroom-ignore CR406 set by the operator */ -}}"), []);
  assert.equal(silenced("# chartroom-ignore CR406"), ["CR417 1:3"]);
  assert.equal(silenced("# chartroom-ignore CR402 another code"), ["CR406 2:7", "CR417 1:3"]);
  assert.equal(of(`a: ${line} # chartroom-ignore CR406 here\n`), []);
  // Whether one about manifests is used depends on what is rendered.
  assert.equal(of("a: b # chartroom-ignore CR540 the operator sets them\n"), []);
  assert.equal(of("a: b # chartroom-ignore CR540\n"), ["CR417 1:8 CR540 is silenced without a reason"]);
  assert.equal(of("a: b # chartroom-ignore CR999 why\n"), ["CR417 1:8 no finding has the code CR999"]);
  assert.equal(of("a: b # chartroom-ignore CR203 why\n"), [
    "CR417 1:8 CR203 is no finding about a template: no comment silences it",
  ]);
  assert.equal(of(`# chartroom-ignore CR406 one only\na: ${line}\nb: ${line}\n`).length, 1);
});

test("Helm renders all files of templates, whatever their ending, and none that begins with an underscore", () => {
  const found = told("", {
    values: "a: { b: 1 }",
    "templates/x.conf": "{{ .Values.a.b.c }}",
    "templates/_y.conf": "{{ .Values.a.b.d }}",
  });
  assert.equal(found, ["CR403 web/templates/x.conf 1:4 `.Values.a.b` is an integer: it has no field `c`"]);
});
