import { existsSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { commitAll, gitRepository, writeFiles } from "../lint/repository.ts";
import { chartroom, projectRoot } from "../rig.ts";
import { chart, checks, copy, ENTRIES, KIT, own, read, rendered, SCHEMA } from "./kit.ts";

const test = suite("copy --kit: where the helmfile is not at the root of the repository");

const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
const HELMFILE =
  "environments:\n  prod:\n    values: [prod.yaml]\n---\nreleases:\n  - name: own\n    chart: ./charts/own\n";
const VALUES = "namespace: shop\nreleases: {web: {enabled: true}}\nweb: {host: a.example}\n";
const lockOf = (root: string) => JSON.parse(read(root, "charts.lock.json"));
const made = (stderr: string) => stderr.match(/^(?:copied|wrote) \S+/gm);

test("-f names it: files beside it, lines for it, the charts where they are asked for", async () => {
  const root = gitRepository({
    ...below("deploy", { ...own, "helmfile.yaml.gotmpl": HELMFILE, "prod.yaml": "name: x\n" }),
    ...below("vendor/kit", KIT),
  });
  const file = ["-f", "deploy/helmfile.yaml.gotmpl"];
  const done = await copy(root, "--kit", "vendor/kit/charts/web", "charts", ...file);
  assert.is(done.code, 0, done.stderr);
  assert.equal(made(done.stderr), [
    "copied charts/web",
    "wrote deploy/environments/release.yaml.gotmpl",
    `wrote deploy/${SCHEMA}`,
    "wrote deploy/schemas/environment.d.ts",
  ]);
  for (const one of ["schemas", "environments", "helmfile.d", "deploy/helmfile.d"])
    assert.not.ok(existsSync(path.join(root, one)), one);
  assert.is(lockOf(root).kit.helmfile, "deploy/helmfile.yaml.gotmpl");
  const [, lines] =
    /by hand, in deploy\/helmfile\.yaml\.gotmpl: below `releases:`\n((?:(?: {2}|\{\{).*\n)+)/.exec(
      done.stderr,
    ) ?? [];
  assert.match(lines ?? "", "chart: ../charts/web\n");
  writeFiles(root, { "deploy/helmfile.yaml.gotmpl": `${HELMFILE}${lines}`, "deploy/prod.yaml": VALUES });
  const deploy = path.join(root, "deploy");
  assert.equal(await rendered(deploy, "prod"), ['default/own size: "1"', "shop/web host: a.example"]);
  await checks(deploy);
  writeFiles(root, { "deploy/prod.yaml": VALUES.replace("host:", "hots:") });
  const wrong = await chartroom(["check", ...file], { cwd: root });
  assert.match(wrong.stdout, /CR203\]: unknown key `hots`\n {2}prod\.yaml:3:7/);
  const types = await chartroom(["types", "--check", ...file], { cwd: root });
  assert.is(types.code, 0, types.stdout);
  // What is there is found again from wherever it is asked for, and not asked for twice.
  for (const cwd of [root, deploy]) {
    const check = await copy(cwd, "--check", "--fail-on", "warning");
    assert.equal([check.code, check.stdout], [0, "no findings\n"], check.stdout);
    const kit = cwd === root ? "vendor/kit" : "../vendor/kit";
    const more = await copy(cwd, "--kit", `${kit}/charts/web`, path.relative(cwd, path.join(root, "charts")));
    assert.equal([more.code, /by hand|CR\d/.test(more.stderr)], [0, false], more.stderr);
  }
  const other = await copy(root, "--kit", "vendor/kit", "charts", "-f", "vendor/kit/helmfile.d");
  assert.equal(
    [other.code, /CR001\]: the kit of this repository is for another/.test(other.stderr)],
    [2, true],
  );
});

test("in its folder no -f is needed: helmfile.d/ gets its file, an update merges it, old names are told", async () => {
  const kit = gitRepository(KIT);
  const root = gitRepository(
    below("deploy", {
      ...own,
      "helmfile.d/10-own.yaml": HELMFILE.replace("prod.yaml", "../prod.yaml").replace(
        "./charts",
        "../charts",
      ),
      "prod.yaml": VALUES,
    }),
  );
  const deploy = path.join(root, "deploy");
  const done = await copy(deploy, "--kit", `git+file://${kit}#main`, "charts");
  assert.is(done.code, 0, done.stderr);
  assert.ok(made(done.stderr)?.includes(`wrote deploy/${ENTRIES}`), done.stderr);
  assert.ok(existsSync(path.join(deploy, "charts/web")));
  assert.is(lockOf(root).kit.helmfile, "deploy/helmfile.d");
  assert.equal(await rendered(deploy, "prod"), ['default/own size: "1"', "shop/web host: a.example"]);
  await checks(deploy);
  commitAll(root);
  writeFiles(kit, {
    ...chart("web", "1.1.0", ',"port":{"type":"integer"}'),
    "charts/web/values.yaml": "name: none\n",
    "charts/web/values.schema.json":
      '{"type":"object","additionalProperties":false,"properties":{"name":{"type":"string"}}}\n',
    "charts/web/templates/x.yaml": (chart("web")["charts/web/templates/x.yaml"] as string).replace(
      ".Values.host",
      ".Values.name",
    ),
    "charts/web/migrations/1.1.0.json": '{"renamed": {"host": "name"}}\n',
    [SCHEMA]: KIT[SCHEMA].replace("The shop.", "The shop's front."),
  });
  commitAll(kit);
  const updated = await copy(root, "--update");
  assert.is(updated.code, 0, updated.stderr);
  assert.match(updated.stderr, /CR807\]: `host` of deploy\/charts\/web .*\n {2}deploy\/prod\.yaml:3:7\n/);
  assert.match(updated.stderr, `merged deploy/${SCHEMA}`.replace("merged", "wrote"));
  assert.is(JSON.parse(read(deploy, SCHEMA)).properties.web.description, "The shop's front.");
  assert.match(read(deploy, "schemas/environment.d.ts"), /name\?: string/);
  const check = await copy(root, "--check", "--format", "json");
  const told = JSON.parse(check.stdout).diagnostics as { code: string; file: string; line: number }[];
  assert.equal(
    told.map(({ code, file, line }) => `${code} ${file}:${line}`),
    ["CR807 deploy/prod.yaml:3"],
  );
});

test("from the root without -f nothing is made there: where the helmfile is, is told", async () => {
  const root = gitRepository({ "apps/shop/helmfile.yaml": "releases: []\n", ...below("vendor/kit", KIT) });
  const said = await copy(root, "--kit", "vendor/kit", "charts");
  assert.equal([said.code, existsSync(path.join(root, "charts"))], [2, false]);
  assert.match(
    said.stderr,
    "CR001]: the helmfile is in apps/shop/\n  help: name it: -f apps/shop/helmfile.yaml\n",
  );
  const outside = await copy(root, "--kit", "vendor/kit", "charts", "-f", projectRoot);
  assert.equal([outside.code, /CR001\]: the helmfile is outside/.test(outside.stderr)], [2, true]);
  const folder = await copy(root, "--kit", "vendor/kit", "charts", "-f", "apps");
  assert.equal([folder.code, /CR001\]: apps\/ is no helmfile\.d/.test(folder.stderr)], [2, true]);
  const none = await copy(root, "--kit", "vendor/kit", "charts", "-f", "apps/none.yaml");
  assert.equal([none.code, /CR020/.test(none.stderr)], [2, true]);
});

test("a file where a folder would be made is told, and nothing is written", async () => {
  for (const [file, folder] of [
    ["charts", "charts/web"],
    ["schemas", "schemas"],
    ["environments", "environments"],
  ]) {
    const root = gitRepository({ ...below("vendor/kit", KIT), [file as string]: "mine\n" });
    const done = await copy(root, "--kit", "vendor/kit/charts/web", "charts");
    assert.is(done.code, 2, done.stderr);
    assert.match(done.stderr, `CR803]: ${file} is a file, and ${folder} would be a folder`);
    assert.not.ok(existsSync(path.join(root, "charts.lock.json")));
    assert.is(read(root, file as string), "mine\n");
  }
});
