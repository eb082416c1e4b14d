import { assert, suite, tempDirectory } from "../../harness.ts";
import { verdictOf } from "./verdicts.ts";

const test = suite("templates: mistakes in our own charts (a sample of `npm run test:mutation`)");

test("charts/postgres: of every sixth mutant nearly all are found where they are, and the chart itself is clean", async () => {
  const { right, wanted, unmutated } = await verdictOf("postgres", tempDirectory(), 6);
  assert.is(unmutated, 0);
  assert.ok(wanted >= 12, `${wanted} mutants`);
  assert.ok(right / wanted >= 0.9, `${right} of ${wanted}`);
});
