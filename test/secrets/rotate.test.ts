import { existsSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { chartroom } from "../rig.ts";
import { change, demoKey, isolated, makeKey, read, sops, write } from "./keys.ts";

const test = suite("secrets: rotate");
const staging = "environments/staging/secrets.yaml";
const production = "environments/production/secrets.yaml";

/** A repository whose rule for staging and production names another key than the files are encrypted for. */
async function prepared() {
  const one = isolated();
  const key = await makeKey(one.root, "own");
  change(one.root, ".sops.yaml", /(secrets\\.yaml\$\n {4}age: )\S+\n$/, `$1${key.recipient}\n`);
  const env = { ...one.env, SOPS_AGE_KEY_FILE: key.file };
  const rotate = (...args: string[]) =>
    chartroom([...args, "secrets", "rotate", "--yes"], { cwd: one.root, env });
  const opens = async (file: string, keyFile: string) =>
    (await sops(one.root, ["decrypt", `./${file}`], keyFile)).stdout;
  return { ...one, env, key, rotate, opens };
}

test("who is not in the rule any more opens neither the file nor, with the old data key, its values", async () => {
  const { root, key, rotate, opens } = await prepared();
  const before = await opens(staging, demoKey(root));
  const old = read(root, staging);
  const ran = await rotate("-e", "staging");
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  assert.match(
    ran.stderr,
    new RegExp(`rotated .*staging.*${key.recipient}\\n {2}\\+ ${key.recipient}\\n {2}- age104`),
  );
  assert.is(await opens(staging, key.file), before);
  assert.is(await opens(staging, demoKey(root)), "");
  // The old data key, still encrypted for the demo key, put into the new file.
  const block = /^ {4}age:\n[\s\S]*?(?= {4}lastmodified:)/m;
  const smuggled = read(root, staging).replace(block, block.exec(old)?.[0] ?? "");
  assert.not(smuggled === read(root, staging));
  write(root, staging, smuggled);
  assert.is(await opens(staging, demoKey(root)), "");
});

test("every value gets a new text, other environments keep theirs, and nothing lies about", async () => {
  const { root, rotate, env } = await prepared();
  const [old, other] = [read(root, staging), read(root, production)];
  const ran = await rotate("-e", "staging");
  assert.is(ran.code, 0, ran.stderr);
  const values = old.match(/ENC\[[^\]]*\]/g) ?? [];
  assert.ok(values.length >= 4);
  for (const one of values) assert.not(read(root, staging).includes(one));
  assert.is(read(root, production), other);
  assert.not(existsSync(path.join(root, `${staging}.new`)));
  const check = await chartroom(["-e", "staging", "secrets", "check"], { cwd: root, env });
  assert.is(check.code, 0, check.stdout);
  assert.match(check.stdout, /^0 |no findings|ok/im);
});

test("a run that stopped half way can be run again", async () => {
  const { root, key, rotate, opens } = await prepared();
  change(root, staging, /lastmodified: .*/, "lastmodified: canary-text");
  const broken = read(root, staging);
  const first = await rotate();
  assert.is(first.code, 1);
  assert.match(first.stdout + first.stderr, /CR15[12]/);
  assert.not.match(first.stdout + first.stderr, /canary-text/);
  assert.is(read(root, staging), broken, "a file that failed was touched");
  assert.ok((await opens(production, key.file)) !== "", "the others were not rotated");
  const again = await rotate("-e", "production");
  assert.is(again.code, 0, again.stderr);
  assert.ok((await opens(production, key.file)) !== "");
});

test("without --yes and without a terminal nothing is changed", async () => {
  const { root, env } = await prepared();
  const before = read(root, staging);
  const ran = await chartroom(["secrets", "rotate"], { cwd: root, env });
  assert.is(ran.code, 2);
  assert.match(ran.stdout + ran.stderr, /CR623/);
  assert.is(read(root, staging), before);
});

test("a file that was changed outside sops is not rotated into a good one: CR151", async () => {
  const { root, rotate } = await prepared();
  change(root, staging, "postgres:", "postgress:");
  const before = read(root, staging);
  const ran = await rotate("-e", "staging");
  assert.is(ran.code, 1);
  assert.match(ran.stdout + ran.stderr, /CR151/);
  assert.is(read(root, staging), before);
});
