import { assert, suite } from "../harness.ts";
import { CLOSED, goodTeam } from "./base.ts";
import { annotated, ci, found, scanned } from "./ci.ts";
import { hookFaults } from "./faults-hooks.ts";
import { manifestFaults } from "./faults-manifests.ts";
import { templateFaults } from "./faults-templates.ts";
import { valueFaults } from "./faults-values.ts";
import { plant } from "./planted.ts";

const test = suite("team: one thing broken for each rule, all in one repository, each told once where it is");
const faults = { ...templateFaults, ...manifestFaults, ...hookFaults, ...valueFaults };
const { root } = await goodTeam();

test("before anything is broken, only the missing key and the missing plugin are told", async () => {
  const closed = await ci(root, ["--format", "json", "check", "--fail-on", "error"]);
  assert.equal([closed.code, found(closed.stdout)], [0, CLOSED], closed.stderr);
  const lint = await ci(root, ["--format", "github", "lint", "--native", "--all"]);
  assert.equal([lint.code, lint.stdout], [0, ""]);
});

test(`${Object.keys(faults).length} faults are told, in every format, and nothing else`, async () => {
  const expected = [...plant(root, faults), ...CLOSED].sort();
  for (const code of Object.keys(faults))
    assert.ok(
      expected.some((one) => one.startsWith(code)),
      code,
    );
  const json = await ci(root, ["--format", "json", "check"]);
  assert.equal(found(json.stdout), expected, json.stderr);
  assert.is(json.code, 1);
  const sarif = await ci(root, ["--format", "sarif", "check", "--fail-on", "never"]);
  assert.equal([sarif.code, scanned(sarif.stdout)], [0, expected]);
  // An annotation of a whole file or of a whole line has no column.
  const github = await ci(root, ["--format", "github", "check"]);
  const lines = (all: readonly string[]) => all.map((one) => one.replace(/:[^:]+$/, "")).sort();
  assert.equal([github.code, lines(annotated(github.stdout))], [1, lines(expected)]);
});
