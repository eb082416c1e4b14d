import { assert, suite } from "../../harness.ts";
import { compareParsers } from "./run.ts";

const test = suite("templates: Go's parser and ours (npm run test:templates has 20000)");

test("both accept or both refuse every function, lexeme, action and real template, and a few hundred more", async () => {
  const done = await compareParsers(2026, 1200);
  assert.equal(done.different, []);
  assert.is(done.cases, 1200);
  assert.ok(done.accepted > 300 && done.refused > 300, `${done.accepted} accepted, ${done.refused} refused`);
  const share = done.sameLine / (done.sameLine + done.otherLine);
  assert.ok(share >= 0.95, `the line is the same in ${(100 * share).toFixed(1)} %`);
});
