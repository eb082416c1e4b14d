import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import type { ReleaseTimeline } from "../../scripts/core/hook-timeline.ts";
import { drawTimelines } from "../../scripts/report/hook-timeline.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot, repository, sampleRepository } from "../rig.ts";

const test = suite("hooks: the timeline of both phases");
const fixture = (code: string) => path.join(projectRoot, "test/fixtures/codes", code, "repo");
const isHooks = new Ajv({ strict: true, allErrors: true }).compile(
  JSON.parse(readFileSync(path.join(projectRoot, "schemas/hooks.schema.json"), "utf8")) as object,
);

interface Document {
  readonly version: number;
  readonly releases: readonly ReleaseTimeline[];
}

test("the sample: every environment, at most 80 columns wide, without colours, no finding", async () => {
  const ran = await chartroom(["hooks", "--argocd"], { cwd: sampleRepository() });
  assert.is(ran.code, 0, ran.stderr);
  assert.is(ran.stderr, "");
  for (const line of ran.stdout.split("\n")) assert.ok(line.length <= 80, line);
  assert.not.match(ran.stdout, "\u001b");
  for (const name of ["local: phoenix", "staging: phoenix", "production: phoenix"])
    assert.ok(ran.stdout.includes(name), ran.stdout);
  assert.match(ran.stdout, "skipped by the next try of a first install that failed");
});

test("what a rule says stands beside the hook, and below with its place; the exit code is 1 for an error", async () => {
  const cwd = repository("minimal", fixture("CR520"));
  const ran = await chartroom(["-e", "local", "hooks"], { cwd });
  assert.is(ran.code, 1);
  assert.is(
    ran.stdout,
    `web  namespace shop, Helm's timeout 300 s

  FIRST INSTALL, AND UPGRADE (the same)
    pre-install, pre-upgrade
        -5  Secret/web-keys
              before-hook-creation, hook-succeeded
      then deleted, each has succeeded: Secret/web-keys
    the release's own objects
      Deployment
      Helm does not wait for them
    post-install, post-upgrade
         0  Job/web-report
              deadline 240 s; 0 retries; before-hook-creation
              needs Secret/web-keys (removed)
            ! CR520 Secret/web-keys is removed by its policy hook-succeeded
                    before post-install and post-upgrade
`,
  );
  assert.match(ran.stderr, "error[CR520]");
  assert.match(ran.stderr, "charts/web/templates/migrate.yaml");
});

test("--json is what its schema says, with one release or all", async () => {
  const cwd = sampleRepository();
  const ran = await chartroom(["-e", "local,staging", "hooks", "phoenix", "--json"], { cwd });
  assert.is(ran.code, 0, ran.stderr);
  const document = JSON.parse(ran.stdout) as Document;
  assert.ok(isHooks(document), JSON.stringify(isHooks.errors));
  assert.is(document.version, 1);
  assert.equal(
    document.releases.map(({ environment, release }) => `${environment} ${release}`),
    ["local phoenix", "staging phoenix"],
  );
  const [local] = document.releases;
  const order = (steps: ReleaseTimeline["install"] = []) =>
    steps.map((one) => (one.step === "hook" ? one.object : one.step));
  assert.equal(order(local?.upgrade), [
    "ServiceAccount/phoenix-hooks",
    "Secret/phoenix-hooks",
    "ConfigMap/phoenix-hooks",
    "Job/phoenix-migrate",
    "remove",
    "objects",
    "wait",
  ]);
  assert.ok(order(local?.install).includes("Job/phoenix-seed"));
});

test("every fixture of a hook's code is drawn and valid", async () => {
  for (const code of ["CR516", "CR521", "CR523", "CR528", "CR529", "CR531", "CR546"]) {
    const ran = await chartroom(["hooks", "--json"], { cwd: repository("minimal", fixture(code)) });
    const document = JSON.parse(ran.stdout) as Document;
    assert.ok(isHooks(document), `${code}: ${JSON.stringify(isHooks.errors)}`);
    assert.match(code === "CR531" ? ran.stderr : ran.stdout, code);
    const drawn = drawTimelines(document.releases, { color: false, argocd: true, several: true });
    for (const line of drawn.split("\n")) assert.ok(line.length <= 80, line);
  }
});

test("a release without hooks, one that is not there, words that mean nothing", async () => {
  const cwd = repository("minimal");
  const none = await chartroom(["-e", "local", "hooks"], { cwd });
  assert.equal([none.code, none.stdout, none.stderr.trim()], [0, "", "no release has hooks"]);
  cpSync(fixture("CR531"), cwd, { recursive: true });
  const other = await chartroom(["-e", "local", "hooks", "wbe"], { cwd });
  assert.is(other.code, 2);
  assert.match(other.stderr, "CR310");
  assert.match(other.stderr, "with hooks: web");
  const word = await chartroom(["-e", "local", "hooks", "--phase"], { cwd });
  assert.is(word.code, 2);
  assert.match(word.stderr, "CR001");
  const broken = await chartroom(["-e", "nowhere", "hooks"], { cwd });
  assert.is(broken.code, 2, broken.stderr);
});

test("CR510 is told although Helm leaves the object out", async () => {
  const ran = await chartroom(["-e", "local", "hooks"], { cwd: repository("minimal", fixture("CR510")) });
  assert.is(ran.code, 1);
  assert.match(ran.stderr, "CR510");
});

test("a chart alone: under the values that make most hooks, or under those that are given", async () => {
  const cwd = sampleRepository();
  const ran = await chartroom(["hooks", "charts/phoenix"], { cwd });
  assert.is(ran.code, 0, ran.stderr);
  assert.ok(ran.stdout.startsWith("charts/phoenix/ci/"), ran.stdout);
  for (const line of ran.stdout.split("\n")) assert.ok(line.length <= 80, line);
  const file = "charts/phoenix/ci/rerun-seed-values.yaml";
  const given = await chartroom(["hooks", "charts/phoenix", "-f", file, "--json"], { cwd });
  const { releases } = JSON.parse(given.stdout) as Document;
  assert.equal([releases.length, releases[0]?.environment, releases[0]?.release], [1, file, "phoenix"]);
  assert.ok(releases[0]?.upgrade.some((one) => one.step === "hook" && one.object === "Job/phoenix-seed"));
  const none = await chartroom(["hooks", path.join(projectRoot, "test/fixtures/repos/minimal/charts/web")], {
    cwd,
  });
  assert.equal([none.code, none.stdout, none.stderr.trim()], [0, "", "no release has hooks"]);
});
