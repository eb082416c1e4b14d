import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chart, foreign } from "../integration/foreign/foreign.ts";
import { installPacked } from "../packed.ts";
import { projectRoot } from "../rig.ts";

const test = suite("package: the first words of somebody who just installed it");

/** Where chartroom is installed: a folder above the ones that it is used in, as npm and npx find it. */
const home = installPacked(tempDirectory());
const bin = path.join(home, "node_modules/.bin/chartroom");

const plain = { CI: "true", NO_COLOR: "1", FORCE_COLOR: undefined };
const chartroom = (cwd: string, line: string, env: NodeJS.ProcessEnv = {}) =>
  run(bin, line.split(" "), { cwd, env: { ...plain, ...env } });

/** What is typed where nothing is; the exit code; what a person must read to get on. */
const NOTHING_HERE: readonly (readonly [line: string, code: number, said: RegExp])[] = [
  ["help", 0, /^ {2}check +check every value/m],
  ["version", 0, /^chartroom \d/],
  ["completion bash", 0, /complete -o default -F _chartroom chartroom/],
  ["explain CR020", 0, /CR020/],
  ["check", 2, /CR020.*\n {2}help: change into the repository, .* check CHART/],
  ["-e staging check", 2, /CR020/],
  ["-e staging render", 2, /CR020/],
  ["-e staging hooks", 2, /CR020/],
  ["-e staging plan", 2, /CR020/],
  ["-e staging apply --yes", 2, /CR020/],
  ["-e staging values", 2, /CR020/],
  ["-e staging unlock", 2, /CR020/],
  ["-e staging run migrate", 2, /CR020/],
  ["-e staging observe", 2, /CR020/],
  ["secrets check", 2, /CR020/],
  ["types --check", 2, /CR020/],
  ["plan", 2, /CR001.*\n {2}help: chartroom -e local plan/],
  ["render", 2, /CR001.*chartroom -e ENVIRONMENT render/],
  ["init phoenix", 2, /CR701.*\n {2}help: name the folder/],
  ["image build", 2, /CR721.*\n {2}help: change into the application's folder/],
  ["copy --check", 2, /CR001.*\n {2}help: make one: chartroom copy phoenix charts/],
  ["lint", 2, /CR825[\s\S]*chartroom lint --all/],
  ["package", 2, /CR001.*\n {2}help: chartroom help package/],
  ["schema web", 2, /error\[CR312\].*\n {2}help: name the chart's folder/],
  ["chekc", 3, /helmfile got it; did you mean `check`\?/],
  ["frobnicate", 3, /helmfile got it; `chartroom help` lists the verbs/],
];

for (const [where, make, lines] of [
  ["an empty folder", () => {}, NOTHING_HERE],
  [
    "an empty git repository",
    (root: string) => execFileSync("git", ["init", "-q", root]),
    NOTHING_HERE.filter(([line]) => /^(?:check|copy|lint|package|image|init|secrets)\b/.test(line)), // that ask git
  ],
] as const)
  test(`in ${where} each verb says what is missing and what to do, and writes nothing`, async () => {
    const root = tempDirectory();
    make(root);
    const before = readdirSync(root);
    for (const [line, code, said] of lines) {
      const ran = await chartroom(root, line);
      const text = ran.stdout + ran.stderr;
      assert.is(ran.code, code, `${line}\n${text}`);
      assert.match(text, said, line);
      assert.not.match(text, /^ +at |a bug in chartroom|undefined/m, line);
    }
    assert.equal(readdirSync(root), before);
  });

test("in somebody's helmfile repository a check, a render, a value, and a mistake of theirs", async () => {
  const one = await foreign({
    ...chart("web", "port: 80\nhost: a.example.com\n"),
    "deploy/helmfile.yaml.gotmpl":
      "environments:\n  dev: {}\n  live: {}\n---\nreleases:\n- name: web\n  namespace: shop\n  chart: ../charts/web\n  values: [web.yaml]\n",
    "deploy/web.yaml": "port: 8080\nhots: b.example.com\n",
  });
  const deploy = path.join(one.root, "deploy");
  const check = await chartroom(deploy, "check", one.env);
  assert.is(check.code, 0, check.stdout + check.stderr);
  assert.match(
    check.stdout,
    /warning\[CR\d+\]: .*`hots`[\s\S]* web.yaml:2:1 \(dev, live\)[\s\S]*did you mean `host`\?/,
  );
  assert.match(check.stderr, /checked dev .*1 release \(web\).*\nchecked live /);
  const strict = await chartroom(deploy, "check --fail-on warning", one.env);
  assert.is(strict.code, 1, strict.stdout);
  const value = await chartroom(deploy, "-e dev values web.port", one.env);
  assert.match(
    value.stdout,
    /^web.port: 8080\n.*was 80 in ..\/charts\/web\/values.yaml:1:7\n.* web.yaml:1:7/,
  );
  const render = await chartroom(deploy, "-e live render", one.env);
  assert.equal([render.code, /kind: Secret/.test(render.stdout)], [0, true], render.stderr);
  const list = await chartroom(deploy, "-e dev list", one.env);
  assert.match(list.stdout, /^web\s+shop\s+true/m); // helmfile's own
  const other = await chartroom(deploy, "-e stagng check", one.env);
  assert.equal([other.code, /CR021[\s\S]*dev, live/.test(other.stdout)], [1, true], other.stdout);
});

test("the package that is started is the packed one", () => {
  const own = JSON.parse(readFileSync(path.join(home, "node_modules/chartroom/package.json"), "utf8"));
  const ours = JSON.parse(readFileSync(path.join(projectRoot, "package.json"), "utf8"));
  assert.is(own.version, ours.version);
  assert.not(readdirSync(path.join(home, "node_modules/chartroom")).includes("test"));
});
