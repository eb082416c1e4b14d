import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot, sampleRepository } from "../rig.ts";
import { tourPages } from "./pages.ts";

const test = suite("README and docs: the commands print what is shown");

/** The `console` blocks of a page, one text: a line with `$ ` is a command, what follows is all it prints. */
function steps(page: string): { command: string; output: string }[] {
  const text = readFileSync(path.join(projectRoot, page), "utf8");
  const blocks = [...text.matchAll(/```console\n([\s\S]*?)```/g)].map((one) => one[1]);
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

for (const page of tourPages) {
  test(`${page}: every command, in order`, () => {
    const expected = steps(page);
    assert.ok(expected.length > 0, "no command is left that is run");
    const outputs = run(expected.map((one) => one.command));
    if (process.env.UPDATE_GOLDEN) {
      const file = path.join(projectRoot, page);
      let text = readFileSync(file, "utf8");
      expected.forEach((one, index) => {
        text = text.replace(`$ ${one.command}\n${one.output}`, () => `$ ${one.command}\n${outputs[index]}`);
      });
      writeFileSync(file, text);
      return;
    }
    assert.equal(
      expected.map((one, index) => `$ ${one.command}\n${outputs[index]}`),
      expected.map((one) => `$ ${one.command}\n${one.output}`),
    );
  });
}
