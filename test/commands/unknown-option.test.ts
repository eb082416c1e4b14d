import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { commands } from "../../scripts/commands/index.ts";
import { optionsIn, unknownOption } from "../../scripts/commands/unknown-option.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";

const test = suite("commands: a mistyped option is told what it may have meant");

test("of every verb, each option of its help", async () => {
  for (const [verb, { help }] of Object.entries(commands)) {
    if (["plan", "apply", "sync"].includes(verb)) continue;
    const known = optionsIn((await help()).help);
    assert.is(await unknownOption(verb, [...known, "file", "-x", "--", "--theirs"], help), undefined, verb);
    for (const one of new Set(known)) {
      const mistyped = `${one.slice(0, 3)}${one.slice(4)}`;
      if (one.length < 7 || known.includes(mistyped)) continue;
      const told = await unknownOption(verb, [`${mistyped}=x`], help);
      assert.is(told?.message, `\`${verb}\` does not take \`${mistyped}=x\``);
      assert.match(told?.help ?? "", /^did you mean `--[a-z-]+`\?$/);
    }
    assert.is((await unknownOption(verb, ["--zzzzzzzzzz"], help))?.help, `chartroom help ${verb}`);
  }
});

test("an option that a verb reads is in its help", async () => {
  const folder = path.join(projectRoot, "scripts/commands");
  for (const [verb, { help }] of Object.entries(commands)) {
    if (verb === "completion") continue; // reads other verbs' options
    const known = optionsIn((await help()).help);
    const files = readdirSync(folder).filter((one) => one === `${verb}.ts` || one.startsWith(`${verb}-`));
    for (const file of files) {
      const text = readFileSync(path.join(folder, file), "utf8");
      const read = [
        ...[...text.matchAll(/["'`](--[a-z][a-z-]+)/g)].map((one) => one[1]),
        ...[...text.matchAll(/^ +"?([a-z-]+)"?: \{ type: "(?:boolean|string)"/gm)].map(
          (one) => `--${one[1]}`,
        ),
      ];
      assert.equal(
        read.filter((one) => !known.includes(one as string)),
        [],
        `${file} reads what \`chartroom help ${verb}\` does not name`,
      );
    }
  }
});

test("before anything is done, and in every format", async () => {
  const cwd = tempDirectory();
  const ran = await chartroom(["copy", "--updte"], { cwd });
  assert.equal(
    [ran.code, ran.stderr],
    [2, "error[CR001]: `copy` does not take `--updte`\n  help: did you mean `--update`?\n\n1 error\n"],
  );
  const json = await chartroom(["start", "--only-toools", "--format", "json"], { cwd });
  assert.equal([json.code, JSON.parse(json.stdout).diagnostics[0].code], [2, "CR001"]);
});

test("what plan, apply and sync do not know is helmfile's", async () => {
  for (const verb of ["plan", "apply", "sync"]) {
    const { help } = commands[verb] as (typeof commands)[string];
    assert.is(await unknownOption(verb, ["--concurency=1"], help), undefined);
  }
});
