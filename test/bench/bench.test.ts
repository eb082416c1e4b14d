import { assert, suite, tempDirectory } from "../harness.ts";
import { table } from "./report.ts";
import { bench } from "./run.ts";

const test = suite("bench: it runs, and prints every row");

// Nothing is said about time: a test machine is not a quiet one.
test("one release, one round", async () => {
  const rows = await bench({ releases: [1], runs: 1, apply: [], folder: tempDirectory(), tell: () => {} });
  assert.equal(
    rows.map(({ what }) => what),
    [
      "helmfile template, 3 environments",
      "helm lint, 1 charts",
      "sops decrypt, 3 files",
      "check, cold",
      "check, warm",
      "render, one environment",
      "its renders alone, values given",
      "help",
      "check --help",
      "version",
      "completion of an option",
      "memory of check, cold",
      "memory of check, warm",
      "memory of render",
    ],
  );
  assert.ok(
    rows.every(({ measured }) => /^(?:\d+ (?:ms|MB tree)|[\d.]+ s|not measured)$/.test(measured)),
    table(rows),
  );
  assert.is(table(rows).split("\n").length, rows.length + 2);
});
