import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run } from "../../scripts/core/exec.ts";
import type { Answer } from "../../scripts/environment/answers.ts";
import { ask, type Failed } from "../../scripts/environment/ask.ts";
import { findHelmfile } from "../../scripts/environment/find.ts";
import { listEnvironments } from "../../scripts/environment/list.ts";
import { readAnswer } from "../../scripts/environment/states.ts";
import { cachedPath } from "../../scripts/tools/cached.ts";
import { toolEnvironment } from "../../scripts/tools/environment.ts";
import { findTool } from "../../scripts/tools/find.ts";
import type { Tool } from "../../scripts/tools/model.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot, repository, repositoryOf } from "../rig.ts";

const test = suite("environment: helmfile asked once says what it says when it is asked twice");

async function helmfile(): Promise<Tool> {
  const found = await findTool("helmfile");
  if (!found.ok) throw new Error("helmfile is not there");
  return found.value;
}

/** The same program under another name: nobody knows of its verb. */
function other(tool: Tool): Tool {
  const link = path.join(tempDirectory(), "helmfile");
  symlinkSync(tool.path, link);
  return { ...tool, path: link };
}

/** The same question to helmfile's own `build` and `build --embed-values`. */
async function bothWays(root: string, name: string, options: readonly string[] = []) {
  const found = findHelmfile(root);
  if (!found.ok) throw new Error(`no helmfile in ${root}`);
  const tool = await helmfile();
  const request = { ...found.value, name, helmfileOptions: options };
  const env = { SOPS_AGE_KEY_FILE: path.join(projectRoot, "environments/demo-age-key.txt") };
  const once = await ask(tool, request, env);
  const twice = await ask(other(tool), request, env);
  return { once, twice };
}

/** The order of helmfile.d's files is that in which they get ready, and the environment's values are read from one form. */
function comparable(answer: Answer | Failed): unknown {
  if ("stderr" in answer) return answer;
  const sorted = (states: Answer["full"]) => [...states].sort((a, b) => (a.source < b.source ? -1 : 1));
  return {
    named: sorted(answer.named).map((one) => ({ ...one, renderedvalues: null })),
    full: sorted(answer.full),
  };
}

const CHART = { "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n" };
const NASTY = `whole: 9007199254740993
negative: -9223372036854775808
huge: 18446744073709551615
float: 1.0
small: 1e-7
large: 1e+21
exponent: 12e03
octal: 012
hex: 0x1F
yes: yes
switch: {enabled: false}
off: "off"
date: 2001-12-14
time: 2001-12-14T21:59:43.10-05:00
null: null
tilde: ~
empty: ""
text: "a: b # c"
lines: |
  one
    two

folded: >-
  one
  two
unicode: "\\u2028 \\u0085 \\ufeff é <&>"
list: [1, two, [3.5, null], {four: 4}]
4: number
true: truth
anchor: &a {x: 1}
alias: *a
`;

test("the build that chartroom makes has the verb, and answers with it", async () => {
  const root = repositoryOf({
    ...CHART,
    "helmfile.yaml": "releases: [{name: web, chart: ./chart, values: [{a: 1}]}]\n",
  });
  const binary = cachedPath("helmfile");
  const ran = await run(binary, ["-f", path.join(root, "helmfile.yaml"), "--log-level", "error", "states"], {
    cwd: root,
    env: await toolEnvironment(),
  });
  assert.is(ran.code, 0, ran.stderr);
  const answer = readAnswer(ran.stdout);
  assert.equal(answer.full[0]?.releases[0]?.values, [{ a: 1 }]);
  assert.equal(readAnswer("nothing of that\n"), { named: [], full: [] });
});

test("values of every form, inline values, files that may be missing, arrays, selectors", async () => {
  const root = repositoryOf({
    ...CHART,
    "nasty.yaml": NASTY,
    "part.yaml.gotmpl": "release: {{ .Release.Name }}\nfrom: {{ .Values.list | toJson }}\n",
    "empty.yaml": "",
    "helmfile.yaml": `environments:
  default:
    values: [nasty.yaml, {inline: {a: [1, {b: null}]}}]
---
helmDefaults: {timeout: 77}
kubeVersion: v1.33.0
apiVersions: [a/v1]
releases:
  - {name: web, missingFileHandler: Warn, namespace: apps, chart: ./chart, labels: {tier: front, date: "2001-12-14", octal: "012", yes: "yes", tilde: "~", exponent: "1e3", time: "2001-12-14T21:59:43Z"}, needs: [apps/db], values: [nasty.yaml, missing.yaml, part.yaml.gotmpl, {last: {date: 2001-12-14, n: 1e3}}, empty.yaml]}
  - {name: db, namespace: apps, chart: ./chart, set: [{name: a.b, value: "1"}], values: [{only: inline}]}
  - {name: bare, namespace: apps, chart: ./chart}
  - {name: off, chart: ./chart, condition: switch.enabled}
`,
  });
  for (const options of [
    [],
    ["-l", "tier=front"],
    ["-n", "other"],
    ["--state-values-set", "empty=a,float=2"],
  ]) {
    const { once, twice } = await bothWays(root, "default", options);
    assert.not("stderr" in twice, "stderr" in twice ? twice.stderr : "");
    assert.equal(comparable(once), comparable(twice), options.join(" "));
  }
});

test("several files, included ones, bases, templates of releases", async () => {
  const root = repositoryOf({
    ...CHART,
    "base.yaml": "environments:\n  default: {}\n  two: {values: [../two.yaml]}\n",
    "two.yaml": "from: base\n",
    "values.yaml": "a: 1\n",
    "helmfile.d/10-first.yaml":
      "bases: [../base.yaml]\n---\ntemplates:\n  t: &t {chart: ../chart, values: [../values.yaml]}\nreleases:\n  - {name: one, <<: *t}\n",
    "helmfile.d/20-second.yaml.gotmpl":
      'bases: [../base.yaml]\n---\nreleases:\n  - {name: {{ .Environment.Name | quote }}, chart: ../chart, values: [{env: {{ .Values | get "from" "none" }}}]}\n',
    "helmfile.d/30-third.yaml":
      "environments: {default: {}, two: {}}\n---\nhelmfiles: [{path: ../sub/helmfile.yaml, values: [{given: 1}]}]\nreleases: [{name: last, chart: ../chart}]\n",
    "sub/helmfile.yaml":
      "environments: {default: {}, two: {}}\n---\nreleases: [{name: inner, chart: ../chart}]\n",
  });
  for (const name of ["default", "two"]) {
    const { once, twice } = await bothWays(root, name);
    assert.not("stderr" in twice, "stderr" in twice ? twice.stderr : "");
    assert.equal(comparable(once), comparable(twice), name);
  }
});

test("what JSON cannot hold is asked of `build`", async () => {
  const root = repositoryOf({
    ...CHART,
    "values.yaml": "n: .inf\n",
    "helmfile.yaml": "releases: [{name: web, chart: ./chart, values: [values.yaml]}]\n",
  });
  const { once, twice } = await bothWays(root, "default");
  assert.equal(once, twice);
  assert.not("stderr" in once);
});

test("what fails is told in the words of `build`", async () => {
  const release = "releases: [{name: web, chart: ./chart, values: [values.yaml.gotmpl]}]\n";
  const sops = "environments: {default: {values: [v.yaml.gotmpl]}}\n---\nreleases: []\n";
  const failing: Readonly<Record<string, Record<string, string>>> = {
    "broken values": { "values.yaml.gotmpl": "n: [\n", "helmfile.yaml": release },
    "a template that fails": { "values.yaml.gotmpl": "n: {{ fail `no` }}\n", "helmfile.yaml": release },
    "a values file that is missing": { "helmfile.yaml": release },
    "a broken helmfile": { "helmfile.yaml": "releases: [\n" },
    "a template of the helmfile": { "helmfile.yaml.gotmpl": "releases: {{ .Values.no.such }}\n" },
    "a file of the environment": {
      "helmfile.yaml": `environments: {default: {values: [no.yaml]}}\n---\n${release}`,
    },
    "a secret without its file": {
      "v.yaml.gotmpl": '{{ fetchSecretValue "ref+sops://no.yaml" }}\n',
      "helmfile.yaml": sops,
    },
    "a program that fails": { "helmfile.yaml.gotmpl": 'releases: {{ exec "sh" (list "-c" "exit 7") }}\n' },
    "a hook that fails": {
      "helmfile.yaml": `hooks: [{events: [prepare], command: sh, args: [-c, exit 7]}]\n${release}`,
      "values.yaml.gotmpl": "",
    },
    "a bad condition": { "helmfile.yaml": "releases: [{name: web, chart: ./chart, condition: a.b}]\n" },
  };
  for (const [what, files] of Object.entries(failing)) {
    const { once, twice } = await bothWays(repositoryOf({ ...CHART, ...files }), "default");
    assert.ok("stderr" in twice && twice.stderr !== "", what);
    assert.equal(once, twice, what);
  }
  const none = repositoryOf({ ...CHART, "helmfile.yaml": "releases: [{name: web, chart: ./chart}]\n" });
  const { once, twice } = await bothWays(none, "default", ["-l", "name=other"]);
  assert.ok("stderr" in twice);
  assert.equal(once, twice);
});

test("this repository, whose secrets the key opens", async () => {
  for (const name of ["local", "production", "staging"]) {
    const { once, twice } = await bothWays(projectRoot, name);
    assert.not("stderr" in twice, "stderr" in twice ? twice.stderr : "");
    assert.equal(comparable(once), comparable(twice), name);
  }
});

/** Those of all codes take over a minute: `STATES=all`. */
const EACH = process.env.STATES === "all" ? 1 : 8;

test("the repositories that findings are shown on", async () => {
  const fixtures = path.join(projectRoot, "test/fixtures/codes");
  const codes = readdirSync(fixtures).filter((_, at) => at % EACH === 0);
  const counts = { opened: 0, failed: 0 };
  for (const code of codes) {
    const { base = "minimal" } = JSON.parse(readFileSync(path.join(fixtures, code, "case.json"), "utf8"));
    const found = findHelmfile(repository(base, path.join(fixtures, code, "repo")));
    const listed = found.ok ? await listEnvironments(found.value) : found;
    if (!found.ok || !listed.ok) continue;
    for (const name of listed.value) {
      const { once, twice } = await bothWays(found.value.root, name);
      assert.equal(comparable(once), comparable(twice), `${code} ${name}`);
      counts["stderr" in once ? "failed" : "opened"] += 1;
    }
  }
  assert.ok(counts.opened > counts.failed, JSON.stringify(counts));
  console.log(`     ${counts.opened} environments that are read and ${counts.failed} that fail compared`);
});
