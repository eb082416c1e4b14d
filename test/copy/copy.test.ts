import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { assert, suite, tempDirectory } from "../harness.ts";
import { type CliResult, chartroom, projectRoot, repositoryOf } from "../rig.ts";

const test = suite("copy: charts in somebody else's repository");

const CHART = (version: string) => `apiVersion: v2\nname: web\nversion: ${version}\n`;
const V1 = {
  "Chart.yaml": CHART("1.0.0"),
  "values.yaml": "image:\n  name: web\nreplicas: 1\nlegacy: true\n",
  "templates/a.yaml": "one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: 6\n",
  "templates/b.yaml": "kind: b\n",
  "templates/old.yaml": "kind: old\n",
  "templates/older.yaml": "kind: older\n",
};
const { "templates/old.yaml": _old, "templates/older.yaml": _older, ...REST } = V1;
const V2 = {
  ...REST,
  "Chart.yaml": CHART("1.1.0"),
  "values.yaml": "image:\n  repository: web\nreplicas: 1\n",
  "templates/a.yaml": "one: 1\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: six\n",
  "templates/b.yaml": "kind: theirs\n",
  "templates/new.yaml": "kind: new\n",
  "migrations/1.1.0.json": JSON.stringify({
    renamed: { "image.name": "image.repository" },
    removed: { legacy: "it is always so now" },
  }),
};

test("a chart is copied whole, and the lock is the same for the same chart", async () => {
  const kit = kitOf(V1);
  const first = team();
  const said = await run(first, ["copy", `git+${kit}#main:charts/web`, "charts"]);
  assert.equal([said.code, said.stdout], [0, ""], said.stderr);
  assert.match(said.stderr, /copied charts\/web {2}version 1\.0\.0, 6 files/);
  for (const [name, text] of Object.entries(V1)) assert.equal(read(first, `charts/web/${name}`), text);
  const second = team();
  await run(second, ["copy", `git+${kit}#main:charts/web`, "charts"]);
  assert.equal(read(second, "charts.lock.json"), read(first, "charts.lock.json"));
  const schema = JSON.parse(readFileSync(path.join(projectRoot, "schemas/charts-lock.schema.json"), "utf8"));
  const valid = new Ajv({ strict: true, allErrors: true }).compile(schema);
  assert.ok(valid(JSON.parse(read(first, "charts.lock.json"))), JSON.stringify(valid.errors));
  const check = await run(first, ["copy", "--check", "--fail-on", "warning"]);
  assert.equal([check.code, check.stdout], [0, "no findings\n"]);
});

test("chartroom's own charts, folders and archives are sources, and paths count from the repository", async () => {
  const root = team();
  mkdirSync(path.join(root, "kit"));
  for (const [name, text] of Object.entries(V1)) write(root, `kit/web/${name}`, text);
  execFileSync("tar", ["-C", path.join(root, "kit"), "-czf", path.join(root, "kit/web-1.0.0.tgz"), "web"]);
  write(root, "sub/x", "");
  const own = await run(path.join(root, "sub"), ["copy", "postgres", "../kit/web", "../charts"]);
  assert.equal(own.code, 0, own.stderr);
  const packed = await run(root, ["copy", "kit/web-1.0.0.tgz", "packed"]);
  assert.equal(packed.code, 0, packed.stderr);
  const lock = JSON.parse(read(root, "charts.lock.json"));
  assert.equal(
    Object.entries(lock.copies).map(([folder, copy]) => [folder, (copy as { source: string }).source]),
    [
      ["charts/postgres", "postgres"],
      ["charts/web", "./kit/web"],
      ["packed/web", "./kit/web-1.0.0.tgz"],
    ],
  );
  assert.equal(lock.copies["packed/web"].files, lock.copies["charts/web"].files);
  assert.equal(
    read(root, "charts/postgres/values.yaml"),
    readFileSync(path.join(projectRoot, "charts/postgres/values.yaml"), "utf8"),
  );
  const check = await run(root, ["copy", "--check", "--fail-on", "warning"]);
  assert.equal(check.code, 0, check.stdout);
});

test("an update takes, merges, keeps, and marks what both sides changed as git does", async () => {
  const kit = kitOf(V1);
  const root = team();
  await run(root, ["copy", `git+${kit}#main:charts/web`, "charts"]);
  commit(root);
  write(root, "charts/web/templates/a.yaml", V1["templates/a.yaml"].replace("one: 1", "one: uno"));
  write(root, "charts/web/templates/b.yaml", "kind: ours\n");
  write(root, "charts/web/templates/mine.yaml", "kind: mine\n");
  write(root, "charts/web/templates/older.yaml", "kind: edited\n");
  commit(root);
  change(kit, V2);

  const check = await run(root, ["copy", "--check", "--format", "json"]);
  const codes = JSON.parse(check.stdout).diagnostics.map((one: { code: string }) => one.code);
  assert.equal([check.code, codes], [0, ["CR805", "CR804"]]);
  assert.equal((await run(root, ["copy", "--check", "--fail-on", "warning"])).code, 1);

  const dry = await run(root, ["copy", "--update", "--dry-run"]);
  assert.equal(read(root, "charts/web/Chart.yaml"), CHART("1.0.0"));
  assert.match(dry.stderr, /would update charts\/web {2}1\.0\.0 -> 1\.1\.0/);

  const said = await run(root, ["copy", "--update"], { CHARTROOM_CACHE: tempDirectory() });
  assert.equal(said.code, 1, said.stderr);
  assert.equal(
    said.stderr
      .split("\n")
      .filter(
        (one) => one.startsWith("  ") && /templates|values|Chart|migrations/.test(one) && !one.includes(":"),
      ),
    [
      "  taken       Chart.yaml",
      "  taken       migrations/1.1.0.json",
      "  merged      templates/a.yaml",
      "  conflict    templates/b.yaml",
      "  taken       templates/new.yaml",
      "  removed     templates/old.yaml",
      "  stays       templates/older.yaml",
      "  taken       values.yaml",
    ],
  );
  assert.match(said.stderr, /error\[CR806\]/);
  assert.match(said.stderr, /warning\[CR808\]/);
  assert.equal(
    read(root, "charts/web/templates/a.yaml"),
    "one: uno\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: six\n",
  );
  assert.equal(
    read(root, "charts/web/templates/b.yaml"),
    `<<<<<<< charts/web (yours)\nkind: ours\n=======\nkind: theirs\n>>>>>>> git+${kit}#main:charts/web 1.1.0\n`,
  );
  assert.equal(read(root, "charts/web/templates/mine.yaml"), "kind: mine\n");
  assert.equal(read(root, "charts/web/templates/older.yaml"), "kind: edited\n");
  assert.ok(!existsSync(path.join(root, "charts/web/templates/old.yaml")));

  const again = await run(root, ["copy", "--update"]);
  assert.equal(again.code, 1, "an update over conflicts would bury them");
  write(root, "charts/web/templates/b.yaml", "kind: both\n");
  const done = await run(root, ["copy", "--update"]);
  assert.equal([done.code, done.stderr.trim()], [0, "unchanged charts/web  1.1.0"]);
});

test("a value that is renamed or gone is told where a values file still sets it, and the file stays", async () => {
  const kit = kitOf(V1);
  const values = "image:\n  name: registry.example/web\nreplicas: 3\nlegacy: false\n";
  const root = repositoryOf({
    "helmfile.yaml": `environments:\n  prod: {}\n---\nreleases:\n  - name: web\n    chart: ./charts/web\n    values: [values/web.yaml]\n`,
    "values/web.yaml": values,
  });
  execFileSync("git", ["init", "-q", root]);
  await run(root, ["copy", `git+${kit}#main:charts/web`, "charts"]);
  commit(root);
  change(kit, V2);
  const said = await run(root, ["copy", "--update"]);
  assert.equal(said.code, 0, said.stderr);
  assert.match(
    said.stderr,
    /CR807\]: `image\.name` of charts\/web is called `image\.repository` since 1\.1\.0\n {2}values\/web\.yaml:2:3/,
  );
  assert.match(
    said.stderr,
    /CR807\]: `legacy` of charts\/web is gone since 1\.1\.0\n {2}values\/web\.yaml:4:1/,
  );
  assert.match(said.stderr, /help: it is always so now/);
  assert.ok(!said.stderr.includes("`replicas`"));
  assert.equal(read(root, "values/web.yaml"), values);
});

test("the base of a merge comes from the cache, from git's history, or from the commit at the source", async () => {
  for (const from of ["cache", "history", "source", "nowhere"] as const) {
    const kit = kitOf(V1);
    const root = team();
    const env = { CHARTROOM_CACHE: tempDirectory() };
    const source = from === "nowhere" ? folderOf(V1) : `git+${kit}#main:charts/web`;
    await run(root, ["copy", source, "charts"], env);
    if (from === "history") commit(root);
    write(root, "charts/web/templates/a.yaml", V1["templates/a.yaml"].replace("one: 1", "one: uno"));
    commit(root);
    if (from === "nowhere") replace(source, V2);
    else change(kit, V2);
    if (from === "history") rmSync(kit.replace("file://", ""), { recursive: true });
    const later = from === "cache" ? env : { CHARTROOM_CACHE: tempDirectory() };
    const said = await run(root, ["copy", "--update"], later);
    if (from === "history") {
      // The source is gone, so nothing is updated; how it was edited is known all the same.
      assert.equal(said.code, 1);
      const diff = await run(root, ["copy", "--diff"], later);
      assert.match(diff.stdout, /^-one: 1\n\+one: uno$/m);
      continue;
    }
    const merged = read(root, "charts/web/templates/a.yaml");
    if (from === "nowhere") assert.match(merged, /^<{7} .*\none: uno$/m);
    else assert.equal(merged, "one: uno\ntwo: 2\nthree: 3\nfour: 4\nfive: 5\nsix: six\n", from);
  }
});

test("what stands in the way is not overwritten, and can be adopted", async () => {
  const root = team();
  write(root, "charts/web/values.yaml", "mine: true\n");
  const source = folderOf(V1);
  const refused = await run(root, ["copy", source, "charts"]);
  assert.equal([refused.code, read(root, "charts/web/values.yaml")], [2, "mine: true\n"]);
  assert.match(refused.stderr, /CR803/);
  assert.ok(!existsSync(path.join(root, "charts.lock.json")));
  const adopted = await run(root, ["copy", source, "charts", "--adopt"]);
  assert.equal([adopted.code, read(root, "charts/web/values.yaml")], [0, "mine: true\n"], adopted.stderr);
  const check = await run(root, ["copy", "--check"]);
  assert.match(check.stdout, /CR804.*1 changed \(values\.yaml\), 5 removed/);
});

test("a source that is none, and a lock that is none, are findings", async () => {
  const root = team();
  const sources = [
    "./nowhere",
    "nochart",
    "git+./nowhere#main:x",
    `git+${kitOf(V1)}#no-such:charts/web`,
    `git+${kitOf(V1)}#main:no/such`,
  ];
  const said = await run(root, ["copy", ...sources, "charts"]);
  assert.equal([said.code, said.stderr.match(/CR801/g)?.length], [2, 5], said.stderr);
  const entry = (files: unknown) =>
    JSON.stringify({ version: 1, copies: { "../../etc": { source: "web", version: "1", files } } });
  const wrong = ["{", "[]", '{"version":2}', '{"version":1}', entry({}), entry({ a: "b" })];
  for (const text of wrong) {
    write(root, "charts.lock.json", text);
    const broken = await run(root, ["copy", "--check"]);
    assert.equal(broken.code, 2, text);
    assert.match(broken.stderr, /CR802/);
  }
});

test("a copy outside of the repository is refused", async () => {
  const said = await run(team(), ["copy", "phoenix", "../elsewhere"]);
  assert.equal(said.code, 2);
  assert.match(said.stderr, /CR001/);
});

/** A git repository that has the chart at charts/web, as a URL. */
function kitOf(files: Readonly<Record<string, string>>): string {
  const root = team();
  for (const [name, text] of Object.entries(files)) write(root, `charts/web/${name}`, text);
  commit(root);
  return `file://${root}`;
}

function change(kit: string, files: Readonly<Record<string, string>>): void {
  const root = kit.replace("file://", "");
  replace(path.join(root, "charts/web"), files);
  commit(root);
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = path.join(tempDirectory(), "web");
  replace(folder, files);
  return folder;
}

function replace(folder: string, files: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
}

function team(): string {
  const root = tempDirectory();
  execFileSync("git", ["init", "-q", "-b", "main", root]);
  return root;
}

function commit(root: string): void {
  const as = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
  execFileSync("git", ["-C", root, "add", "-A"]);
  execFileSync("git", ["-C", root, ...as, "commit", "-q", "--allow-empty", "-m", "a change"]);
}

function write(root: string, name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

const read = (root: string, name: string): string => readFileSync(path.join(root, name), "utf8");

function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  return chartroom(args, { cwd, env: { CHARTROOM_CACHE: process.env.CHARTROOM_CACHE, ...env } });
}
