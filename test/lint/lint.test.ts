import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { readSettings } from "../../scripts/lint/settings.ts";
import { translateYamale } from "../../scripts/lint/yamale.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot, repositoryOf } from "../rig.ts";
import { faultless } from "./faults.ts";
import { commitAll, gitRepository, writeFiles } from "./repository.ts";

const test = suite("lint: charts, settings, outcomes");

const below = (chart: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [`charts/${chart}/${file}`, text]));
const lint = (cwd: string, ...args: string[]) => chartroom(["lint", ...args], { cwd });

/** Two charts on the target branch `origin/main`, and the same in the working tree. */
function team(): string {
  const root = gitRepository({ ...below("web", faultless("web")), ...below("data", faultless("data")) });
  execFileSync("git", ["-C", root, "update-ref", "refs/remotes/origin/main", "HEAD"]);
  return root;
}

test("only charts that changed since the target branch are linted, each with its place", async () => {
  const root = team();
  const none = await lint(root, "--native");
  assert.equal(
    [none.code, none.stdout, none.stderr],
    [0, "no findings\n", "no chart changed since origin/main\n"],
  );
  writeFiles(root, { "charts/web/templates/extra/note.txt": "", "README.md": "x" });
  commitAll(root);
  const one = await lint(root, "--native", "--fail-on", "error");
  assert.is(one.code, 1, one.stderr);
  assert.match(
    one.stdout,
    /^error\[CR820\]: the chart changed since origin\/main.* it is 1\.0\.1, there 1\.0\.1\n {2}charts\/web\/Chart\.yaml:3:10/,
  );
  assert.match(one.stdout, /help: chartroom package --bump patch \(or minor, major\) charts\/web\n/);
  assert.is(one.stderr, "linted 1 chart changed since origin/main: charts/web\n");
  const named = await lint(root, "--native", "charts/web");
  assert.is(named.code, 0, named.stdout);
  const all = await lint(root, "--native", "--all");
  assert.is(all.stderr, "linted 2 charts: charts/data, charts/web\n");
  const below = await lint(path.join(root, "charts"), "--native", "--all", "--config", "../none.yaml");
  assert.equal([below.code, /CR826/.test(below.stderr)], [2, true], below.stderr);
});

test("what helm lint finds in a template that no render came to is told, too", async () => {
  const root = repositoryOf(
    below("web", {
      ...faultless("web"),
      "templates/broken.txt": "no map\n",
      "templates/second.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [] } } }\n",
    }),
  );
  const ran = await lint(root, "--native", "charts/web", "--format", "json");
  const said = JSON.parse(ran.stdout).diagnostics.map(
    (one: { code: string; file: string }) => `${one.code} ${one.file.replace("charts/web/", "")}`,
  );
  assert.ok(said.includes("CR305 templates/broken.txt"), ran.stdout);
  assert.ok(said.includes("CR828 templates/second.yaml"), ran.stdout);
  assert.not.ok(said.includes("CR828 templates/broken.txt"), ran.stdout);
});

test("all failures of a chart are told in one run, in every format", async () => {
  const root = team();
  writeFiles(root, {
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.1\nhomme: https://example.com\n",
    "charts/web/values.yaml": "image:  web \nreplicas: 1\n",
    "charts/web/ci/a-values.yaml": "image: null\n",
    "charts/web/ci/b-values.yaml": "image: null\nreplicas: [ 2]\n",
  });
  const ran = await lint(root, "--native", "--format", "json");
  assert.is(ran.code, 1, ran.stderr);
  const said = JSON.parse(ran.stdout).diagnostics.map(
    (one: { code: string; file: string; line: number; column: number }) =>
      `${one.code} ${one.file.replace("charts/web/", "")}:${one.line}:${one.column}`,
  );
  for (const wanted of [
    "CR820 Chart.yaml:3:10",
    "CR821 Chart.yaml:4:1",
    "CR822 Chart.yaml:2:7",
    "CR823 values.yaml:1:8",
    "CR823 values.yaml:1:12",
    "CR823 ci/b-values.yaml:2:12",
    "CR303 templates/config.yaml:6:13",
  ])
    assert.ok(said.includes(wanted), `${wanted} is not in\n${said.join("\n")}`);
  const github = await lint(root, "--native", "--format", "github");
  assert.match(
    github.stdout,
    /^::error file=charts\/web\/Chart\.yaml,line=4,endLine=4,col=1,endColumn=6,title=CR821%3A /m,
  );
});

test("what changed cannot be told: no git, no remote branch", async () => {
  const root = repositoryOf(below("web", faultless("web")));
  const without = await lint(root, "--native");
  assert.equal([without.code, without.stdout], [2, ""]);
  assert.match(without.stderr, /CR825/);
  const branch = await lint(team(), "--native", "--target-branch", "trunk");
  assert.is(branch.code, 2);
  assert.match(branch.stderr, /CR825\]: which charts changed since origin\/trunk cannot be told/);
  const nothing = await lint(root, "--native", "nowhere");
  assert.equal([nothing.code, /CR010/.test(nothing.stderr)], [2, true]);
});

test("settings of the repository count: folders, exclusions, a schema and rules of its own", async () => {
  const root = team();
  writeFiles(root, {
    "ct.yaml":
      "chart-dirs: [deploy]\nexcluded-charts: data\nlint-conf: conf/yaml.yaml\ntarget-branch: trunk\nvalidate-maintainers: false\n",
    "conf/yaml.yaml": "rules: {quoted-strings: enable, line-length: {max: 15, level: warning}}\n",
    "chart_schema.yaml":
      "name: str(min=5)\nversion: semver()\napiVersion: str()\nmaintainers: any(required=False)\ndescription: str()\n",
    ...Object.fromEntries(
      Object.entries(faultless("web")).map(([file, text]) => [`deploy/web/${file}`, text]),
    ),
    ...Object.fromEntries(
      Object.entries(faultless("data")).map(([file, text]) => [`deploy/data/${file}`, text]),
    ),
  });
  const ran = await lint(root, "--native", "--all");
  assert.is(ran.code, 1);
  assert.match(ran.stderr, /^linted 1 chart: deploy\/web$/m);
  assert.match(ran.stdout, /error\[CR821\]: `name` must NOT have fewer than 5 characters/);
  assert.match(ran.stdout, /warning\[CR823\]: line too long \(\d+ > 15 characters\) \(line-length\)/);
  assert.match(
    ran.stdout,
    /note\[CR827\]: yamllint's rule `quoted-strings` is not checked without yamllint\n {2}conf\/yaml\.yaml:1:9\n/,
  );
  assert.match(
    ran.stdout,
    /note\[CR827\]: yamale's validator `semver` is not checked without yamale\n {2}chart_schema\.yaml:2:10\n/,
  );
  writeFiles(root, { "chart_schema.yaml": "name: strr(\n" });
  const wrong = await lint(root, "--native", "--all");
  assert.equal(
    [
      wrong.code,
      /CR826\]: chart_schema\.yaml cannot be used: .*\n {2}chart_schema\.yaml:1:7\n/.test(wrong.stderr),
    ],
    [2, true],
    wrong.stderr,
  );
  rmSync(path.join(root, "ct.yaml"));
  const own = readSettings(root, {});
  assert.ok(own.ok && own.value.additionalCommands.some((one) => one.includes("helm template")));
  assert.is(own.ok && own.value.lintConf, path.join(projectRoot, "schemas/lint/lintconf.yaml"));
});

test("without ct on PATH the native way is taken, and --ct is refused", async () => {
  const root = team();
  const env = { PATH: [path.dirname(process.execPath), "/usr/bin", "/bin"].join(path.delimiter) };
  const auto = await chartroom(["lint", "--all"], { cwd: root, env });
  assert.is(auto.code, 0, auto.stdout);
  assert.match(auto.stderr, /^linted without ct: ct, .*not on PATH/);
  const forced = await chartroom(["lint", "--all", "--ct"], { cwd: root, env });
  assert.equal([forced.code, /CR908/.test(forced.stderr)], [3, true], forced.stderr);
});

test("what helm lint alone knows is told", async () => {
  const root = team();
  writeFiles(root, { "charts/data/Chart.yaml": `${faultless("data")["Chart.yaml"]}appVersion: 1.10\n` });
  const ran = await lint(root, "--native", "charts/data");
  assert.match(ran.stdout, /error\[CR828\]: helm lint: appVersion should be of type string/);
});

test("a schema of yamale as JSON Schema", () => {
  const read = translateYamale(
    "a: list(include('b'), min=1, required=False)\nc: map(num(), key=str())\nd: enum('x', 2)\n---\nb:\n  e: regex('[a-z]+$')\n  f: any(int(), null(), none=False, required=False)\n",
  );
  assert.ok(read.ok);
  assert.equal(read.value, {
    notHere: [],
    schema: {
      $schema: "http://json-schema.org/draft-07/schema#",
      definitions: {
        b: {
          type: "object",
          properties: {
            e: { anyOf: [{ type: "string", pattern: "^(?:[a-z]+$)" }] },
            f: { anyOf: [{ type: "integer" }, { type: "null" }] },
          },
          required: ["e"],
          additionalProperties: false,
        },
      },
      type: "object",
      properties: {
        a: { anyOf: [{ type: "null" }, { type: "array", items: { $ref: "#/definitions/b" }, minItems: 1 }] },
        c: { type: "object", additionalProperties: { type: "number" } },
        d: { enum: ["x", 2] },
      },
      required: ["c", "d"],
      additionalProperties: false,
    },
  });
  for (const wrong of ["[]", "a: strr", "a: str(", "a: include('b')", "a: 3"])
    assert.ok(!translateYamale(wrong).ok, wrong);
});

test("words that make no sense are CR001", async () => {
  for (const words of [
    ["--natve"],
    ["--native", "--ct"],
    ["--all", "charts/web"],
    ["--fail-on", "never-ever"],
  ]) {
    const ran = await lint(projectRoot, ...words);
    assert.equal([ran.code, /CR001/.test(ran.stderr)], [2, true], words.join(" "));
  }
});
