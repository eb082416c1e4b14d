import { existsSync, mkdirSync, readdirSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { evict, sealedEntry } from "../../scripts/core/sealed.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("core: how large a cache grows");

test("the cache is bounded; what was used longest ago goes first", () => {
  const directory = path.join(tempDirectory(), "renders");
  mkdirSync(directory);
  for (let index = 0; index < 5; index++) {
    const file = path.join(directory, `entry-${index}`);
    writeFileSync(file, Buffer.alloc(100));
    utimesSync(file, 1000 + ((index + 2) % 5), 1000 + ((index + 2) % 5));
  }
  evict(directory, 500);
  assert.is(readdirSync(directory).length, 5, "it fits");
  evict(directory, 300); // a quarter of it is to be free
  assert.equal(readdirSync(directory).sort(), ["entry-1", "entry-2"]);
});

test("a cache is looked through once an hour, not by every run that keeps something", async () => {
  for (const [hours, stays] of [
    [undefined, false],
    [0.5, true],
    [1.5, false],
    [-1, false],
  ] as const) {
    const directory = path.join(tempDirectory(), "renders");
    mkdirSync(directory);
    const big = path.join(directory, "big");
    writeFileSync(big, "");
    truncateSync(big, 65 * 1024 * 1024); // holes: it takes no room
    utimesSync(big, 1000, 1000);
    const stamp = `${directory}.looked-through`;
    if (hours !== undefined) {
      writeFileSync(stamp, "");
      const at = Date.now() / 1000 - hours * 3600;
      utimesSync(stamp, at, at);
    }
    sealedEntry(directory, Buffer.alloc(32), "content", "test").write("text");
    assert.is(existsSync(big), stays, `looked through ${hours} hours ago`);
    assert.ok(existsSync(stamp));
  }
});

test("what is written at one time is all there afterwards", async () => {
  const directory = path.join(tempDirectory(), "renders");
  const entries = Array.from({ length: 200 }, (_, at) =>
    sealedEntry(directory, Buffer.alloc(32), `content ${at % 100}`, "test"),
  );
  for (const [at, entry] of entries.entries()) entry.write(`text ${at % 100}`);
  for (const [at, entry] of entries.entries()) assert.is(entry.read(), `text ${at % 100}`);
  assert.is(readdirSync(directory).length, 100);
});

test("a folder that cannot be written is no failure", async () => {
  const file = path.join(tempDirectory(), "file");
  writeFileSync(file, "");
  const entry = sealedEntry(path.join(file, "renders"), Buffer.alloc(32), "content", "test");
  entry.write("text");
  assert.is(entry.read(), undefined);
});
