import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeSource } from "../../scripts/core/source.ts";
import { layerJson } from "../../scripts/layers/json.ts";
import { parseLayer } from "../../scripts/layers/parse.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const SCALARS =
  `yes no on off y n Y N Yes NO true True TRUE false null ~ Null 012 09 0o17 0O17 0x1F 0XfF -0x10 +12 -0
  0b101 -0b11 +0b1 1_000 1__0 _1 1_ 1_000.5 .5 5. .1_0 .1__0 ._1 +.5 -.5 1e3 1E3 1e+3 12e03 1e400 1.5e-7 0.1
  9007199254740993 18446744073709551615 18446744073709551616 99999999999999999999 -9223372036854775809
  0xffffffffffffffff 0x1ffffffffffffffff 12:30:45 1:2 2020-01-01 2020-13-01 2020-01-01T10:00:00Z 1.2.3 1,000 0x 0b 0b2
  08.5 00 0_7 0b-1 0b+1_0 -0b-1 0o-7 0O+7 - + . .. e3 1e 1e+ <<x =a nope abc a.b 1a 0xg`
    .split(/\s+/)
    .filter((one) => one !== "-" && one !== "");

const KEYS = [
  "y",
  "n",
  "on",
  "1",
  "012",
  "0x10",
  "1.5",
  "1e10",
  "123456.5",
  "0.00001",
  "true",
  "2020-01-01",
  "a-b",
  "1_000",
];

const test = suite("layers: scalars and keys as the real helm reads them");

function read(text: string) {
  return layerJson(parseLayer(makeSource("values.yaml", text)).root);
}

test("every scalar of a nasty list, in one helm run", async () => {
  const text = SCALARS.map((one, at) => `v${at}: ${one}\n`).join("");
  const truth = (await helm(text)) as Record<string, unknown>;
  const ours = read(text) as Record<string, unknown>;
  const wrong = SCALARS.filter((_, at) => !same(truth[`v${at}`], ours[`v${at}`])).map(
    (one) =>
      `${one}: helm ${JSON.stringify(truth[`v${SCALARS.indexOf(one)}`])}, ours ${JSON.stringify(ours[`v${SCALARS.indexOf(one)}`])}`,
  );
  assert.equal(wrong, []);
});

test("every key of a list", async () => {
  for (const quoted of KEYS) {
    const text = `${quoted}: x\n`;
    assert.equal(read(text), await helm(text), quoted);
  }
});

test("a key of more digits than a float of 32 bits holds is refused: its text depends on rounding", () => {
  const [problem] = parseLayer(makeSource("values.yaml", "17783.562: x\n")).diagnostics;
  assert.is(problem?.code, "CR111");
});

test("documents with anchors, merges, blocks, tags, BOM and CRLF", async () => {
  const documents = [
    "a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n",
    "a: &x {p: 1}\nb: &y {p: 2, r: 1}\nc:\n  <<: [*x, *y]\n",
    "a: &x {p: 1}\nb:\n  p: 5\n  <<: *x\n",
    "a: &x 1\nb: *x\nc: &x 2\nd: *x\n",
    "a: |\n  x\n\n  y\nb: >-\n  q\n  r\nc: |+\n  z\n\n",
    "\uFEFFa: 1\r\nb: two\r\n",
    "a: 1\na: {b: 2}\n",
    "a: !!str 12\nb: !foo 12\nc: '012'\nd: \"yes\"\n",
    "# nothing\n",
    "a:\n- 1\n-\n- - x\n  - y\nb: {c, d: [1, yes]}\n",
  ];
  for (const text of documents) assert.equal(read(text), await helm(text), JSON.stringify(text));
});

function same(a: unknown, b: unknown): boolean {
  return a === b;
}

/** What `.Values | toJson` is in a chart that holds nothing else. */
async function helm(text: string): Promise<unknown> {
  const tool = await findTool("helm");
  if (!tool.ok) throw new Error("helm is needed");
  const chart = tempDirectory();
  mkdirSync(path.join(chart, "templates"));
  writeFileSync(path.join(chart, "Chart.yaml"), "apiVersion: v2\nname: c\nversion: 0.1.0\n");
  writeFileSync(path.join(chart, "templates/x.yaml"), "x: {{ .Values | toJson }}\n");
  writeFileSync(path.join(chart, "v.yaml"), text);
  const out = execFileSync(tool.value.path, ["template", chart, "-f", path.join(chart, "v.yaml")], {
    encoding: "utf8",
  });
  return JSON.parse(/^x: (.*)$/m.exec(out)?.[1] ?? "null") as unknown;
}
