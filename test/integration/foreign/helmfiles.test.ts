import { assert, suite } from "../../harness.ts";
import { chartroom } from "../../rig.ts";
import { applied, chart, checked, type Foreign, foreign, placed } from "./foreign.ts";

const test = suite("integration: helmfile.d, bases, parts and included helmfiles");

async function run(one: Foreign, ...args: string[]) {
  return chartroom(["-e", "dev", ...args], { cwd: one.root, env: one.env });
}

/** No finding but that the charts have no schema; what is rendered has the values that helmfile hands to Helm. */
async function holds(one: Foreign): Promise<string> {
  const ran = await run(one, "check");
  assert.equal(
    placed(ran.stdout).filter((line) => !/CR21[45]/.test(line)),
    [],
    ran.stdout,
  );
  assert.equal(await checked(one, "dev"), await applied(one, "dev"));
  return (await run(one, "values")).stdout;
}

const release = (name: string, more = "") =>
  `- name: ${name}\n  namespace: shop\n  chart: ../charts/web\n  values:\n  - r: {{ .Values | get "who" "nobody" }}\n${more}`;

test("helmfile.d: each file has its own environment, in the order of the names", async () => {
  const file = (name: string) =>
    `environments:\n  dev:\n    values: [../env/${name}.yaml]\n---\nreleases:\n${release(name, `  - ../env/${name}.yaml\n`)}`;
  const one = await foreign({
    ...chart("web"),
    "helmfile.d/10-a.yaml.gotmpl": file("a"),
    "helmfile.d/20-b.yaml.gotmpl": file("b"),
    "helmfile.d/30-c.yaml.gotmpl": file("c"),
    "env/a.yaml": "who: a\nx: 1\n",
    "env/b.yaml": "who: b\n",
    "env/c.yaml": "who: c\n",
  });
  const values = await holds(one);
  assert.match(values, /^a.x: 1\n {4}set in env\/a.yaml:2:4/m);
  assert.match(values, /^b.who: "b"\n {4}set in env\/b.yaml:1:6/m);
  const ran = await run(one, "check");
  assert.match(ran.stderr, /3 releases \(a, b, c\)/);
});

test("bases and parts: later parts see earlier values, each with its line", async () => {
  const one = await foreign({
    ...chart("web"),
    "deploy/helmfile.yaml.gotmpl": `bases: [../bases/environments.yaml]\n---\nenvironments:\n  dev:\n    values: [part.yaml.gotmpl]\n---\nreleases:\n${release("web")}  - y: {{ .Values.made }}\n`,
    "bases/environments.yaml": "environments:\n  dev:\n    values: [../bases/base.yaml]\n",
    "bases/base.yaml": "who: base\nkeep: 1\n",
    "deploy/part.yaml.gotmpl": "made: {{ .Values.keep }}\nwho: part\n",
  });
  const found = await chartroom(["-f", "deploy/helmfile.yaml.gotmpl", "-e", "dev", "check"], {
    cwd: one.root,
    env: one.env,
  });
  assert.not.match(found.stdout, /error\[/, found.stdout);
  const values = await chartroom(["-f", "deploy/helmfile.yaml.gotmpl", "-e", "dev", "values"], {
    cwd: one.root,
    env: one.env,
  });
  assert.match(values.stdout, /^keep: 1\n {4}set in \.\.\/bases\/base.yaml:2:7/m);
  assert.match(values.stdout, /^web.r: "part"\n/m);
});

const PARENT = `environments:
  dev:
    values: [{who: parent, top: 1}, extra.yaml]
---
helmfiles:
- path: apps/web/helmfile.yaml.gotmpl
  values:
  - who: given
  - passed.yaml
- path: apps/*.yaml.gotmpl
  selectors: [tier=front]
- path: apps/inherits.yaml.gotmpl
  inherits: [environments]
releases:
- name: top
  namespace: shop
  chart: ./charts/web
  values: [{r: {{ .Values.who }}}]
`;
const child = (name: string, labels = "") =>
  `environments:\n  dev:\n    values: [own.yaml]\n---\nreleases:\n- name: ${name}\n  namespace: shop\n${labels}  chart: CHARTS/web\n  values:\n  - r: {{ .Values | get "who" "nobody" }}\n    top: {{ .Values | get "top" 0 }}\n    p: {{ .Values | get "p" 0 }}\n  - v.yaml\n`;
const NESTED = {
  ...chart("web"),
  "helmfile.yaml.gotmpl": PARENT,
  "extra.yaml": "extra: 1\n",
  "passed.yaml": "p: 7\n",
  "apps/web/helmfile.yaml.gotmpl": child("web").replace("CHARTS", "../../charts"),
  "apps/web/own.yaml": "who: own\nonly: 1\n",
  "apps/web/v.yaml": "v: 1\n",
  "apps/one.yaml.gotmpl": `${child("one", "  labels: {tier: front}\n").replace("CHARTS", "../charts")}- name: left-out\n  chart: ../charts/web\n`,
  "apps/inherits.yaml.gotmpl": child("heir", "  labels: {tier: back}\n").replace("CHARTS", "../charts"),
  "apps/own.yaml": "who: apps\n",
  "apps/v.yaml": "v: 2\n",
};

test("included helmfiles: values given and inherited, selectors, paths of their own folder", async () => {
  const one = await foreign(NESTED);
  const values = await holds(one);
  assert.match(values, /^web.v: 1\n {4}set in apps\/web\/v.yaml:1:4/m);
  assert.match(values, /^heir.v: 2\n {4}set in apps\/v.yaml:1:4/m);
  assert.match(values, /^web.r: "given"/m);
  assert.match(values, /^heir.top: 1/m);
  assert.match(values, /^p: 7\n {4}set in passed.yaml:1:4/m);
  assert.match(values, /^only: 1\n {4}set in apps\/web\/own.yaml:2:7/m);
  assert.not.match(values, /left-out/);
});

test("a mistake in an included helmfile's values file is named there", async () => {
  const one = await foreign({ ...NESTED, "apps/web/v.yaml": "v: [1\n" });
  const ran = await run(one, "check");
  assert.match(ran.stdout, /error\[CR\d+\][^\n]*\n {2}apps\/web\/(?:v.yaml|helmfile)/, ran.stdout);
  assert.is(ran.code, 1);
});

test("an environment that only an included helmfile declares is none of the whole, as for helmfile", async () => {
  const one = await foreign({
    ...NESTED,
    "helmfile.yaml.gotmpl": "helmfiles:\n- path: apps/web/helmfile.yaml.gotmpl\n",
  });
  assert.match((await run(one, "check")).stdout, /error\[CR021\]: there is no environment `dev`/);
});
