import { shell } from "../../scripts/core/shell.ts";
import { assert, suite } from "../harness.ts";

const test = suite("shell: children that end as they like");

test("a child that does not read its input is no error of ours", async () => {
  const ran = await shell("sh", ["-c", "exit 7"], { input: "x".repeat(1_000_000) });
  assert.is(ran.code, 7);
});

test("a program that is not there is missing, not thrown", async () => {
  assert.is((await shell("no-such-program-of-ours", [])).missing, true);
});
