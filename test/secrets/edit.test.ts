import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { chartroom } from "../rig.ts";
import { demoKey, isolated, read, sops, write } from "./keys.ts";

const test = suite("secrets: edit");
const staging = "environments/staging/secrets.yaml";

/** An $EDITOR that runs these shell lines; the file is "$1". */
function editor(root: string, ...lines: string[]): string {
  const file = path.join(root, "home", "editor.sh");
  writeFileSync(file, `#!/bin/sh\n${lines.join("\n")}\n`);
  chmodSync(file, 0o755);
  return file;
}

async function edit(one: ReturnType<typeof isolated>, ...lines: string[]) {
  return editWith([], one, ...lines);
}

/** The same for whoever wants it saved whatever a check says. */
async function editAnyway(one: ReturnType<typeof isolated>, ...lines: string[]) {
  return editWith(["--yes"], one, ...lines);
}

async function editWith(options: string[], one: ReturnType<typeof isolated>, ...lines: string[]) {
  const env = { ...one.env, EDITOR: editor(one.root, ...lines), SOPS_EDITOR: undefined };
  return chartroom(["-e", "staging", "secrets", "edit", ...options], { cwd: one.root, env });
}

const opened = async (root: string, file = staging) =>
  (await sops(root, ["decrypt", `./${file}`], demoKey(root))).stdout;

test("what the editor saves is encrypted; comments and order stay; plain text is in memory alone and gone after", async () => {
  const one = isolated();
  const log = path.join(one.root, "home/seen");
  const saved = await editAnyway(
    one,
    `echo "$1" > '${log}'`,
    `stat -f -c %T "$1" >> '${log}'`,
    `stat -c %a "$1" >> '${log}'`,
    `printf '# why it is so\\nadded: canary-added-value\\n' > "$1.new"`,
    `sed 's/^\\( *password:\\).*/\\1 canary-new-value/' "$1" >> "$1.new"`,
    `cat "$1.new" > "$1"; rm "$1.new"`,
  );
  assert.is(saved.code, 0, saved.stderr);
  assert.match(saved.stderr, /encrypted and saved\n {2}\+ added\n {2}postgres\.auth\.password\n/);
  const [place = "", system, mode] = read(one.root, "home/seen").split("\n");
  assert.not(existsSync(place), "the plain text is still there");
  assert.not(place.startsWith(one.root), "the plain text was in the repository");
  assert.is(mode, "600");
  if (process.platform === "linux" && existsSync("/dev/shm")) assert.is(system, "tmpfs");
  const text = read(one.root, staging);
  assert.not.match(text + saved.stdout + saved.stderr, /canary/);
  assert.not.match(text, /why it is so/, "sops encrypts comments too");
  const now = await opened(one.root);
  assert.match(now, /^# why it is so\nadded: canary-added-value\n/);
  assert.match(now, /password: canary-new-value/);
});

test("an editor that changes nothing leaves the file as it is", async () => {
  const one = isolated();
  const before = read(one.root, staging);
  const ran = await edit(one, "exit 0");
  assert.is(ran.code, 0, ran.stderr);
  assert.match(ran.stderr, /nothing was changed/);
  assert.is(read(one.root, staging), before);
});

const spoiled: readonly [string, string][] = [
  ["an editor that fails", "echo 'a: canary-lost' > \"$1\"; exit 3"],
  ["text that is not YAML", "echo 'a: [canary-lost' > \"$1\""],
  ["a list in place of a map", "echo '- canary-lost' > \"$1\""],
];
for (const [what, line] of spoiled) {
  test(`${what} leaves the file as it was: CR160`, async () => {
    const one = isolated();
    const before = read(one.root, staging);
    const ran = await edit(one, line);
    assert.is(ran.code, 1, ran.stdout + ran.stderr);
    assert.match(ran.stdout + ran.stderr, /CR160.*is as it was/);
    assert.not.match(ran.stdout + ran.stderr, /canary/);
    assert.is(read(one.root, staging), before);
    assert.equal(readdirSync(path.join(one.root, "environments/staging")), ["secrets.yaml", "values.yaml"]);
  });
}

test("a file that somebody changed meanwhile is not overwritten, and the edit is not lost", async () => {
  const one = isolated();
  const theirs = `${read(one.root, staging)}# theirs\n`;
  const ran = await edit(
    one,
    `echo '# theirs' >> '${path.join(one.root, staging)}'`,
    `echo 'mine: canary-mine' > "$1"`,
  );
  assert.is(ran.code, 1);
  assert.match(ran.stdout + ran.stderr, /CR160/);
  assert.is(read(one.root, staging), theirs);
  assert.not.match(read(one.root, `${staging}.new`), /canary/);
});

test("an edit that brings errors is not saved, and lies beside the file; --yes saves it", async () => {
  const one = isolated();
  const before = read(one.root, staging);
  const lines = [`sed -i 's/^\\( *\\)password:.*/\\1passwort: canary-typed/' "$1"`];
  const ran = await edit(one, ...lines);
  assert.is(ran.code, 1);
  const said = ran.stdout + ran.stderr;
  assert.match(said, /error\[CR203\].*passwort/);
  assert.match(said, /secrets\.yaml:\d+:\d+ \(staging\)\n.*\n.*passwort: ENC/, "the line is the edit's");
  assert.match(said, /error\[CR160\].*is as it was[\s\S]*secrets\.yaml\.new/);
  assert.is(read(one.root, staging), before);
  const beside = read(one.root, `${staging}.new`);
  assert.match(beside, /passwort: ENC/);
  assert.not.match(said + beside, /canary/);
  const anyway = await editAnyway(one, ...lines);
  assert.is(anyway.code, 0, anyway.stderr);
  assert.match(read(one.root, staging), /passwort: ENC/);
});

test("errors that were there before do not keep an edit from being saved", async () => {
  const one = isolated();
  write(
    one.root,
    "environments/staging/values.yaml",
    `${read(one.root, "environments/staging/values.yaml")}strange: 1\n`,
  );
  const ran = await edit(one, `sed -i 's/^\\( *password:\\).*/\\1 canary-new-value-1/' "$1"`);
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  assert.match(ran.stderr, /encrypted and saved\n {2}postgres\.auth\.password\n/);
});

test("without a key nothing is opened, and the editor does not start", async () => {
  const one = isolated();
  const env = {
    ...one.env,
    EDITOR: editor(one.root, 'touch "$HOME/started"'),
    SOPS_AGE_KEY_FILE: "/nowhere",
  };
  const ran = await chartroom(["-e", "staging", "secrets", "edit"], { cwd: one.root, env });
  assert.is(ran.code, 1);
  assert.match(ran.stdout + ran.stderr, /CR150/);
  assert.not(existsSync(path.join(one.root, "home/started")));
});

test("the first secrets of a new environment are made as the rule for them says", async () => {
  const one = isolated();
  write(one.root, "environments/production/extra-secrets.yaml", "");
  const file = "environments/review/secrets.yaml";
  const env = { ...one.env, EDITOR: editor(one.root, `echo 'token: canary-first' > "$1"`) };
  const ran = await chartroom(["secrets", "edit", file], { cwd: one.root, env });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  assert.is(await opened(one.root, file), "token: canary-first\n");
});

test("a first file that no rule is for is not made: CR155", async () => {
  const one = isolated();
  const env = { ...one.env, EDITOR: editor(one.root, `echo 'token: canary' > "$1"`) };
  const ran = await chartroom(["secrets", "edit", "elsewhere/secrets.yaml"], { cwd: one.root, env });
  assert.is(ran.code, 1);
  assert.match(ran.stdout + ran.stderr, /error\[CR155\]/);
  assert.not(existsSync(path.join(one.root, "elsewhere")));
});

test("ended while the editor is open: the plain text is gone, the file is as it was", async () => {
  const one = isolated();
  const before = read(one.root, staging);
  const ran = await edit(
    one,
    `echo "$1" > "$HOME/seen"`,
    `echo 'a: canary-half' > "$1"`,
    "kill -TERM $(ps -o ppid= -p $PPID)",
    "sleep 1",
  );
  assert.is(ran.code, 130);
  assert.not(existsSync(read(one.root, "home/seen").trim()));
  assert.is(read(one.root, staging), before);
});

test("one environment must be named", async () => {
  const one = isolated();
  const ran = await chartroom(["secrets", "edit"], { cwd: one.root, env: one.env });
  assert.is(ran.code, 2);
  assert.match(ran.stdout + ran.stderr, /needs one environment, or a file/);
});
