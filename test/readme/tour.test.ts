import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot, sampleRepository } from "../rig.ts";

const test = suite("README: the tour's commands print what it shows");
const readme = path.join(projectRoot, "README.md");

/** The `console` blocks, one text: a line with `$ ` is a command, what follows is all it prints. */
function steps(): { command: string; output: string }[] {
  const blocks = [...readFileSync(readme, "utf8").matchAll(/```console\n([\s\S]*?)```/g)].map(
    (one) => one[1],
  );
  return blocks
    .join("")
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = "", ...output] = step.split("\n");
      return { command, output: output.join("\n") };
    });
}

/** One bash runs all commands in order in a copy of the sample repository; a separator stands after each. */
function run(commands: readonly string[]): string[] {
  const bin = path.join(tempDirectory(), "bin");
  mkdirSync(bin);
  const chartroom = `#!/bin/sh\nexec ${process.execPath} ${path.join(projectRoot, "dist/scripts/main.js")} "$@"\n`;
  writeFileSync(path.join(bin, "chartroom"), chartroom, { mode: 0o755 });
  const separator = "--- next ---";
  const script = commands.map((command) => `${command} 2>&1\nprintf '%s\\n' '${separator}'`).join("\n");
  const ran = spawnSync("bash", ["-c", script], {
    cwd: sampleRepository(),
    encoding: "utf8",
    env: {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      CI: "true",
      NO_COLOR: "1",
      CHARTROOM_CACHE: tempDirectory(), // an empty cache of renders, so that no line speaks of it
    },
  });
  return ran.stdout.split(`${separator}\n`).slice(0, -1);
}

test("every command, in order", () => {
  const expected = steps();
  const outputs = run(expected.map((one) => one.command));
  if (process.env.UPDATE_GOLDEN) {
    let text = readFileSync(readme, "utf8");
    expected.forEach((one, index) => {
      text = text.replace(`$ ${one.command}\n${one.output}`, () => `$ ${one.command}\n${outputs[index]}`);
    });
    writeFileSync(readme, text);
    return;
  }
  assert.ok(expected.length > 5);
  assert.equal(
    expected.map((one, index) => `$ ${one.command}\n${outputs[index]}`),
    expected.map((one) => `$ ${one.command}\n${one.output}`),
  );
});
