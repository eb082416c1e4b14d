import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { watch } from "../../scripts/environment/watched.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("environment: what a kept answer of helmfile depends on");

const changes: Readonly<Record<string, (file: (name: string) => string) => void>> = {
  "a file's bytes, of the same length": (file) => writeFileSync(file("a.yaml"), "a: 2\n"),
  "a new file": (file) => writeFileSync(file("b/c.yaml"), "c: 1\n"),
  "a new folder": (file) => mkdirSync(file("d")),
  "a file that is gone": (file) => rmSync(file("b/b.yaml")),
  "a file of another name": (file) => renameSync(file("a.yaml"), file("c.yaml")),
  "a link instead of a file": (file) => {
    rmSync(file("a.yaml"));
    symlinkSync("b/b.yaml", file("a.yaml"));
  },
};

/** `old`: milliseconds between the last change before and the first look. */
async function changed(change: (file: (name: string) => string) => void, old: number): Promise<boolean> {
  const root = tempDirectory();
  const file = (name: string) => path.join(root, name);
  mkdirSync(file("b"));
  writeFileSync(file("a.yaml"), "a: 1\n");
  writeFileSync(file("b/b.yaml"), "b: 1\n");
  await setTimeout(old);
  const seen = watch(root);
  assert.ok(seen);
  assert.is(seen.isSame(), true);
  change(file);
  return !seen.isSame();
}

test("a change after it was read is seen, in files that were written just now as in old ones", async () => {
  const all = Object.entries(changes).flatMap(([name, change]) =>
    [0, 2100].map(async (old) => assert.is(await changed(change, old), true, `${name}, ${old} ms old`)),
  );
  await Promise.all(all);
});
