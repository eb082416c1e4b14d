import { commands } from "../../scripts/commands/index.ts";
import { optionsIn, unknownOption } from "../../scripts/commands/unknown-option.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom } from "../rig.ts";

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
