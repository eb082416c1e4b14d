import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { commitAll } from "../lint/repository.ts";
import { annotated, ci, found } from "./ci.ts";
import { bareKit } from "./kit.ts";
import { newTeam } from "./repository.ts";

const test = suite("team: two copied charts, edited, brought over two versions");
const kit = bareKit();
const { root } = await newTeam();
const source = (chart: string, ref: string) => `git+${kit}#${ref}:charts/${chart}`;

const read = (file: string) => readFileSync(path.join(root, file), "utf8");
function edit(file: string, from: string, to: string): void {
  const before = read(file);
  assert.ok(before.includes(from), `${file} has no ${from}`);
  writeFileSync(path.join(root, file), before.replace(from, to));
}
const lock = () => JSON.parse(read("charts.lock.json")).copies;
/** What an update says it did to files. */
const steps = (stderr: string) =>
  stderr.split("\n").filter((line) => /^(?:\w+ deploy\/| {2}[a-z ]+ {2,}\S+$)/.test(line));
/** Findings of a check that have nothing to do with keys. */
async function check(): Promise<string[]> {
  const ran = await ci(root, ["--format", "json", "check"]);
  return found(ran.stdout).filter((one) => !/^CR(?:025|026|150)/.test(one));
}

test("v1 is copied, and the repository is clean", async () => {
  commitAll(root);
  const ran = await ci(root, ["copy", source("web", "v1"), source("worker", "v1"), "deploy"]);
  assert.equal([ran.code, ran.stdout], [0, ""], ran.stderr);
  assert.equal(
    Object.entries(lock()).map(([folder, one]) => [folder, (one as { version: string }).version]),
    [
      ["deploy/web", "1.0.0"],
      ["deploy/worker", "0.3.0"],
    ],
  );
  commitAll(root);
  const clean = await ci(root, ["copy", "--check", "--fail-on", "warning"]);
  assert.equal([clean.code, clean.stdout], [0, "no findings\n"]);
  assert.equal(await check(), []);
});

test("each kind of edit is in the difference and in the check, at the first file of it", async () => {
  edit("deploy/web/templates/ingress.yaml", "path: /\n", "path: /shop\n");
  edit("deploy/web/values.yaml", "replicas: 1", "replicas: 2");
  const added =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-banner\ndata:\n  text: Welcome\n";
  writeFileSync(path.join(root, "deploy/web/templates/banner.yaml"), added);
  rmSync(path.join(root, "deploy/worker/templates/budget.yaml"));
  const diff = await ci(root, ["copy", "--diff"]);
  assert.equal(
    diff.stdout.split("\n").filter((line) => /^(?:diff |new|deleted|[-+] )/.test(line)),
    [
      "diff --git b/deploy/web/templates/banner.yaml b/deploy/web/templates/banner.yaml",
      "new file mode 100644",
      "+  name: {{ .Release.Name }}-banner",
      "+  text: Welcome",
      "diff --git a/deploy/web/templates/ingress.yaml b/deploy/web/templates/ingress.yaml",
      "-          - path: /",
      "+          - path: /shop",
      "diff --git a/deploy/web/values.yaml b/deploy/web/values.yaml",
      "diff --git a/deploy/worker/templates/budget.yaml a/deploy/worker/templates/budget.yaml",
      "deleted file mode 100644",
      "-  name: {{ .Release.Name }}",
      "-  maxUnavailable: 1",
      "-  selector:",
      "-    matchLabels:",
      "-      app.kubernetes.io/name: {{ .Release.Name }}",
    ],
  );
  const told = ["CR804 deploy/web/templates/ingress.yaml:1:1", "CR804 charts.lock.json:1:1"].sort();
  const json = await ci(root, ["--format", "json", "copy", "--check"]);
  assert.equal([json.code, found(json.stdout)], [0, told]);
  const strict = await ci(root, ["--format", "github", "copy", "--check", "--fail-on", "warning"]);
  assert.equal([strict.code, annotated(strict.stdout).length], [1, 2]);
  commitAll(root);
  assert.equal(await check(), []);
});

test("a tag does not move: the check is silent about v2 until it is asked for", async () => {
  const same = await ci(root, ["copy", "--update"]);
  assert.equal(steps(same.stderr), ["unchanged deploy/web  1.0.0", "unchanged deploy/worker  0.3.0"]);
  const dry = await ci(root, ["copy", "--update", "--ref", "v2", "--dry-run"]);
  assert.equal([dry.code, lock()["deploy/web"].version], [0, "1.0.0"]);
  const none = await ci(root, ["copy", "--update", "--ref", "v9"]);
  assert.equal([none.code, none.stderr.match(/CR801/g)?.length], [1, 2], none.stderr);
  for (const wrong of ["", "--upload-pack=x", "v2:charts"]) {
    const ran = await ci(root, ["copy", "--update", `--ref=${wrong}`]);
    assert.equal([ran.code, /CR001/.test(ran.stderr)], [2, true], wrong);
  }
});

test("v2 is merged; what it renamed is told where it is still set, and is then an error until renamed", async () => {
  const ran = await ci(root, ["copy", "--update", "--ref", "v2"]);
  assert.is(ran.code, 0, ran.stderr);
  assert.equal(steps(ran.stderr), [
    "updated deploy/web  1.0.0 -> 1.1.0",
    "  taken       Chart.yaml",
    "  taken       migrations/1.1.0.json",
    "  taken       templates/budget.yaml",
    "  taken       templates/deployment.yaml",
    "  taken       values.schema.json",
    "  merged      values.yaml",
    "updated deploy/worker  0.3.0 -> 0.4.0",
    "  taken       Chart.yaml",
    "  taken       templates/deployment.yaml",
  ]);
  assert.equal(
    [...ran.stderr.matchAll(/CR807\]: (.*)\n {2}(\S+)/g)].map((one) => `${one[1]} ${one[2]}`),
    [
      "`image.name` of deploy/web is called `image.repository` since 1.1.0 releases/web-production.yaml:3:3",
      "`image.name` of deploy/web is called `image.repository` since 1.1.0 releases/web.yaml:2:3",
    ],
  );
  assert.match(read("deploy/web/values.yaml"), /replicas: 2\n[\s\S]*repository: /);
  assert.equal(lock()["deploy/web"].source, source("web", "v2"));
  assert.equal(await check(), ["CR203 releases/web-production.yaml:3:3", "CR203 releases/web.yaml:2:3"]);
  const told = (await ci(root, ["check"])).stdout;
  assert.match(told, /\^{4} chart `web` has had no such value since 1\.1\.0\n/);
  assert.match(told, "help: `image.name` is `image.repository` now: move it there");
  for (const file of ["releases/web.yaml", "releases/web-production.yaml"])
    edit(file, "  name:", "  repository:");
  commitAll(root);
  assert.equal(await check(), []);
});

test("v3 meets the team's own edit: marked, told at its line, refused until somebody has chosen", async () => {
  const ran = await ci(root, ["copy", "--update", "--ref", "v3"]);
  assert.is(ran.code, 1, ran.stderr);
  assert.equal(steps(ran.stderr), [
    "updated deploy/web  1.1.0 -> 2.0.0",
    "  taken       Chart.yaml",
    "  taken       migrations/2.0.0.json",
    "  conflict    templates/ingress.yaml",
    "  taken       templates/service.yaml",
    "  taken       values.schema.json",
    "  merged      values.yaml",
    "updated deploy/worker  0.4.0 -> 0.5.0",
    "  taken       Chart.yaml",
    "  stays away  templates/budget.yaml",
  ]);
  assert.match(
    ran.stderr,
    /CR807\]: `port` of deploy\/web is gone since 2\.0\.0\n {2}releases\/web\.yaml:4:1/,
  );
  assert.match(ran.stderr, /help: the Service listens at 80/);
  const marked = read("deploy/web/templates/ingress.yaml");
  assert.match(
    marked,
    /^<{7} deploy\/web \(yours\)\n +- path: \/shop\n={7}\n +- path: \/app\n>{7} \S+#v3:charts\/web 2\.0\.0$/m,
  );
  const at = marked.split("\n").findIndex((line) => line.startsWith("<<<<<<<")) + 1;
  const conflict = `CR806 deploy/web/templates/ingress.yaml:${at}:1`;
  // The file with the conflict is not told as edited, too; the one beside it is, and the other copy's that is gone.
  const told = [
    "CR804 charts.lock.json:1:1",
    "CR804 deploy/web/values.yaml:1:1",
    conflict,
    "CR807 releases/web.yaml:4:1",
  ];
  for (const words of [
    ["copy", "--check"],
    ["copy", "--check", "--fail-on", "error"],
  ]) {
    const checked = await ci(root, ["--format", "json", ...words]);
    assert.equal([checked.code, found(checked.stdout)], [1, told]);
  }
  const again = await ci(root, ["copy", "--update", "deploy/web"]);
  assert.equal([again.code, again.stderr.match(/CR806/g)?.length], [1, 1], again.stderr);
  assert.is(read("deploy/web/templates/ingress.yaml"), marked);
});

test("resolved by hand, it is clean, and stays so at the next update", async () => {
  const file = "deploy/web/templates/ingress.yaml";
  writeFileSync(
    path.join(root, file),
    read(file).replace(/^<{7}.*\n([\s\S]*?)={7}\n[\s\S]*?>{7}.*\n/m, "$1"),
  );
  edit("releases/web.yaml", "port: 8080\n", "");
  assert.equal(await check(), []);
  const json = await ci(root, ["--format", "json", "copy", "--check"]);
  assert.equal(found(json.stdout), ["CR804 charts.lock.json:1:1", `CR804 ${file}:1:1`]);
  assert.ok(!existsSync(path.join(root, "deploy/worker/templates/budget.yaml")));
  const again = await ci(root, ["copy", "--update"]);
  assert.equal(
    [again.code, ...steps(again.stderr)],
    [0, "unchanged deploy/web  2.0.0", "unchanged deploy/worker  0.5.0"],
  );
});

test("what the source removed and the team edited is told at the file; a chart of no git has no ref", async () => {
  mkdirSync(path.join(root, "vendor/mail/templates"), { recursive: true });
  writeFileSync(path.join(root, "vendor/mail/Chart.yaml"), "apiVersion: v2\nname: mail\nversion: 1.0.0\n");
  writeFileSync(path.join(root, "vendor/mail/templates/a.yaml"), "a: 1\n");
  await ci(root, ["copy", "vendor/mail", "deploy"]);
  writeFileSync(path.join(root, "deploy/mail/templates/a.yaml"), "a: 2\n");
  rmSync(path.join(root, "vendor/mail/templates/a.yaml"));
  const ran = await ci(root, ["copy", "--update", "deploy/mail"]);
  assert.equal(
    [ran.code, /CR808\]: .*\n {2}deploy\/mail\/templates\/a\.yaml:1:1/.test(ran.stderr)],
    [0, true],
    ran.stderr,
  );
  const other = await ci(root, ["copy", "--update", "--ref", "v3"]);
  assert.equal([other.code, /CR001\]: .*deploy\/mail is none/.test(other.stderr)], [2, true], other.stderr);
  const whole = execFileSync("git", ["-C", root, "status", "--short", "--", "vendor"], { encoding: "utf8" });
  assert.match(whole, /vendor/);
});
