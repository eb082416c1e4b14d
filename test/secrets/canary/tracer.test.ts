import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../../harness.ts";
import { canaries, secretsIn, spellings } from "./search.ts";
import { trace, untraceable } from "./tracer.ts";

const test = suite("canary: the search finds what is planted, so that its silence means something");

test("every spelling of every secret is found, also inside of other text", () => {
  for (const { name, text } of spellings) assert.ok(secretsIn(`before ${text} after`).includes(name), text);
  const twice = Buffer.from(Buffer.from(`xx${canaries.password}yy`).toString("base64")).toString("base64");
  assert.equal(secretsIn(`a: ${twice}`), ["password"]);
  assert.equal(secretsIn(canaries.phrase.replace(/ /g, "\n+     ")), ["phrase"]);
  assert.equal(secretsIn("a text without any, cGxhaW4gdGV4dA== and 5432"), []);
});

/** A program that leaks on each way in turn; the tracer has to see all of them. */
const leaks: Record<string, { script: string; where: RegExp }> = {
  "on stdout": { script: `echo "it is $S"`, where: /^stdout/ },
  "on stderr, in base64": { script: `printf 'user:%s' "$S" | base64 >&2`, where: /^stderr/ },
  "in the argv of a child": {
    script: `/bin/true --password "$S"`,
    where: /^argv or variables of \/bin\/true/,
  },
  "in a child's variables": {
    script: `PGPASSWORD="$S" /bin/true`,
    where: /^argv or variables of \/bin\/true/,
  },
  "in a file that stays": { script: `echo "$S" > stays`, where: /^write to .*\/stays/ },
  "in a file that is gone at once": { script: `echo "$S" > gone; rm gone`, where: /^write to .*\/gone/ },
  "in a file, cut by two writes": {
    script: `{ printf 'kAnary-coo'; printf 'kie-55aa'; } > cut`,
    where: /^write to .*\/cut/,
  },
  "in a file beside the private directory": {
    script: `f=$(mktemp -p /dev/shm); echo "$S" > $f; rm $f`,
    where: /^write to \/dev\/shm\/tmp/,
  },
  "by a child that outlives it": { script: `(sleep 0.3; echo "$S" > late) & exit 0`, where: /late/ },
  "in a file that was copied": {
    script: `cp "$PRIVATE/source" copied`,
    where: /(file|write to) .*\/copied/,
  },
};

if (untraceable !== undefined) test.cannotRun("the tracer's own proof", untraceable);
else
  for (const [what, { script, where }] of Object.entries(leaks)) {
    test(`a leak ${what} is seen`, async () => {
      const folder = tempDirectory();
      const file = path.join(folder, "secret");
      writeFileSync(file, canaries.cookie);
      const hidden = path.join(folder, "source-folder");
      mkdirSync(hidden);
      writeFileSync(path.join(hidden, "source"), canaries.cookie);
      const ran = await trace(["sh", "-c", `read -r S < secret; ${script}`], {
        cwd: folder,
        env: { ...process.env, PRIVATE: hidden },
      });
      assert.ok(
        ran.leaks.some((one) => where.test(one.where) && one.secrets.includes("cookie")),
        JSON.stringify(ran.leaks),
      );
    });
  }

if (untraceable === undefined)
  test("what goes through a pipe or into the private directory is no leak", async () => {
    const script = `read -r S < secret; echo "$S" | cat > /dev/null; f=$(mktemp -d /dev/shm/chartroom-private-XXXXXX); echo "$S" > $f/a; rm -r $f`;
    const folder = tempDirectory();
    writeFileSync(path.join(folder, "secret"), canaries.cookie);
    const ran = await trace(["sh", "-c", script], { cwd: folder, env: process.env });
    assert.equal(ran.leaks, []);
    assert.ok(ran.counts.execs >= 3, JSON.stringify(ran.counts));
  });
