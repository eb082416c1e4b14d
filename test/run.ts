// Runs test files, each in a process of its own, and ends with the line `N passed, N failed`.
// Usage: node --import tsx test/run.ts [PART OF A PATH ...]
import { type ChildProcess, fork } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { toolsDirectory } from "../scripts/tools/cached.ts";
import type { Tally } from "./harness.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const HEAVY = /^test\/(integration\/(?!foreign\/|bad-input|subcharts)|cluster|tools)\//;
/** A file that is silent for longer than this hangs: it is ended and counted as failed. */
const LIMIT_MS = 20 * 60_000;

const wanted = process.argv.slice(2).map((one) => one.replace(/^\.\//, ""));
const files = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
  .map((file) => `test/${file.split(path.sep).join("/")}`)
  .filter((file) => file.endsWith(".test.ts") && !file.includes("/fixtures/"))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();

const children = new Set<ChildProcess>();
process.on("SIGINT", () => {
  for (const child of children) child.kill("SIGINT");
  process.exit(130);
});

// The heavy files have a cluster or a machine to themselves, one after the other, and mostly wait for it: one of three
// takes these and then helps the others.
const heavy = files.filter((file) => HEAVY.test(file));
const light = files.filter((file) => !HEAVY.test(file));
const tallies = (await Promise.all([inTurn(heavy, light), inTurn(light), inTurn(light)])).flat();

const failedFiles = tallies.filter((one) => one.tally.failed > 0);
if (failedFiles.length > 0) console.log(`\nFailed:\n${failedFiles.map((one) => `  ${one.file}`).join("\n")}`);
const notRun = tallies.flatMap((one) => one.tally.notRun);
if (notRun.length > 0)
  console.log(
    `\n${notRun.length} could not run on this machine:\n${notRun.map((one) => `  ${one}`).join("\n")}`,
  );
const left = tallies.reduce((sum, one) => sum + one.tally.left, 0);
if (left > 0)
  console.log(
    `\n${left} tests of a kind were left to the next two turns (CHARTROOM_TEST_TURN); without it all run`,
  );
const passed = tallies.reduce((sum, one) => sum + one.tally.passed, 0);
const failed = tallies.reduce((sum, one) => sum + one.tally.failed, 0) + (files.length === 0 ? 1 : 0);
if (files.length === 0) console.log(`no test file matches ${wanted.join(" ")}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs what the queues still hold, the first queue first; several may share one. */
async function inTurn(...queues: string[][]): Promise<{ file: string; tally: Tally }[]> {
  const ended = [];
  for (const queue of queues)
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) ended.push(await runFile(file));
  return ended;
}

function runFile(file: string): Promise<{ file: string; tally: Tally }> {
  return new Promise((resolve) => {
    const begun = Date.now();
    const child = fork(path.join(root, "test/one.ts"), [path.join(root, file)], {
      cwd: root,
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // A test that moves the home or the cache away still finds the tools that were built.
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, CHARTROOM_TOOLS: toolsDirectory() },
    });
    children.add(child);
    let output = "";
    let tally: Tally | undefined;
    const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("message", (message) => {
      tally = message as Tally;
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      children.delete(child);
      const ended = tally ?? {
        passed: 0,
        failed: 1,
        problems: [`the file ended without a result (exit ${code ?? signal})`],
        notRun: [],
        left: 0,
        slow: [],
      };
      const details =
        ended.failed > 0
          ? `\n${output.trimEnd()}\n${ended.problems.map((one) => `  problem: ${one}`).join("\n")}`
          : "";
      // A run that has become slow tells where.
      const seconds = Math.round((Date.now() - begun) / 1000);
      const slow = ended.slow.map((one) => `\n       slow: ${one}`).join("");
      console.log(
        `${ended.failed > 0 ? "FAIL" : "ok  "} ${file} (${ended.passed} passed, ${ended.failed} failed, ${seconds} s)${slow}${details}`,
      );
      resolve({ file, tally: ended });
    });
  });
}
