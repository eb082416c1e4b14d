import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { commands } from "../../scripts/commands/index.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";

const test = suite("help: of every verb, by equality");
const golden = path.join(projectRoot, "test/commands/help.txt");

test("the help is the one of test/commands/help.txt", async () => {
  const list = await chartroom(["help"], { cwd: projectRoot });
  const parts = [`$ chartroom help\n${list.stdout}`];
  const others: string[] = [];
  for (const [verb, { load, help }] of Object.entries(commands)) {
    parts.push(`$ chartroom help ${verb}
${(await help()).help.trimEnd()}
`);
    if ((await load()).command.name !== verb) others.push(verb);
  }
  const text = parts.join("\n");
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
  assert.equal(others, [], "the list loads another verb");
  assert.is(text, existsSync(golden) ? readFileSync(golden, "utf8") : "");
});

test("`VERB --help`, `help VERB` and `-h` print the same, and 0", async () => {
  const { help } = (await commands.lint?.help()) ?? { help: "" };
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
