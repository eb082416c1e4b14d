import path from "node:path";
import { findHelmfile } from "../../scripts/environment/find.ts";
import { environmentKeys } from "../../scripts/environment/helmfiles.ts";
import { listEnvironments } from "../../scripts/environment/list.ts";
import { readEnvironment } from "../../scripts/environment/read.ts";
import { assert, suite } from "../harness.ts";
import { repositoryOf } from "../rig.ts";

const test = suite("environment: a helmfile repository as helmfile sees it");

const CHART = {
  "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
  "chart/values.yaml": "a: 1\n",
};

const HELMFILE = `environments:
  default: {}
  staging:
    values: [base.yaml, {inline: 1}]
---
helmDefaults: {timeout: 77}
releases:
  - name: web
    namespace: apps
    chart: ./chart
    needs: [data/db]
    values: [web.yaml, web.yaml.gotmpl, {last: true}]
  - name: db
    namespace: data
    chart: ./chart
    wait: true
    timeout: 10
  - name: left-alone
    chart: ./chart
    condition: extra.enabled
`;

const FILES = {
  ...CHART,
  "helmfile.yaml": HELMFILE,
  "base.yaml": "name: x\nextra: {enabled: false}\n",
  "web.yaml": "a: 2\n",
  "web.yaml.gotmpl": "n: {{ .Values.name }}\n",
};

async function read(root: string, name = "staging") {
  const found = findHelmfile(root);
  if (!found.ok) throw new Error("no helmfile");
  return readEnvironment({ ...found.value, name });
}

async function failure(files: Record<string, string>, name?: string) {
  const result = await read(repositoryOf({ ...FILES, ...files }), name);
  if (result.ok) throw new Error("it was read");
  const [one] = result.error;
  return `${one?.code} ${one?.place ? `${one.place.file}:${one.place.line}` : "-"} ${one?.message}`;
}

test("the helmfile is found from a folder below, and its absence is CR020", () => {
  const root = repositoryOf({ "helmfile.d/a.yaml": "", "deep/er/x": "" });
  const found = findHelmfile(path.join(root, "deep/er"));
  assert.is(found.ok && found.value.helmfile, path.join(root, "helmfile.d"));
  const none = findHelmfile("/");
  assert.is(!none.ok && none.error[0]?.code, "CR020");
});

test("environments are listed from plain and templated helmfiles", async () => {
  assert.equal(
    environmentKeys("environments:\n  a: {}\n  'b':\n    values: [c: 1]\nreleases:\n  - x: 1\n").names,
    ["a", "b"],
  );
  const root = repositoryOf({
    "helmfile.yaml.gotmpl": "environments:\n  {{ .Environment.Name }}:\n    values: []\n",
    "environments/one/v": "",
    "environments/_base/v": "",
  });
  const found = findHelmfile(root);
  if (!found.ok) throw new Error("no helmfile");
  const listed = await listEnvironments(found.value);
  assert.equal(listed.ok && listed.value, ["one"]);
});

test("environments whose names only a template knows are listed by helmfile itself", async () => {
  const root = repositoryOf({
    "helmfile.yaml.gotmpl":
      'environments:\n{{- range list "beta" "alpha" }}\n  {{ . }}:\n    values: [{x: {{ . }}}]\n{{- end }}\n',
  });
  const found = findHelmfile(root);
  if (!found.ok) throw new Error("no helmfile");
  const listed = await listEnvironments(found.value);
  assert.equal(listed.ok && listed.value, ["alpha", "beta"]);
});

test("releases come in the order of apply, with layers, values and defaults", async () => {
  const result = await read(repositoryOf(FILES));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const { releases, layers } = result.value.value;
  assert.equal(
    releases.map((one) => [one.name, one.timeoutSeconds, one.wait]),
    [
      ["db", 10, true],
      ["web", 77, false],
    ],
  );
  assert.equal(releases[1]?.values, { a: 2, n: "x", last: true });
  assert.equal(
    releases[1]?.layers.map((one) => `${one.kind} ${one.file}`),
    ["plain web.yaml", "template web.yaml.gotmpl", "inline helmfile.yaml"],
  );
  assert.equal(
    layers.map((one) => one.kind),
    ["plain", "inline"],
  );
  assert.equal(releases[1]?.needs, ["data/db"]);
});

test("an unknown environment gets a suggestion", async () => {
  const result = await read(repositoryOf(FILES), "stagin");
  assert.is(!result.ok && result.error[0]?.code, "CR021");
  assert.is(!result.ok && result.error[0]?.help, "did you mean `staging`?");
});

test("helmfile's errors become findings that name the user's file", async () => {
  assert.is(
    await failure({ "helmfile.yaml": HELMFILE.replace("base.yaml", "bese.yaml") }),
    "CR024 helmfile.yaml:4 there is no values file `bese.yaml`",
  );
  assert.match(await failure({ "base.yaml": "a: [\n" }), /^CR022 base\.yaml:1 /);
  assert.match(
    await failure({
      "helmfile.yaml": HELMFILE.replace("[base.yaml,", "[b.yaml.gotmpl,"),
      "b.yaml.gotmpl": "x: {{ .Values.no.where }}\n",
    }),
    /^CR023 b\.yaml\.gotmpl:1 /,
  );
  assert.match(
    await failure({ "helmfile.yaml": HELMFILE.replace("timeout: 10", "tiemout: 10") }),
    /^CR022 helmfile\.yaml:17 .*tiemout/,
  );
});

test("helmfile counts lines anew behind each `---`: what it names is found in the file", async () => {
  const parts = (second: string) => `environments:\n  staging: {}\n---\n# a part\n---\n\n${second}`;
  for (const [file, text, expected] of [
    [
      "helmfile.yaml",
      parts("helmDefaults:\n  tiemout: 10\n"),
      "8 yaml: unmarshal errors: field tiemout not found in type state.HelmSpec",
    ],
    [
      "helmfile.yaml.gotmpl",
      parts("{{ range list 1 2 }}\n# x\n{{ end }}\nhelmDefaults:\n  tiemout: 10\n"),
      "11 yaml: unmarshal errors: field tiemout not found in type state.HelmSpec",
    ],
    [
      "helmfile.yaml",
      parts("helmDefaults:\n  timeout: soon\n"),
      "8 yaml: unmarshal errors: cannot unmarshal !!str `soon` into int",
    ],
    [
      "helmfile.yaml",
      parts("releases:\n  - name: timeout\n    timeout: 1\n  - nmae: a\n    name: nmae\n"),
      "10 yaml: unmarshal errors: field nmae not found in type state.ReleaseSpec",
    ],
    [
      "helmfile.yaml",
      parts("releases: []\nreleases: []\n"),
      '8 yaml: unmarshal errors: mapping key "releases" already defined',
    ],
    // In which part the third line is, nothing says.
    ["helmfile.yaml", parts("releases:\n  a: [\n"), /^1 yaml: line \d+: did not find expected node content/],
  ] as const) {
    const root = repositoryOf({ ...CHART, [file]: text });
    const result = await read(root);
    const [one] = result.ok ? [] : result.error;
    const told = `${one?.place?.line} ${one?.message}`;
    if (typeof expected === "string") assert.is(told, expected);
    else assert.match(told, expected, told);
  }
});

test("no temp file is named and no text of a file repeated", async () => {
  assert.not.match(await failure({ "base.yaml": "password: [hunter2\n" }), /hunter2|\/tmp\//);
});

test("without a key the environment is read once more without its secrets, and says so (CR025)", async () => {
  const guarded =
    '{{ if ne (env "CHARTROOM_SECRETS") "withheld" }}{{ fetchSecretValue "ref+sops://closed.yaml" }}{{ end }}\n';
  const root = repositoryOf({
    ...FILES,
    "helmfile.yaml": HELMFILE.replace("[base.yaml,", "[base.yaml, secrets.yaml.gotmpl,"),
    "secrets.yaml.gotmpl": guarded,
    "closed.yaml": "password: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\nsops:\n  mac: x\n",
  });
  const result = await read(root);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  assert.is(result.value.value.secretsWithheld, true);
  assert.is(result.value.diagnostics[0]?.code, "CR025");
});
