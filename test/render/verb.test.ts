import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { filesBelow } from "../../scripts/core/files.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
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

test("-o writes a tree that holds no secret either", async () => {
  const cwd = sampleRepository();
  const output = path.join(tempDirectory(), "out");
  const ran = await chartroom(["-e", "local", "render", "-o", output], { cwd });
  assert.is(ran.code, 0, ran.stderr);
  assert.is(ran.stdout, "");
  const files = filesBelow(output);
  assert.match(ran.stderr, new RegExp(`^${files.length} files written below`));
  const secrets = await secretsOf(cwd, "local");
  for (const file of files) {
    const text = readFileSync(path.join(output, file), "utf8");
    for (const secret of secrets) assert.is(text.includes(secret), false, file);
  }
});

test("wrong words are told", async () => {
  const cwd = repository("minimal");
  const wrong: [string[], RegExp][] = [
    [["render"], /render needs an environment/],
    [["-e", "a", "-e", "b", "render"], /one environment at a time/],
    [["-e", "local", "render", "--phase", "rollback"], /--phase is install or upgrade, not rollback/],
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
