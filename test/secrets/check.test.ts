import { mkdirSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { chartroom } from "../rig.ts";
import { change, demoKey, isolated, makeKey, sops, write } from "./keys.ts";

const test = suite("secrets: check");
const staging = "environments/staging/secrets.yaml";
const local = "environments/local/secrets.yaml";

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly note?: string;
}

async function check(
  repository: ReturnType<typeof isolated>,
  env: NodeJS.ProcessEnv = {},
  environment = "staging",
): Promise<{ code: number | null; found: Found[]; text: string }> {
  const args = ["-e", environment, "secrets", "check", "--format", "json"];
  const ran = await chartroom(args, { cwd: repository.root, env: { ...repository.env, ...env } });
  const all = (JSON.parse(ran.stdout) as { diagnostics: Found[] }).diagnostics;
  return { code: ran.code, found: all.filter((one) => one.code !== "CR153"), text: ran.stdout + ran.stderr };
}

const codes = (found: readonly Found[]) => found.map((one) => `${one.severity} ${one.code}`);

test("the sample repository: every file opens, and the demo key outside local is a warning, CR153", async () => {
  const { root, env } = isolated();
  const ran = await chartroom(["secrets", "check"], { cwd: root, env });
  assert.is(ran.code, 0, ran.stdout);
  assert.is(ran.stdout.match(/^warning\[CR153\]/gm)?.length, 2);
  assert.match(ran.stdout, /\n2 warnings\n$/);
  assert.is(ran.stderr.match(/, 1 recipient, opened$/gm)?.length, 3);
});

test("an environment without a secrets file is a mistake in the words", async () => {
  const { root, env } = isolated();
  const ran = await chartroom(["-e", "stagign", "secrets", "check"], { cwd: root, env });
  assert.is(ran.code, 2);
  assert.match(ran.stdout + ran.stderr, /no secrets file of `stagign`[\s\S]*local, production, staging/);
});

test("a recipient who is not in the rule, and one who is missing, are named: CR159, without a key", async () => {
  const one = isolated();
  const other = await makeKey(one.root, "other");
  change(one.root, ".sops.yaml", /(secrets\\.yaml\$\n {4}age: )\S+\n$/, `$1${other.recipient}\n`);
  const { code, found } = await check(one, { SOPS_AGE_KEY_FILE: "/nowhere" });
  assert.is(code, 1);
  assert.equal(codes(found), ["error CR159", "info CR150"]);
  const [first] = found;
  assert.match(JSON.stringify(first), new RegExp(`should not: age104.*and should: ${other.recipient}`));
  assert.equal([first?.file, (first?.line ?? 0) > 1], [staging, true]);
});

test("a file that no rule is for: CR155", async () => {
  const one = isolated();
  change(one.root, ".sops.yaml", "^environments/[^/]+/", "^environments/production/");
  const { code, found } = await check(one);
  assert.equal([code, codes(found)], [0, ["warning CR155"]]);
});

test("a rules file that is not YAML, or has no regular expression: CR154", async () => {
  for (const text of ["creation_rules: [", "creation_rules:\n  - path_regex: '('\n    age: x\n"]) {
    const one = isolated();
    write(one.root, ".sops.yaml", text);
    const { code, found } = await check(one);
    assert.equal([code, codes(found)], [1, ["error CR154"]]);
  }
});

test("a file that is not encrypted: CR156, whatever it is called as long as it is meant", async () => {
  const one = isolated();
  mkdirSync(path.join(one.root, "environments/review"));
  write(one.root, "environments/review/secrets.yaml", "phoenix:\n  token: plain-canary-1\n");
  const { code, found, text } = await check(one, {}, "review");
  assert.equal([code, codes(found)], [1, ["error CR156"]]);
  assert.not.match(text, /plain-canary-1/);
});

test("a file without its sops block cannot be opened by anybody: CR156", async () => {
  const one = isolated();
  change(one.root, staging, /^sops:[\s\S]*/m, "");
  const { found } = await check(one);
  assert.equal(codes(found), ["error CR156"]);
  assert.match(found[0]?.message ?? "", /lost its sops block/);
});

test("a value that somebody added in plain text: CR157 at its key, the line never shown, however short", async () => {
  const one = isolated();
  change(one.root, staging, /^postgres:\n/m, "postgres:\n    pin: ab12\n    other: ''\n    none: null\n");
  const { code, found, text } = await check(one);
  assert.is(code, 1);
  assert.equal(codes(found), ["error CR151", "error CR157"]);
  assert.match(found[1]?.message ?? "", /`postgres\.pin`/);
  const pretty = await chartroom(["secrets", "check"], { cwd: one.root, env: one.env });
  assert.match(pretty.stdout, /CR157/);
  assert.not.match(text + pretty.stdout + pretty.stderr, /ab12/);
});

test("what the file's own rules leave open is no finding", async () => {
  const one = isolated();
  const { recipient } = await makeKey(one.root, "own");
  const file = "environments/review/secrets.yaml";
  mkdirSync(path.join(one.root, "environments/review"));
  for (const option of [
    "--encrypted-regex=^(password)$",
    "--unencrypted-suffix=_open",
    "--unencrypted-regex=_open$",
  ]) {
    write(one.root, file, "a:\n  password: secret-canary\n  b_open: 1\n");
    const made = await sops(one.root, ["encrypt", "--age", recipient, option, "--in-place", `./${file}`], "");
    assert.is(made.code, 0, made.stderr);
    const { found } = await check(one, { SOPS_AGE_KEY_FILE: path.join(one.root, "home/own.txt") }, "review");
    assert.equal(codes(found), ["error CR159"], option);
  }
});

test("no key, and a key that does not fit, are told apart: CR150, CR158", async () => {
  const one = isolated();
  const own = await makeKey(one.root, "own");
  const key = await makeKey(one.root, "key");
  change(one.root, ".sops.yaml", /(secrets\\.yaml\$\n {4}age: )\S+\n$/, `$1${key.recipient}\n`);
  const updated = await sops(one.root, ["updatekeys", "--yes", `./${staging}`], demoKey(one.root));
  assert.is(updated.code, 0, updated.stderr);
  assert.equal(codes((await check(one)).found), ["info CR150"]);
  assert.equal(codes((await check(one, { SOPS_AGE_KEY_FILE: key.file })).found), []);
  const wrong = await check(one, { SOPS_AGE_KEY_FILE: own.file });
  assert.equal([wrong.code, codes(wrong.found)], [0, ["info CR158"]]);
  assert.match(wrong.found[0]?.message ?? "", /own\.txt, which SOPS_AGE_KEY_FILE names, does not open/);
  // A person with a key of their own still opens `local`.
  assert.equal(codes((await check(one, { SOPS_AGE_KEY_FILE: own.file }, "local")).found), []);
});

test("a value that was moved: CR151", async () => {
  const one = isolated();
  change(one.root, local, "postgres:", "postgress:");
  const { code, found } = await check(one, {}, "local");
  assert.equal([code, codes(found)], [1, ["error CR151"]]);
});
