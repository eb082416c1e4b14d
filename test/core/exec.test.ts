import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { run } from "../../scripts/core/exec.ts";
import { ends } from "../ends.ts";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";

const test = suite("core: a program that would run for ever");

/** It says its number, then waits. */
const FOREVER = ["-c", "echo $$; exec sleep 120"];

test("it ends when it is told to", async () => {
  const ending = new AbortController();
  let pid = 0;
  const ran = await run("sh", FOREVER, {
    endsWithUs: true,
    signal: ending.signal,
    onLine: (line) => {
      pid = Number(line);
      ending.abort();
    },
  });
  assert.is.not(ran.code, 0);
  assert.ok(pid > 0 && (await ends(pid)));
});

test("it may end by itself, and its exit code and words are its own", async () => {
  const words: string[] = [];
  const ran = await run("sh", ["-c", "echo one; echo two >&2; cat; exit 7"], {
    endsWithUs: true,
    onLine: (line, stream) => words.push(`${stream} ${line}`),
  });
  assert.is(ran.code, 7);
  assert.equal(words.sort(), ["stderr two", "stdout one"]);
});

test("it ends when whoever started it is killed", async () => {
  const code = `import { run } from ${JSON.stringify(path.join(projectRoot, "scripts/core/exec.ts"))};
run("sh", ${JSON.stringify(FOREVER)}, { endsWithUs: true, onLine: (line) => console.log(line) });`;
  const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(parent.stdout, "data");
  const pid = Number(String(line));
  assert.ok(pid > 0);
  process.kill(pid, 0);
  parent.kill("SIGKILL");
  assert.ok(await ends(pid), "it goes on");
});
