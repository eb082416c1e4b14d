import { assert, suite } from "../harness.ts";
import { tableOf } from "./table.ts";

const test = suite("e2e: the table");

test("what could not run is a row with its reason, counted apart; the last line counts the others", () => {
  const table = tableOf([
    { name: "01-install", result: "passed", failedRequests: 0, seconds: 12.4 },
    { name: "02-upgrade", result: "failed", failedRequests: 3, seconds: 7, note: "three were refused" },
    { name: "03-other", result: "could not run", seconds: 0, note: "a real node needs root" },
  ]);
  assert.is(
    table,
    `scenario    result         failed requests  seconds
01-install  passed         0                12
02-upgrade  failed         3                7        three were refused
03-other    could not run  -                0        a real node needs root

1 could not run on this machine

1 passed, 1 failed`,
  );
});
