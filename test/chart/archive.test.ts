import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { unpackChart } from "../../scripts/chart/archive.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { archiveOf } from "./chart.ts";

const test = suite("chart archives");

function unpack(bytes: Buffer): { ok: boolean; files: string[]; folder: string } {
  const top = tempDirectory();
  const folder = path.join(top, "a/b/c");
  const ok = unpackChart(bytes, folder);
  const files = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => path.relative(folder, path.join(one.parentPath, one.name)))
    .sort();
  return { ok, files, folder };
}

test("files come without the folder around them, long names too", () => {
  const long = `templates/${"deep/".repeat(30)}x.yaml`;
  const { ok, files, folder } = unpack(
    archiveOf({ "web/Chart.yaml": "name: web\n", [`web/${long}`]: "a: ü\n" }),
  );
  assert.equal([ok, files], [true, ["Chart.yaml", long]]);
  assert.is(readFileSync(path.join(folder, long), "utf8"), "a: ü\n");
});

test("nothing lands outside", () => {
  const names = [
    "web/../../../evil.yaml",
    "../../evil.yaml",
    "/evil.yaml",
    "web\\..\\evil.yaml",
    "web/../evil.yaml",
  ];
  const evil = Object.fromEntries(names.map((name) => [name, "x\n"]));
  const { files } = unpack(archiveOf({ "web/Chart.yaml": "name: web\n", ...evil }));
  assert.equal(
    files.filter((one) => one.startsWith("..")),
    [],
  );
});

test("what is no chart's archive is none: no gzip, no tar, cut off, no Chart.yaml, too large", () => {
  const whole = archiveOf({ "web/Chart.yaml": "name: web\n" });
  for (const bytes of [
    Buffer.from("text"),
    Buffer.alloc(0),
    gzipSync(Buffer.from("no tar ".repeat(200))),
    whole.subarray(0, whole.length - 20),
    archiveOf({ "web/values.yaml": "" }),
    archiveOf({ "web/Chart.yaml": "name: web\n", "web/large": "x".repeat(101 * 1024 * 1024) }),
  ])
    assert.is(unpack(bytes).ok, false);
});
