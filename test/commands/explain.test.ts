import { codes } from "../../scripts/core/codes.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";

const test = suite("commands: explain");

test("prints a code's title and paragraph, in any case", async () => {
  const ran = await chartroom(["explain", "cr402"], { cwd: projectRoot });
  assert.is(ran.code, 0);
  assert.match(ran.stdout, /^error\[CR402\]: undeclared value\n\n/);
  assert.ok(ran.stdout.split("\n").every((line) => line.length <= 80));
});

test("lists every code", async () => {
  const ran = await chartroom(["explain"], { cwd: projectRoot });
  assert.is(ran.stdout.trimEnd().split("\n").length, Object.keys(codes).length);
});

test("a wrong code is CR001 with the nearest one", async () => {
  const ran = await chartroom(["explain", "CR4O2"], { cwd: projectRoot });
  assert.is(ran.code, 2);
  assert.match(ran.stderr, "CR001");
  assert.match(ran.stderr, "did you mean `CR402`?");
});
