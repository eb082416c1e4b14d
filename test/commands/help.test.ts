import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { commands } from "../../scripts/commands/index.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";

const test = suite("help: of every verb, by equality");
const golden = path.join(projectRoot, "test/commands/help.txt");

test("the help is the one of test/commands/help.txt", async () => {
  const list = await chartroom(["help"], { cwd: projectRoot });
  const differing: string[] = [];
  const parts = [`$ chartroom help\n${list.stdout}`];
  for (const [verb, { load, summary }] of Object.entries(commands)) {
    const { command } = await load();
    if (command.name !== verb || command.summary !== summary) differing.push(verb);
    parts.push(`$ chartroom help ${verb}\n${command.help.trimEnd()}\n`);
  }
  const text = parts.join("\n");
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
  assert.equal(differing, [], "the list has another summary than the verb");
  assert.is(text, existsSync(golden) ? readFileSync(golden, "utf8") : "");
});

test("`VERB --help`, `help VERB` and `-h` print the same, and 0", async () => {
  const { help } = (await commands.lint?.load())?.command ?? { help: "" };
  for (const words of [
    ["help", "lint"],
    ["lint", "--help"],
    ["-h", "lint"],
    ["lint", "charts/web", "-h"],
  ]) {
    const ran = await chartroom(words, { cwd: projectRoot });
    assert.equal([ran.code, ran.stdout.trimEnd(), ran.stderr], [0, help.trimEnd(), ""], words.join(" "));
  }
});
