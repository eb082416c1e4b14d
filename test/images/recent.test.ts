import { existsSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { forgetOld, isCached } from "./recent.ts";

const test = suite("images: what the cache keeps");

test("the four used last stay, and files of other kinds; a look counts as use", () => {
  const folder = tempDirectory();
  const file = (name: string) => path.join(folder, name);
  for (const [index, name] of [
    "runner-a",
    "runner-b",
    "runner-c",
    "runner-d",
    "runner-e",
    "builder-a",
  ].entries()) {
    writeFileSync(file(name), "");
    utimesSync(file(name), 1000 + index, 1000 + index);
  }
  assert.ok(isCached(file("runner-a")));
  assert.not.ok(isCached(file("runner-f")));
  forgetOld(folder, "runner-");
  const left = ["runner-a", "runner-b", "runner-c", "runner-d", "runner-e", "builder-a"].filter((name) =>
    existsSync(file(name)),
  );
  assert.equal(left, ["runner-a", "runner-c", "runner-d", "runner-e", "builder-a"]);
});
