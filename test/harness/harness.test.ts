import { fork } from "node:child_process";
import path from "node:path";
import { assert, suite, type Tally } from "../harness.ts";

const test = suite("harness: fails what uvu lets pass");

for (const [fixture, passed, failed] of [
  ["passes", 1, 0],
  ["fails", 1, 1],
  ["before-throws", 1, 1],
  ["after-each-throws", 1, 1],
  ["throws-null", 0, 1],
  ["no-test", 0, 1],
] as const) {
  test(`${fixture}: ${passed} passed, ${failed} failed`, async () => {
    const { tally, code } = await runFixture(fixture);
    assert.is(tally?.passed, passed);
    assert.is(tally?.failed, failed);
    assert.is(code, failed === 0 ? 0 : 1);
  });
}

test("a file that ends its process sends no tally, so run.ts counts it as failed", async () => {
  assert.is((await runFixture("exits")).tally, undefined);
});

test("of tests of a kind a turn has a third, and three turns have all", async () => {
  const counts = [];
  for (const turn of [undefined, "0", "1", "5"]) {
    const { tally, code } = await runFixture("of-kind", { CHARTROOM_TEST_TURN: turn });
    counts.push([tally?.passed, tally?.failed, tally?.left, code]);
  }
  assert.equal(counts, [
    [6, 1, 0, 1],
    [3, 0, 4, 0],
    [2, 0, 5, 0],
    [1, 1, 5, 1],
  ]);
});

function runFixture(
  name: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ tally: Tally | undefined; code: number | null }> {
  return new Promise((resolve) => {
    const child = fork("test/one.ts", [path.resolve("test/fixtures/harness", `${name}.ts`)], {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    let tally: Tally | undefined;
    child.on("message", (message) => {
      tally = message as Tally;
    });
    child.on("close", (code) => resolve({ tally, code }));
  });
}
