import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { type Answers, openAnswers } from "../../scripts/environment/answers.ts";
import { findHelmfile } from "../../scripts/environment/find.ts";
import { readEnvironment } from "../../scripts/environment/read.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { repositoryOf } from "../rig.ts";

const test = suite("environment: helmfile's answers, kept while nothing they depend on has changed");
const variables = { ...process.env };

test.before.each(() => {
  process.env.CHARTROOM_CACHE = tempDirectory();
  process.env.XDG_CONFIG_HOME = tempDirectory();
});
test.after.each(() => {
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
});

const CHART = {
  "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
  "chart/values.yaml": "a: 1\n",
};

/** A repository with one release whose values are this template. */
function withTemplate(template: string, more: Readonly<Record<string, string>> = {}): string {
  return repositoryOf({
    ...CHART,
    "helmfile.d/apps.yaml.gotmpl": `environments:
  default:
    values: [../environments/base.yaml]
---
releases:
  - name: web
    chart: ../chart
    values: [../values/web.yaml.gotmpl]
`,
    "environments/base.yaml": "name: x\n",
    "values/web.yaml.gotmpl": template,
    ...more,
  });
}

interface Asked {
  /** The values of the first release as text; helmfile's failure where it gave none. */
  readonly values: string;
  /** helmfile was not asked. */
  readonly kept: boolean;
}

async function ask(
  root: string,
  options: { file?: string; helmfileOptions?: string[]; anew?: boolean } = {},
): Promise<Asked> {
  const found = findHelmfile(root, options.file);
  if (!found.ok) throw new Error("no helmfile");
  const opened = options.anew ? undefined : openAnswers(found.value);
  let kept = false;
  const answers: Answers | undefined = opened && {
    read(question) {
      const answer = opened.read(question);
      kept = answer !== undefined;
      return answer;
    },
    keep: opened.keep,
    settle: opened.settle,
  };
  const { helmfileOptions = [] } = options;
  const read = await readEnvironment({ ...found.value, name: "default", helmfileOptions, answers });
  opened?.settle();
  const values = read.ok
    ? read.value.value.releases.map((one) => one.values)
    : read.error.map((one) => one.code);
  return { values: JSON.stringify(values), kept };
}

/** Asked twice the answer is kept; after the change it is what helmfile says then. */
async function follows(
  root: string,
  change: () => unknown,
  options: Parameters<typeof ask>[1] = {},
): Promise<void> {
  const first = await ask(root, options);
  assert.equal(await ask(root, options), { values: first.values, kept: true });
  await change();
  const after = await ask(root, options);
  assert.is(after.values, (await ask(root, { ...options, anew: true })).values);
  assert.is.not(after.values, first.values, "the change makes a difference");
}

const put = (root: string, file: string, text: string) => writeFileSync(path.join(root, file), text);

const FILES: Readonly<Record<string, readonly [template: string, file: string, text: string]>> = {
  "the environment's values": ["n: {{ .Values.name }}\n", "environments/base.yaml", "name: y\n"],
  "the template itself": ["n: 1\n", "values/web.yaml.gotmpl", "n: 2\n"],
  "a helper": ['n: {{ include "name" . }}\n', "values/_names.tpl", '{{ define "name" }}two{{ end }}\n'],
  "a file that is read": ['n: {{ readFile "../texts/one.txt" | quote }}\n', "texts/one.txt", "two"],
  "a file whose name has the environment's": [
    'n: {{ readFile (printf "../texts/%s.txt" .Environment.Name) | quote }}\n',
    "texts/default.txt",
    "two",
  ],
  "a file that was not there": ['n: {{ isFile "../texts/new.txt" }}\n', "texts/new.txt", ""],
  "a folder's files": ['n: {{ readDir "../texts" | len }}\n', "texts/new.txt", ""],
};

for (const [what, [template, file, text]] of Object.entries(FILES))
  test(`${what}: changed, helmfile is asked again`, async () => {
    const root = withTemplate(template, {
      "values/_names.tpl": '{{ define "name" }}one{{ end }}\n',
      "texts/one.txt": "one",
      "texts/default.txt": "one",
    });
    await follows(root, () => put(root, file, text));
  });

test("the helmfile, a base, an included helmfile, a file that a pattern fits, a missing one that appears", async () => {
  const files = {
    ...CHART,
    "helmfile.yaml": `bases: [base.yaml]
helmfiles: [more/helmfile.yaml]
releases:
  - {name: web, chart: ./chart, missingFileHandler: Info, values: [one.yaml, "many/*.yaml", later.yaml]}
`,
    "base.yaml": "commonLabels: {a: b}\n",
    "one.yaml": "a: 1\n",
    "many/a.yaml": "b: 1\n",
    "more/helmfile.yaml": "releases:\n  - {name: other, chart: ../chart, values: [{c: 1}]}\n",
  };
  const changes: Record<string, string> = {
    "helmfile.yaml": files["helmfile.yaml"].replace("[one.yaml, ", "["),
    "base.yaml": "releases: [{name: third, chart: ./chart}]\n",
    "many/b.yaml": "d: 1\n",
    "later.yaml": "e: 1\n",
    "more/helmfile.yaml": "releases:\n  - {name: other, chart: ../chart, values: [{c: 2}]}\n",
  };
  for (const [file, text] of Object.entries(changes)) {
    const root = repositoryOf(files);
    await follows(root, () => put(root, file, text));
  }
});

test("where a link leads to", async () => {
  const root = withTemplate('n: {{ readFile "../texts/link.txt" | quote }}\n', {
    "texts/a.txt": "a",
    "texts/b.txt": "b",
  });
  symlinkSync("a.txt", path.join(root, "texts/link.txt"));
  await follows(root, () => {
    rmSync(path.join(root, "texts/link.txt"));
    symlinkSync("b.txt", path.join(root, "texts/link.txt"));
  });
});

test("variables that templates read", async () => {
  process.env.ONE = "1";
  for (const template of ['n: {{ env "ONE" | quote }}\n', "n: {{ requiredEnv `ONE` | quote }}\n"]) {
    process.env.ONE = "1";
    await follows(withTemplate(template), () => {
      process.env.ONE = "2";
    });
  }
  process.env.ONE = "1";
  const root = withTemplate('n: {{ env "ONE" | quote }}\n');
  await follows(root, () => delete process.env.ONE);
});

test("what the helmfile itself reads of the variables, and helmfile's own variables", async () => {
  process.env.ONE = "1";
  const root = withTemplate("n: {{ .Values.one }}\n", {
    "environments/base.yaml.gotmpl": 'one: {{ env "ONE" | quote }}\n',
  });
  put(
    root,
    "helmfile.d/apps.yaml.gotmpl",
    `environments:
  default:
    values: [../environments/base.yaml.gotmpl]
---
releases:
  - {name: web, chart: ../chart, values: [../values/web.yaml.gotmpl]}
`,
  );
  await follows(root, () => {
    process.env.ONE = "2";
  });
  await follows(withTemplate("n: {{ .Release.Namespace }}\n"), () => {
    process.env.HELMFILE_NAMESPACE = "other";
  });
});

test("options: other values, other releases", async () => {
  const root = withTemplate("n: {{ .Values.name }}\n");
  const one = await ask(root, { helmfileOptions: ["--state-values-set", "name=one"] });
  const two = await ask(root, { helmfileOptions: ["--state-values-set", "name=two"] });
  assert.is.not(one.values, two.values);
  assert.is((await ask(root, { helmfileOptions: ["-l", "name=web"] })).kept, false);
  await ask(root, { helmfileOptions: ["--state-values-file", "environments/base.yaml"] });
  assert.is(
    (await ask(root, { helmfileOptions: ["--state-values-file", "environments/base.yaml"] })).kept,
    false,
  );
});

const UNWATCHED: Readonly<Record<string, string>> = {
  "a program": 'n: {{ exec "echo" (list "1") | quote }}\n',
  "a program, by way of tpl": 'n: {{ tpl "{{ exec \\"echo\\" (list \\"1\\") }}" . | quote }}\n',
  "the time": "n: {{ now | quote }}\n",
  "chance behind what looks like an end": 'n: {{ printf "}}%s" (randAlpha 3) | quote }}\n',
  "a file outside": `n: {{ readFile "${process.execPath}" | len }}\n`,
  "a file whose name is made": 'n: {{ readFile (printf "../values/%s" .Values.name) | quote }}\n',
  "a file that is piped": 'n: {{ "../environments/base.yaml" | readFile | quote }}\n',
  "a variable by way of a pipe": 'n: {{ "ONE" | env | quote }}\n',
  "variables in a text": 'n: {{ expandenv "$ONE" | quote }}\n',
  "a variable by way of tpl": 'n: {{ tpl "{{ env \\"ONE\\" }}" . | quote }}\n',
  "another store of secrets": "n: ref+file://../environments/base.yaml#/name\n",
  "a store whose address is made": 'n: {{ printf "ref+%s://../environments/base.yaml#/name" "file" }}\n',
};

for (const [what, template] of Object.entries(UNWATCHED))
  test(`${what}: helmfile is asked each time`, async () => {
    const root = withTemplate(template, { "values/x": "1" });
    await ask(root);
    assert.is((await ask(root)).kept, false);
  });

test("files outside of the repository, programs before the values are read, links out: asked each time", async () => {
  const outside = tempDirectory();
  put(outside, "v.yaml", "a: 1\n");
  const helmfile = (entry: string, more = "") =>
    repositoryOf({
      ...CHART,
      "helmfile.yaml": `${more}releases:\n  - {name: web, chart: ./chart, values: [${entry}]}\n`,
      "one.yaml": "a: 1\n",
    });
  const roots = [
    helmfile(`${outside}/v.yaml`),
    helmfile("one.yaml", "hooks: [{events: [prepare], command: echo}]\n"),
  ];
  const linked = helmfile("link.yaml");
  symlinkSync(path.join(outside, "v.yaml"), path.join(linked, "link.yaml"));
  roots.push(linked);
  const climbing = helmfile("one.yaml");
  put(
    climbing,
    "helmfile.yaml",
    `releases:\n  - {name: web, chart: ./chart, values: [${path.relative(climbing, outside)}/v.yaml]}\n`,
  );
  roots.push(climbing);
  for (const root of roots) {
    const first = await ask(root);
    assert.match(first.values, /"a":1/);
    assert.equal(await ask(root), { values: first.values, kept: false });
  }
  assert.is((await ask(helmfile("one.yaml"))).kept, false);
});

test("an encrypted file: changed, or its key gone or in another place", async () => {
  const root = withTemplate('{{ fetchSecretValue "ref+sops://../environments/secrets.yaml" }}\n', {
    "environments/secrets.yaml": "password: first\n",
  });
  const key = path.join(tempDirectory(), "key.txt");
  const recipient = await newKey(key);
  process.env.SOPS_AGE_KEY_FILE = key;
  await encrypt(root, recipient);
  await follows(root, async () => {
    put(root, "environments/secrets.yaml", "password: second\n");
    await encrypt(root, recipient);
  });
  assert.match((await ask(root)).values, /second/);
  assert.is((await ask(root)).kept, true);
  put(path.dirname(key), "key.txt", "");
  assert.is((await ask(root)).kept, false, "no key");
});

test("what is kept holds nothing in clear", async () => {
  const root = withTemplate("n: planted-value\n");
  await ask(root);
  assert.is((await ask(root)).kept, true);
  const cache = process.env.CHARTROOM_CACHE as string;
  const files = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  assert.ok(files.length > 0);
  for (const one of files)
    assert.not(readFileSync(path.join(one.parentPath, one.name)).includes("planted-value"), one.name);
});

async function newKey(file: string): Promise<string> {
  const ran = await run(await toolPath("age-keygen"), ["-o", file]);
  return /public key: (\S+)/i.exec(ran.stderr)?.[1] ?? "";
}

async function encrypt(root: string, recipient: string): Promise<void> {
  const file = path.join(root, "environments/secrets.yaml");
  const ran = await run(await toolPath("sops"), ["encrypt", "--age", recipient, "--in-place", file], {
    cwd: root,
  });
  assert.is(ran.code, 0, ran.stderr);
}

async function toolPath(name: "age-keygen" | "sops"): Promise<string> {
  const tool = await findTool(name);
  if (!tool.ok) throw new Error(`no ${name}`);
  return tool.value.path;
}
