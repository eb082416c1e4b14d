import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { RE2JS } from "re2js";
import { parse } from "yaml";
import { run } from "../../scripts/core/exec.ts";
import { modulePins } from "../../scripts/tools/module-pins.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { hadolintTool } from "../images/tools.ts";
import { commitAll, writeFiles } from "../lint/repository.ts";
import { projectRoot, sampleRepository } from "../rig.ts";
import { actionlintTool, checkSchemaTool, lefthookTool, preCommitTool } from "./tools.ts";

const test = suite("ci: files for CI, hooks and editors");

interface Step {
  readonly run?: string;
  readonly name?: string;
}

const text = (file: string) => readFileSync(path.join(projectRoot, file), "utf8");
const workflow = (file: string) =>
  (parse(text(file)) as { jobs: Record<string, { steps: Step[] }> }).jobs.charts?.steps ?? [];
const scriptOf = (file: string) =>
  parse(text(file)) as { charts: { script: string[]; after_script: string[]; before_script?: string[] } };

/** What the files' lines need that a test has not: the registry that chartroom comes from, and one to push to. */
const NOT_HERE = [/^npm ci$/, /helm registry login/];

/** The sample repository as a clone with `origin/main`, and chartroom where `npm ci` puts it. */
function clone(): string {
  const root = sampleRepository();
  writeFiles(root, { "package.json": '{"private": true}\n', ".gitignore": "node_modules\ndist\n*.sarif\n" });
  execFileSync("git", ["init", "-q", "-b", "main", root]);
  const bin = path.join(root, "node_modules/.bin/chartroom");
  mkdirSync(path.dirname(bin), { recursive: true });
  writeFileSync(
    bin,
    `#!/bin/sh\nexec "${process.execPath}" "${path.join(projectRoot, "dist/scripts/main.js")}" "$@"\n`,
  );
  chmodSync(bin, 0o755);
  // Here the types come from our own sources, elsewhere from the package.
  execFileSync(bin, ["types"], { cwd: root, stdio: "ignore" });
  commitAll(root);
  execFileSync("git", ["-C", root, "update-ref", "refs/remotes/origin/main", "HEAD"]);
  return root;
}

const env = { CI: "true", npm_config_offline: "true", NO_COLOR: "1", FORCE_COLOR: undefined };
const shell = (cwd: string, line: string) => run("bash", ["-eo", "pipefail", "-c", line], { cwd, env });

test("every line of the samples runs in a clone, and says 0", async () => {
  const root = clone();
  const release = workflow("docs/ci/github-release.yaml").flatMap(({ run: line }) => line ?? []);
  const gitlab = scriptOf("docs/ci/gitlab-ci.yml").charts;
  const lines = [
    ...workflow("docs/ci/github-actions.yaml").flatMap(({ run: line }) => line ?? []),
    ...release.map((line) => line.replace(/ --push .*/, "")),
    ...(gitlab.before_script ?? []),
    ...gitlab.script,
    ...gitlab.after_script,
  ];
  const ours = [...new Set(lines)].filter((line) => !NOT_HERE.some((one) => one.test(line)));
  assert.ok(ours.length >= 10, ours.join("\n"));
  for (const line of ours) {
    const ran = await shell(root, line);
    assert.is(ran.code, 0, `${line}\n${ran.stdout}${ran.stderr}`);
  }
  assert.is(JSON.parse(readFileSync(path.join(root, "chartroom.sarif"), "utf8")).version, "2.1.0");
  assert.ok(existsSync(path.join(root, "dist/phoenix-0.1.0.tgz")));
});

test("this repository runs what the samples say", () => {
  const lines = (file: string) => workflow(file).map(({ run: line, name }) => [name, line]);
  assert.equal(lines(".github/workflows/ci.yaml"), lines("docs/ci/github-actions.yaml"));
  const [ours, sample] = [".gitlab-ci.yml", "docs/ci/gitlab-ci.yml"].map((file) => scriptOf(file).charts);
  assert.equal([ours?.script, ours?.after_script], [sample?.script, sample?.after_script]);
});

const actionlint = await actionlintTool();
if ("missing" in actionlint) test.cannotRun("workflows pass actionlint", actionlint.missing);
else
  test("workflows pass actionlint, and a wrong one does not", async () => {
    const files = [".github/workflows/ci.yaml", "docs/ci/github-actions.yaml", "docs/ci/github-release.yaml"];
    const ran = await run(actionlint.path, ["-shellcheck=", "-pyflakes=", ...files], { cwd: projectRoot });
    assert.equal([ran.code, ran.stdout], [0, ""], ran.stderr);
    const wrong = text("docs/ci/github-actions.yaml").replace("github.base_ref", "github.base_reff");
    const found = await run(actionlint.path, ["-shellcheck=", "-pyflakes=", "-"], {
      cwd: projectRoot,
      input: wrong,
    });
    assert.equal([found.code, /base_reff/.test(found.stdout)], [1, true]);
  });

const checkSchema = await checkSchemaTool();
const promise = "GitLab's files and Renovate's are what their own schemas ask for, and wrong ones are not";
if ("missing" in checkSchema) test.cannotRun(promise, checkSchema.missing);
else
  test(promise, async () => {
    const check = (schema: string, ...files: string[]) =>
      run(checkSchema.path, ["--builtin-schema", `vendor.${schema}`, ...files], { cwd: projectRoot });
    for (const [schema, file, right, wrong, said] of [
      ["gitlab-ci", ".gitlab-ci.yml", "stage: check", "stag: check", /\$\.(?:\.node|test|charts)/],
      ["gitlab-ci", "docs/ci/gitlab-ci.yml", "when: always", "when: allways", /\$\.charts\.artifacts\.when/],
      [
        "renovate",
        "renovate.json",
        '"dependencyDashboard": true',
        '"dependencyDashboard": 1',
        /dependencyDashboard/,
      ],
    ] as const) {
      const good = await check(schema, file);
      assert.is(good.code, 0, good.stdout + good.stderr);
      assert.ok(text(file).includes(right), `${file} has no ${right}`);
      const planted = path.join(tempDirectory(), path.basename(file));
      writeFileSync(planted, text(file).replaceAll(right, wrong));
      const bad = await check(schema, planted);
      assert.equal([bad.code, said.test(bad.stdout)], [1, true], `${file}: ${bad.stdout}${bad.stderr}`);
    }
  });

const hadolint = await hadolintTool();
if ("missing" in hadolint) test.cannotRun("the recipe of the image passes hadolint", hadolint.missing);
else
  test("the recipe of the image passes hadolint", async () => {
    const ran = await run(hadolint.path, ["--failure-threshold=style", "docs/ci/Dockerfile"], {
      cwd: projectRoot,
    });
    assert.equal([ran.code, ran.stdout], [0, ""]);
  });

/** A commit's worth of faults: a secret in plain text, types that are old, a chart that does not lint. */
function breakAll(root: string): void {
  const secrets = path.join(root, "environments/local/secrets.yaml");
  writeFileSync(secrets, readFileSync(secrets, "utf8").replace(/ENC\[[^\]]*\]/, "plain-text"));
  writeFiles(root, { "charts/postgres/ci/new-values.yaml": "auth:  1\n" });
  const schema = path.join(root, "charts/postgres/values.schema.json");
  writeFileSync(
    schema,
    readFileSync(schema, "utf8").replace('"properties": {', '"properties": {\n"zzz": {"type": "string"},'),
  );
  execFileSync("git", ["-C", root, "add", "-A"]);
}

const preCommit = await preCommitTool();
if ("missing" in preCommit) test.cannotRun("the hooks of pre-commit", preCommit.missing);
else
  test("the hooks of pre-commit pass, and each finds its fault", async () => {
    const root = clone();
    copyFileSync(
      path.join(projectRoot, "docs/ci/pre-commit-config.yaml"),
      path.join(root, ".pre-commit-config.yaml"),
    );
    commitAll(root);
    const home = { ...env, PRE_COMMIT_HOME: tempDirectory() };
    const good = await run(preCommit.path, ["run", "--all-files", "--color=never"], { cwd: root, env: home });
    assert.equal([good.code, good.stdout.match(/\.Passed$/gm)?.length], [0, 3], good.stdout + good.stderr);
    breakAll(root);
    const bad = await run(preCommit.path, ["run", "--color=never"], { cwd: root, env: home });
    assert.equal([bad.code, bad.stdout.match(/\.Failed$/gm)?.length], [1, 3], bad.stdout + bad.stderr);
    assert.not.match(bad.stdout, /plain-text/);
  });

const lefthook = await lefthookTool();
if ("missing" in lefthook) test.cannotRun("the hooks of lefthook", lefthook.missing);
else
  test("lefthook takes its file, and stops a commit with a fault", async () => {
    const root = clone();
    copyFileSync(path.join(projectRoot, "docs/ci/lefthook.yml"), path.join(root, "lefthook.yml"));
    const valid = await run(lefthook.path, ["validate"], { cwd: root, env });
    assert.is(valid.code, 0, valid.stdout + valid.stderr);
    commitAll(root);
    writeFiles(root, { "charts/postgres/ci/new-values.yaml": "auth:  1\n" });
    execFileSync("git", ["-C", root, "add", "-A"]);
    const bad = await run(lefthook.path, ["run", "pre-commit", "--no-tty"], { cwd: root, env });
    assert.equal([bad.code, /CR823/.test(bad.stdout + bad.stderr)], [1, true], bad.stdout + bad.stderr);
  });

test("renovate's patterns find every pin of a tool", () => {
  const { customManagers } = JSON.parse(text("renovate.json")) as {
    customManagers: { matchStrings: string[] }[];
  };
  const pins = text("scripts/tools/module-pins.ts");
  const found = customManagers.flatMap(({ matchStrings }) =>
    matchStrings.flatMap((pattern) => {
      const matcher = RE2JS.compile(pattern).matcher(pins);
      const versions: string[] = [];
      while (matcher.find()) versions.push(matcher.group("currentValue") as string);
      return versions;
    }),
  );
  const wanted = Object.values(modulePins).map(({ version }) => version);
  // Helm's own stands three times: as a module, in the engine, and as what both say.
  assert.equal([...found].sort(), [...wanted, modulePins.helm.version].sort());
});

test("the editor's settings name schemas that are there", () => {
  const settings = JSON.parse(text(".vscode/settings.json")) as { "yaml.schemas": Record<string, string> };
  for (const schema of Object.keys(settings["yaml.schemas"]))
    assert.ok(existsSync(path.join(projectRoot, schema)), schema);
  assert.ok(JSON.parse(text(".vscode/extensions.json")).recommendations.length > 0);
});
