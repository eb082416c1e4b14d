import { assert, suite } from "../harness.ts";
import { tableOf } from "./table.ts";

const test = suite("e2e: the table");

test("what did not run is a row with its reason, counted apart; the last line counts the others", () => {
  const table = tableOf([
    { name: "01-install", result: "passed", requests: { failed: 0, sent: 412 }, seconds: 12.4 },
    {
      name: "02-upgrade",
      result: "failed",
      requests: { failed: 3, sent: 80 },
      seconds: 7,
      note: "three were refused",
    },
    { name: "03-other", result: "could not run", seconds: 0, note: "a real node needs root" },
    { name: "04-late", result: "left out", seconds: 0, note: "not in the CI subset: npm run e2e" },
  ]);
  assert.is(
    table,
    `scenario    result         failed requests  seconds
01-install  passed         0 of 412         12
02-upgrade  failed         3 of 80          7        three were refused
03-other    could not run  -                0        a real node needs root
04-late     left out       -                0        not in the CI subset: npm run e2e

1 could not run on this machine

1 left out by --ci

1 passed, 1 failed`,
  );
});
