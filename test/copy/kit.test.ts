import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { run } from "../../scripts/core/exec.ts";
import { toolEnvironment } from "../../scripts/tools/environment.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { tool } from "../integration/foreign/foreign.ts";
import { commitAll, gitRepository, writeFiles } from "../lint/repository.ts";
import { chartroom, projectRoot } from "../rig.ts";
import { chart, checks, copy, ENTRIES, KIT, own, read, rendered, SCHEMA } from "./kit.ts";

const test = suite("copy --kit: charts with a schema, types and helmfile entries");

test("beside the files of helmfile.d/: off until an environment says so, and then with its schema", async () => {
  const helmfile = `environments:
  staging:
    values: [../env/staging.yaml]
  prod:
    values: [../env/prod.yaml]
---
helmDefaults:
  kubeContext: {{ .Values.cluster }}
releases:
  - name: own
    namespace: own
    chart: ../charts/own
`;
  const root = gitRepository({
    ...own,
    "helmfile.d/10-own.yaml.gotmpl": helmfile,
    "env/staging.yaml": "cluster: staging\nlabels: {mine: true}\n",
    "env/prod.yaml": "cluster: prod\n",
  });
  const kit = gitRepository(KIT);
  const done = await copy(root, "--kit", `git+file://${kit}#main`, "charts");
  assert.is(done.code, 0, done.stderr);
  assert.equal(
    done.stderr.match(/^(?:copied|wrote) \S+/gm),
    [
      "copied charts/base",
      "copied charts/web",
      "environments/release.yaml.gotmpl",
      ENTRIES,
      SCHEMA,
      "schemas/environment.d.ts",
    ].map((one) => (one.startsWith("copied") ? one : `wrote ${one}`)),
  );
  assert.is(read(root, "helmfile.d/10-own.yaml.gotmpl"), helmfile);
  assert.equal(
    await rendered(root, "prod"),
    ['own/own size: "1"'],
    "nothing is deployed before somebody says so",
  );
  await checks(root);
  const values =
    "namespace: shop\nreleases: {web: {enabled: true}, ground: {enabled: true}}\nweb: {host: a.example}\n";
  writeFiles(root, { "env/prod.yaml": `cluster: prod\n${values}` });
  assert.equal(await rendered(root, "prod"), [
    "ground/ground host: none",
    'own/own size: "1"',
    "shop/web host: a.example",
  ]);
  const built = execFileSync(await tool("helmfile"), ["-e", "prod", "-f", ENTRIES, "build"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...(await toolEnvironment()) },
  });
  assert.match(built, /needs:\n\s*- (?:prod\/)?ground\/ground\n(?!\s*- )/);
  assert.match(built, /kubeContext: prod/);
  assert.match(built, /disableValidationOnInstall: true/);
  await checks(root);
  assert.is(JSON.parse(read(root, SCHEMA)).properties.web.description, "The shop.");
  assert.match(read(root, "schemas/environment.d.ts"), /web\?:/);
  writeFiles(root, { "env/prod.yaml": `cluster: prod\n${values.replace("host:", "hots:")}` });
  const wrong = await chartroom(["check"], { cwd: root });
  assert.match(wrong.stdout, /CR203\]: unknown key `hots`\n {2}env\/prod\.yaml:4:7/);
  const types = await chartroom(["types", "--check"], { cwd: root });
  assert.is(types.code, 0, types.stdout);
});

test("beside a helmfile.yaml: what to add is told, and works when it is added", async () => {
  for (const template of [false, true]) {
    const file = `helmfile.yaml${template ? ".gotmpl" : ""}`;
    const helmfile =
      "environments:\n  prod:\n    values: [prod.yaml]\n---\nreleases:\n  - name: own\n    chart: ./charts/own\n";
    const root = gitRepository({ ...own, [file]: helmfile, "prod.yaml": "web: {host: b.example}\n" });
    writeFiles(
      root,
      Object.fromEntries(Object.entries(KIT).map(([name, text]) => [`vendor/kit/${name}`, text])),
    );
    const done = await copy(root, "--kit", "vendor/kit/charts/web", "charts");
    assert.is(done.code, 0, done.stderr);
    assert.is(read(root, file), helmfile);
    assert.not.ok(existsSync(path.join(root, "helmfile.d")));
    assert.equal(await rendered(root, "prod"), ['default/own size: "1"']);
    await checks(root);
    const [, lines] =
      new RegExp(`by hand, in ${file}: below \`releases:\`\\n((?:(?:  |\\{\\{).*\\n)+)`).exec(done.stderr) ??
      [];
    assert.ok(lines, done.stderr);
    writeFiles(root, { [file]: `${helmfile}${lines}` });
    if (template) {
      assert.equal(await rendered(root, "prod"), ['default/own size: "1"']);
      writeFiles(root, { "prod.yaml": "web: {host: b.example}\nreleases: {web: {enabled: true}}\n" });
    }
    assert.equal(await rendered(root, "prod"), ['default/own size: "1"', "default/web host: b.example"]);
    await checks(root);
    const again = await copy(root, "--kit", "vendor/kit/charts/web", "charts");
    assert.not.match(again.stderr, /by hand/, "what was added is not asked for again");
    assert.is((await copy(root, "--check", "--fail-on", "warning")).code, 0);
  }
});

test("in a repository without a helmfile chartroom's own charts begin with their samples", async () => {
  const root = tempDirectory();
  const done = await copy(root, "--kit", "charts");
  assert.is(done.code, 0, done.stderr);
  assert.match(await checks(root), /CR209/, "the sample's secrets stand in plain text, and that is said");
  const ran = await run(await tool("helmfile"), ["--log-level", "error", "template"], {
    cwd: root,
    env: await toolEnvironment(),
  });
  assert.is(ran.code, 0, ran.stderr);
  for (const kind of ["Deployment", "StatefulSet", "Gateway", "Namespace"])
    assert.match(ran.stdout, new RegExp(`^kind: ${kind}$`, "m"));
  const schema = JSON.parse(read(projectRoot, "schemas/charts-lock.schema.json"));
  const valid = new Ajv({ strict: true, allErrors: true }).compile(schema);
  const lock: { kit: { files: object } } = JSON.parse(read(root, "charts.lock.json"));
  assert.ok(valid(lock), JSON.stringify(valid.errors));
  assert.equal(Object.keys(lock.kit.files), ["environments/release.yaml.gotmpl", ENTRIES, SCHEMA]);
  writeFiles(root, {
    "environments/default/values.yaml": `${read(root, "environments/default/values.yaml")}\nother: 1\n`,
  });
  const closed = await chartroom(["check"], { cwd: root });
  assert.match(closed.stdout, /CR203\]: unknown key `other`/);
});

test("what is there stays, and what it lacks is told", async () => {
  const mine = {
    [SCHEMA]: '{"type":"object","additionalProperties":false,"properties":{"ground":{"type":"object"}}}\n',
    "schemas/environment.d.ts": "export type Mine = 1;\n",
    "environments/release.yaml.gotmpl": "mine: true\n",
    [ENTRIES]: "releases: []\n",
    "helmfile.d/10-own.yaml": "releases:\n  - name: web\n    chart: ../charts/own\n",
  };
  const root = gitRepository({ ...own, ...mine });
  writeFiles(
    root,
    Object.fromEntries(Object.entries(KIT).map(([name, text]) => [`vendor/kit/${name}`, text])),
  );
  const done = await copy(root, "--kit", "vendor/kit", "charts");
  assert.is(done.code, 0, done.stderr);
  for (const [name, text] of Object.entries(mine)) assert.is(read(root, name), text);
  const told = [...done.stderr.matchAll(/CR809\]: (.*)\n {2}(\S+)/g)].map(([, what, at]) => `${at} ${what}`);
  assert.equal(told, [
    "helmfile.d/10-own.yaml:2:1 a release is called `web` already: charts/web has no entry",
    `${ENTRIES}:1:1 ${ENTRIES} is not the kit's, and stays as it is`,
    "schemas/environment.d.ts:1:1 schemas/environment.d.ts was not generated, and stays as it is",
  ]);
  assert.match(
    done.stderr,
    /by hand, in schemas\/environment\.schema\.json: in `properties`\n {2}"releases": \{/,
  );
  assert.not.match(done.stderr, /"web": \{/, "the key of a taken name is the other release's");
  assert.ok(existsSync(path.join(root, "environments/release-values.yaml.gotmpl")));
});

test("the lock knows the kit: edits are told and shown, updates are merged, conflicts marked", async () => {
  const root = gitRepository({
    ...own,
    "helmfile.d/10-own.yaml": "releases:\n  - name: own\n    chart: ../charts/own\n",
  });
  const kit = gitRepository(KIT);
  const source = `git+file://${kit}#main`;
  await copy(root, "--kit", `${source}:charts/web`, "charts");
  commitAll(root);
  assert.is((await copy(root, "--check", "--fail-on", "warning")).code, 0);
  const schema = read(root, SCHEMA);
  const mine = schema.replace('"title": "environment"', '"title": "of our environments"');
  writeFiles(root, { [SCHEMA]: mine });
  const edited = await copy(root, "--check", "--fail-on", "warning");
  assert.equal(
    [edited.code, /CR804\]: the kit was edited: 1 changed \(schemas\/env/.test(edited.stdout)],
    [1, true],
    edited.stdout,
  );
  const diff = await copy(root, "--diff");
  assert.match(diff.stdout, /^--- a\/schemas\/environment\.schema\.json$/m);
  assert.match(diff.stdout, /^\+ {2}"title": "of our environments",$/m);
  commitAll(root);

  // Another chart of the kit comes later: its parts are merged into the files, the edit stays.
  const more = await copy(root, "--kit", source, "charts");
  assert.is(more.code, 0, more.stderr);
  assert.match(more.stderr, /^copied charts\/base /m);
  assert.not.match(more.stderr, /^copied charts\/web /m);
  assert.match(more.stderr, /^merged schemas\/environment\.schema\.json$/m);
  const merged = JSON.parse(read(root, SCHEMA));
  assert.equal(
    [merged.title, Object.keys(merged.properties)],
    ["of our environments", ["releases", "ground", "web"]],
  );
  assert.match(read(root, ENTRIES), /name: ground/);
  commitAll(root);

  // The kit itself changes: a description of its schema, a line of its entry, a value of its chart.
  writeFiles(kit, {
    ...chart("web", "1.1.0", ',"port":{"type":"integer"}'),
    [SCHEMA]: KIT[SCHEMA].replace("The shop.", "The shop's front."),
    "helmfile.d/10-all.yaml.gotmpl": KIT["helmfile.d/10-all.yaml.gotmpl"].replace(
      "    namespace: ground\n",
      "",
    ),
  });
  commitAll(kit);
  const behind = await copy(root, "--check", "--fail-on", "never");
  assert.match(behind.stdout, /CR805\]: the kit would be made otherwise now/);
  const dry = await copy(root, "--update", "--dry-run");
  assert.match(dry.stderr, /would have merged schemas\/environment\.schema\.json/);
  assert.match(read(root, SCHEMA), /The shop\./);
  const updated = await copy(root, "--update");
  assert.is(updated.code, 0, updated.stderr);
  assert.is(JSON.parse(read(root, SCHEMA)).properties.web.description, "The shop's front.");
  assert.match(read(root, SCHEMA), /of our environments/);
  assert.not.match(read(root, ENTRIES), /namespace: ground/);
  assert.match(read(root, "schemas/environment.d.ts"), /port\?: number/);
  const types = await chartroom(["types", "--check"], { cwd: root });
  assert.is(types.code, 0, types.stdout);
  commitAll(root);

  // Both sides change one line.
  writeFiles(root, { [SCHEMA]: read(root, SCHEMA).replace("The shop's front.", "Ours.") });
  writeFiles(kit, { [SCHEMA]: KIT[SCHEMA].replace("The shop.", "Theirs.") });
  commitAll(kit);
  const conflict = await copy(root, "--update");
  assert.equal(
    [conflict.code, /CR806\]: schemas\/environment\.schema\.json has conflicts/.test(conflict.stderr)],
    [1, true],
    conflict.stderr,
  );
  assert.match(read(root, SCHEMA), /^<{7} yours\n.*Ours\.[\s\S]*Theirs\./m);
  assert.is((await copy(root, "--update")).code, 1, "an update over conflicts would bury them");
});

test("the entries follow the repository's own environments", async () => {
  const helmfile = (names: string) =>
    `environments:\n${names}---\nreleases:\n  - name: own\n    chart: ../charts/own\n`;
  const root = gitRepository({ ...own, "helmfile.d/10-own.yaml": helmfile("  prod: {}\n") });
  mkdirSync(path.join(root, "kit"));
  writeFiles(
    root,
    Object.fromEntries(Object.entries(chart("web")).map(([name, text]) => [`kit/${name}`, text])),
  );
  await copy(root, "--kit", "kit", "charts");
  writeFiles(root, { "helmfile.d/10-own.yaml": helmfile("  prod: {}\n  staging: {}\n") });
  const check = await copy(root, "--check", "--fail-on", "never");
  assert.match(check.stdout, /CR805\]: the kit would be made otherwise now/);
  assert.is((await copy(root, "--update")).code, 0);
  assert.match(read(root, ENTRIES), /^environments:\n {2}prod: \{\}\n {2}staging: \{\}\n---$/m);
  rmSync(path.join(root, "charts.lock.json"));
  const lost = await copy(root, "--kit", "kit", "charts", "--adopt");
  assert.is(lost.code, 0, lost.stderr);
  assert.is((await copy(root, "--check", "--fail-on", "warning")).code, 0, "equal files are the kit's again");
});

test("words that are wrong are told", async () => {
  const root = tempDirectory();
  const nothing = await copy(root, "--kit");
  assert.equal(
    [nothing.code, /`copy --kit` takes the folder/.test(nothing.stderr)],
    [2, true],
    nothing.stderr,
  );
  const both = await copy(root, "--kit", "--check");
  assert.equal([both.code, /does not take `--kit`/.test(both.stderr)], [2, true], both.stderr);
  const none = await copy(root, "--kit", "./nowhere", "charts");
  assert.equal([none.code, /CR801/.test(none.stderr), existsSync(path.join(root, SCHEMA))], [2, true, false]);
});
