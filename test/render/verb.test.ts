import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments, parseDocument } from "yaml";
import { filesBelow } from "../../scripts/core/files.ts";
import { taint } from "../../scripts/core/taint.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import { objectFiles } from "../../scripts/render/tree.ts";
import { TREE_RECORD } from "../../scripts/render/write-tree.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, repository, sampleRepository } from "../rig.ts";

const test = suite("render: the verb");

/** Every decrypted text of an environment's secrets, in clear and as Kubernetes stores it. */
async function secretsOf(cwd: string, environment: string): Promise<string[]> {
  const sops = await findTool("sops");
  if (!sops.ok) throw new Error("no sops");
  const ran = spawnSync(sops.value.path, ["decrypt", `environments/${environment}/secrets.yaml`], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, SOPS_AGE_KEY_FILE: path.join(cwd, "environments/demo-age-key.txt") },
  });
  assert.is(ran.status, 0, ran.stderr);
  const leaves = (value: unknown): string[] =>
    typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];
  return leaves(parse(ran.stdout)).flatMap((one) => [one, Buffer.from(one).toString("base64")]);
}

test("every environment of the sample repository: hooks, objects, tests, and no secret", async () => {
  const cwd = sampleRepository();
  for (const environment of ["local", "staging", "production"]) {
    const ran = await chartroom(["-e", environment, "render"], { cwd });
    assert.is(ran.code, 0, ran.stderr);
    const documents = parseAllDocuments(ran.stdout);
    assert.ok(Array.isArray(documents) && documents.length > 10);
    for (const one of Array.isArray(documents) ? documents : []) assert.equal(one.errors, []);
    const secrets = await secretsOf(cwd, environment);
    assert.ok(secrets.length > 2);
    for (const secret of secrets) assert.is((ran.stdout + ran.stderr).includes(secret), false, environment);
    assert.match(ran.stdout, /<secret>/);
  }
});

test("phases differ in their hooks", async () => {
  const cwd = sampleRepository();
  const install = await chartroom(["-e", "local", "render", "phoenix"], { cwd });
  const upgrade = await chartroom(["-e", "local", "render", "phoenix", "--phase", "upgrade"], { cwd });
  assert.match(install.stdout, /# Hook: pre-install[\s\S]*name: phoenix-migrate[\s\S]*name: phoenix-seed/);
  assert.match(upgrade.stdout, /# Hook: pre-upgrade/);
  assert.not.match(upgrade.stdout, /name: phoenix-seed/);
  assert.not.match(upgrade.stdout, /# Hook: (pre|post)-install/);
  assert.not.match(install.stdout, /# Source: postgres/);
});

test("-o writes a file for each object, hooks apart in order, and no secret", async () => {
  const cwd = sampleRepository();
  const output = path.join(cwd, "out");
  const render = (...more: string[]) =>
    chartroom(["-e", "local", "render", "phoenix", "-o", "out", ...more], { cwd });
  const ran = await render();
  assert.is(ran.code, 0, ran.stderr);
  assert.is(ran.stdout, "");
  const files = filesBelow(output).filter((one) => one !== TREE_RECORD);
  assert.equal(files, [
    "shop/phoenix/configmap-phoenix.yaml",
    "shop/phoenix/deployment-phoenix.yaml",
    "shop/phoenix/hooks/1-pre-install-serviceaccount-phoenix-hooks.yaml",
    "shop/phoenix/hooks/2-pre-install-secret-phoenix-hooks.yaml.masked",
    "shop/phoenix/hooks/3-pre-install-configmap-phoenix-hooks.yaml",
    "shop/phoenix/hooks/4-pre-install-job-phoenix-migrate.yaml",
    "shop/phoenix/hooks/5-pre-install-job-phoenix-seed.yaml",
    "shop/phoenix/networkpolicy-phoenix.yaml",
    "shop/phoenix/poddisruptionbudget-phoenix.yaml",
    "shop/phoenix/secret-phoenix.yaml.masked",
    "shop/phoenix/service-phoenix.yaml",
    "shop/phoenix/serviceaccount-phoenix.yaml",
    "shop/phoenix/tests/pod-phoenix-test.yaml",
  ]);
  assert.match(ran.stderr, `${files.length} files written below ${output}, secrets masked`);
  assert.match(ran.stderr, "kubectl apply -n shop -f out/shop/phoenix");
  assert.match(ran.stderr, "    out/shop/phoenix/secret-phoenix.yaml.masked");
  const secrets = await secretsOf(cwd, "local");
  for (const file of filesBelow(output)) {
    const text = readFileSync(path.join(output, file), "utf8");
    for (const secret of secrets) assert.is(text.includes(secret), false, file);
    if (!file.endsWith(".masked")) assert.not.match(text, "<secret>");
    if (/\.yaml/.test(file)) assert.equal(parseDocument(text).errors, []);
  }

  // What is no more is removed, but not what somebody wrote.
  writeFileSync(path.join(output, "shop/phoenix/mine.yaml"), "mine");
  appendFileSync(path.join(output, "shop/phoenix/hooks/5-pre-install-job-phoenix-seed.yaml"), "# mine\n");
  const upgrade = await render("--phase", "upgrade");
  assert.match(upgrade.stderr, "; 4 removed");
  assert.equal(filesBelow(path.join(output, "shop/phoenix/hooks")), [
    "1-pre-upgrade-serviceaccount-phoenix-hooks.yaml",
    "2-pre-upgrade-secret-phoenix-hooks.yaml.masked",
    "3-pre-upgrade-configmap-phoenix-hooks.yaml",
    "4-pre-upgrade-job-phoenix-migrate.yaml",
    "5-pre-install-job-phoenix-seed.yaml",
  ]);
  assert.ok(filesBelow(output).includes("shop/phoenix/mine.yaml"));
});

test("no name of a chart's leads out of the folder, meets another, or is a secret", () => {
  taint.add("kAnary-as-a-name");
  const named = (name: string, kind = "ConfigMap") => `---\nkind: ${kind}\nmetadata: {name: "${name}"}\n`;
  const text = [
    named("../../up"),
    named("system:a"),
    named("system-a"),
    named("kAnary-as-a-name"),
    named("x", "../Odd"),
  ].join("");
  const rendered = {
    release: { namespace: "shop", name: "web" },
    phase: "install",
    manifests: readManifests(text),
  };
  assert.equal(
    objectFiles(rendered as never).map(({ file }) => file),
    [
      "shop/web/configmap--..-up.yaml",
      "shop/web/configmap-system-a.yaml",
      "shop/web/configmap-system-a-2.yaml",
      "shop/web/configmap--secret-.yaml.masked",
      "shop/web/-odd-x.yaml",
    ],
  );
});

test("-o writes nothing over what is somebody's own (CR316), but with --force", async () => {
  const cwd = repository("minimal");
  const render = (...more: string[]) => chartroom(["-e", "local", "render", "-o", "out", ...more], { cwd });
  assert.is((await render()).code, 0);
  const [file] = filesBelow(path.join(cwd, "out")).filter((one) => one !== TREE_RECORD);
  const object = path.join(cwd, "out", file as string);
  const text = readFileSync(object, "utf8");
  writeFileSync(object, `${text}# mine\n`);
  const refused = await render();
  assert.is(refused.code, 1);
  assert.match(refused.stderr, "error[CR316]");
  assert.match(readFileSync(object, "utf8"), "# mine");
  assert.is((await render("--force")).code, 0);
  assert.is(readFileSync(object, "utf8"), text);
  // Without the record all that differs is somebody's own.
  rmSync(path.join(cwd, "out", TREE_RECORD));
  assert.is((await render()).code, 0, "it is what would be written");
  writeFileSync(object, "other");
  rmSync(path.join(cwd, "out", TREE_RECORD));
  assert.is((await render()).code, 1);
});

test("a folder that cannot be made is a finding (CR317)", async () => {
  const cwd = repository("minimal");
  writeFileSync(path.join(cwd, "out"), "a file");
  const ran = await chartroom(["-e", "local", "render", "-o", "out"], { cwd });
  assert.is(ran.code, 1);
  assert.match(ran.stderr, "error[CR317]");
  assert.match(ran.stderr, /the system says E/);
  assert.is(readFileSync(path.join(cwd, "out"), "utf8"), "a file");
});

test("wrong words are told", async () => {
  const cwd = repository("minimal");
  const wrong: [string[], RegExp][] = [
    [["render"], /render needs an environment/],
    [["-e", "a", "-e", "b", "render"], /one environment at a time/],
    [["-e", "local", "render", "--phase", "rollback"], /--phase is install or upgrade, not rollback/],
    [["-e", "local", "render", "--force"], /--force is for `-o DIRECTORY`/],
    [["-e", "local", "render", "wbe"], /local has no release `wbe`[\s\S]*the releases of local: web/],
  ];
  for (const [args, message] of wrong) {
    const ran = await chartroom(args, { cwd });
    assert.match(ran.stderr, message);
    assert.is(ran.stdout, "");
    assert.is(ran.code, 2);
  }
});

test("a release that cannot be rendered is an error, and the exit code says so", async () => {
  const cwd = repository("minimal", path.join(import.meta.dirname, "../fixtures/codes/CR304/repo"));
  const ran = await chartroom(["-e", "local", "render"], { cwd });
  assert.match(ran.stderr, /error\[CR304\]/);
  assert.is(ran.stdout, "");
  assert.is(ran.code, 1);
});
