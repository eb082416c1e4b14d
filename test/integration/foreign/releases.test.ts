import { assert, suite } from "../../harness.ts";
import { chartroom } from "../../rig.ts";
import { applied, chart, checked, type Foreign, foreign, placed } from "./foreign.ts";

const test = suite("integration: what a release can say: templates, inherit, set, missing files, patches");

async function run({ root, env }: Foreign, ...args: string[]) {
  return chartroom(args, { cwd: root, env });
}

const TEMPLATES = `environments:
  default:
    values: [{extra: {enabled: false}}]
---
commonLabels: {team: shop}
templates:
  base: &base
    namespace: shop
    chart: ./charts/web
    missingFileHandler: Info
    values:
    - values/common.yaml
    - values/{{\`{{ .Release.Name }}\`}}.yaml
    - values/{{\`{{ .Release.Name }}\`}}.yaml.gotmpl
releases:
- name: anchored
  <<: *base
  labels: {tier: front}
- name: inherited
  inherit:
  - template: base
  valuesTemplate:
  - made: "{{\`{{ .Release.Name }}-{{ .Release.Labels.team }}\`}}"
- name: off
  <<: *base
  installed: false
- name: conditional
  <<: *base
  condition: extra.enabled
`;
const FILES = {
  ...chart("web", "a: 1\nc: 0\n"),
  "helmfile.yaml.gotmpl": TEMPLATES,
  "values/common.yaml": "c: 1\ncommon: true\n",
  "values/anchored.yaml": "c: 2\n",
  "values/inherited.yaml.gotmpl": "name: {{ .Release.Name }}\nns: {{ .Release.Namespace }}\n",
};

test("release templates by anchor and by inherit, a file for each release, those that are not there left out", async () => {
  const one = await foreign(FILES);
  assert.equal(await checked(one, "default"), await applied(one, "default"));
  const ran = await run(one, "check");
  assert.not.match(ran.stdout, /error\[/);
  const { stdout } = await run(one, "-e", "default", "values");
  assert.match(stdout, /anchored.c: 2\n.*\n.*values\/common.yaml:1:4\n {4}set in values\/anchored.yaml:1:4/);
  assert.match(stdout, /inherited.name: "inherited"\n {4}set in values\/inherited.yaml.gotmpl:1:1/);
  assert.match(stdout, /inherited.made: "inherited-shop"\n {4}set in helmfile.yaml.gotmpl:/);
});

test("selectors of the command line choose releases", async () => {
  const one = await foreign(FILES);
  const ran = await run(one, "-l", "tier=front", "check");
  assert.match(ran.stderr, /1 release \(anchored\)/);
});

const SET = `releases:
- name: web
  namespace: shop
  chart: ./charts/web
  values:
  - list: [{n: 1, keep: x}, {n: 2}]
    map: {a: {b: 1, c: 2}}
  set:
  - {name: "list[1].n", value: "22"}
  - {name: map.a.b, value: "0123"}
  - {name: 'annotations.example\\.com/x', value: "true"}
  - {name: many, values: [a, "b,c", "{d}"]}
  - {name: fromFile, file: text.txt}
  - {name: number, value: "-7"}
  - {name: nothing, value: "null"}
  - {name: order, value: first}
  setString:
  - {name: text, value: "12"}
  - {name: order, value: second}
  - {name: "fresh[0]", value: "1"}
  setTemplate:
  - {name: templated, value: "{{\`{{ .Release.Name }}\`}}"}
`;

test("set, setString, setTemplate, with lists, indexes, escaped dots and files, as Helm reads them", async () => {
  const one = await foreign({
    ...chart("web"),
    "helmfile.yaml.gotmpl": SET,
    "text.txt": "line one\nline, two\n",
  });
  assert.equal(await checked(one, "default"), await applied(one, "default"));
  const ran = await run(one, "check");
  assert.not.match(ran.stdout, /CR220/);
  const { stdout } = await run(one, "-e", "default", "values", "web.list");
  assert.match(stdout, /web.list\[0\].keep: "x"/);
});

test("a patched release is checked as its chart makes it, and that is said: CR311", async () => {
  const patch =
    "\n  jsonPatches:\n  - target: {version: v1, kind: Secret, name: web}\n    patch:\n    - {op: remove, path: /stringData}\n";
  const one = await foreign({
    ...chart("web"),
    "helmfile.yaml": `releases:\n- name: web\n  chart: ./charts/web${patch}- name: other\n  chart: ./charts/web\n  forceNamespace: elsewhere\n`,
  });
  const ran = await run(one, "check");
  assert.equal(
    placed(ran.stdout).filter((line) => line.includes("CR311")),
    ["note[CR311] helmfile.yaml:2:9", "note[CR311] helmfile.yaml:8:9"],
  );
  assert.match(ran.stdout, /`jsonPatches`/);
  assert.is(ran.code, 0);
});

test("a folder of manifests in the place of a chart is one finding, and the other release is checked", async () => {
  const one = await foreign({
    ...chart("web"),
    "manifests/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
    "helmfile.yaml":
      "releases:\n- name: plain\n  chart: ./manifests\n- name: web\n  namespace: shop\n  chart: ./charts/web\n  values: [{a: 2}]\n",
  });
  const ran = await run(one, "check");
  assert.equal(placed(ran.stdout), ["warning[CR312] helmfile.yaml:2:9", "note[CR215] helmfile.yaml:4:9"]);
  assert.match(ran.stderr, /2 objects|1 object/);
  assert.is(ran.code, 0);
});
