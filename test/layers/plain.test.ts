import { readFileSync } from "node:fs";
import path from "node:path";
import { filesBelow } from "../../scripts/core/files.ts";
import { makeSource } from "../../scripts/core/source.ts";
import { parseAny } from "../../scripts/layers/parse.ts";
import { readPlain } from "../../scripts/layers/plain.ts";
import { textProblems } from "../../scripts/layers/scanner.ts";
import { assert, suite } from "../harness.ts";
import { Random } from "../random.ts";
import { projectRoot } from "../rig.ts";
import { generateDocument } from "./differential/generate.ts";

const test = suite("layers: plain documents are read as any document is");

/** Whether it is plain; where it is, both readers make the same of it. */
function compare(text: string): boolean {
  let isPlain = false;
  for (const reader of ["helm", "helmfile"] as const) {
    const source = makeSource("values.yaml", text);
    const plain = readPlain(source, reader);
    if (!plain) continue;
    isPlain = true;
    assert.equal(textProblems(source), [], text);
    const { root, diagnostics, sops } = parseAny(source, { reader });
    const entries = new Map([...plain.root.entries].filter(([key]) => !sops || key !== "sops"));
    assert.equal({ ...plain.root, entries }, root, text);
    assert.equal(plain.diagnostics, diagnostics, text);
    assert.equal([...entries.keys()], [...root.entries.keys()], text);
  }
  return isPlain;
}

test("all YAML files of this repository", () => {
  let [all, plain] = [0, 0];
  for (const folder of ["charts", "environments", "helmfile.d", "test/fixtures", ".github"])
    for (const file of filesBelow(path.join(projectRoot, folder)).filter((one) => /\.ya?ml$/.test(one))) {
      all += 1;
      if (compare(readFileSync(path.join(projectRoot, folder, file), "utf8"))) plain += 1;
    }
  assert.ok(plain > 150 && plain < all, `${plain} of ${all}`);
});

test("documents of all that YAML has", () => {
  const random = new Random(20261126);
  let plain = 0;
  for (let at = 0; at < 20_000; at += 1) if (compare(generateDocument(random))) plain += 1;
  assert.ok(plain > 500, String(plain));
});

const KEYS = ["a", "b", "c.d/e-f", "_x", "e1", "sops", "mac", "Ab"];
const KEYS_ODD = [
  ...["yes", "on", "null", "no", "y", "true", "nan", "inf"],
  "1",
  "'q'",
  '"q"',
  "<<",
  "a b",
  "a:b",
  "-",
  "?",
  "é",
  "a{",
  "&x a",
  "*x",
  "!!str a",
  "=",
  "",
];
const VALUES = [
  "1",
  "x",
  "a b  c",
  "012",
  "1_000",
  "1e3",
  "yes",
  "~",
  "null",
  "",
  "2026-11-26",
  "0x1F",
  ".5",
  ".inf",
];
const QUOTED = [
  '"a: # b"',
  "'x'",
  '""',
  "''",
  "{}",
  "[]",
  "[a, b]",
  "[a.b/c, 1, yes]",
  "[ x ]",
  "a#b",
  "http://a:80/b",
  '"ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]"',
];
const VALUES_ODD = [
  ...[
    "|",
    ">-",
    '"a\\n"',
    "'it''s'",
    "{a: 1}",
    "[a: 1]",
    "[a, ]",
    "[?a]",
    "a: b",
    "a:",
    "- x",
    "-",
    "--x",
    "-x",
  ],
  ...[
    "&x 1",
    "*x",
    "!!int 1",
    "# no",
    "%x",
    "@x",
    "`x",
    '"x',
    "'x",
    "{",
    "]",
    "a #b",
    "?x",
    ": x",
    ":x",
    "? x",
  ],
  ...[
    "ENC[AES256_GCM,data:x,iv:y,tag:z,type:int]",
    "\u00e9",
    "a\u0085b",
    "a\tb",
    "\ufeff",
    "x\r",
    "[a b]",
    "[-1]",
  ],
];
const SPACES = ["", "", "", "", " ", "  ", " # c", "  # c: d", "# c"];

/** A document of such lines; nearly every one that is well indented is plain, and some are not YAML at all. */
function lines(random: Random): string {
  const odd = random.chance(0.3);
  const some = (usual: readonly string[], rare: readonly string[]) =>
    random.pick(odd && random.chance(0.2) ? rare : usual);
  const made: string[] = [];
  const block = (indent: number, depth: number): void => {
    const isList = random.chance(0.3);
    const used = new Set<string>();
    for (let count = random.whole(1, 4); count > 0; count -= 1) {
      if (random.chance(0.15))
        made.push(`${" ".repeat(random.whole(0, 6))}${random.pick(["", "# c", "#", "  "])}`);
      const key = some(KEYS, KEYS_ODD);
      if (used.has(key) && random.chance(0.95)) continue;
      used.add(key);
      const width = " ".repeat(odd && random.chance(0.05) ? random.whole(0, 5) : indent);
      const head = isList ? `-${" ".repeat(random.whole(1, 2))}` : `${key}:`;
      const below = depth < 4 && random.chance(0.35);
      if (below && !isList) {
        made.push(`${width}${head}${random.pick(SPACES)}`);
        block(indent + random.pick([2, 2, 2, 0, 1, 4]), depth + 1);
      } else if (below) {
        const at = made.length;
        block(indent + head.length, depth + 1);
        made[at] = `${width}${head}${(made[at] ?? "").trimStart()}`;
      } else {
        const value = random.chance(0.5) ? some(VALUES, VALUES_ODD) : some(QUOTED, VALUES_ODD);
        made.push(`${width}${head}${value === "" || isList ? "" : " "}${value}${random.pick(SPACES)}`);
      }
    }
  };
  block(random.pick([0, 0, 0, 2]), 0);
  const head = random.pick(["", "", "---\n", "# c\n---\n", "--- # c\n", "\n"]);
  return `${head}${made.join("\n")}${random.pick(["\n", "", "\n\n", "\n...\n", "\n# c"])}`;
}

test("documents of simple lines, and of lines that are nearly that", () => {
  const random = new Random(20261127);
  let plain = 0;
  for (let at = 0; at < 20_000; at += 1) if (compare(lines(random))) plain += 1;
  assert.ok(plain > 3000, String(plain));
});

test("indentation and depth", () => {
  const nested = (depth: number) =>
    Array.from({ length: depth }, (_, at) => `${" ".repeat(at)}a:`).join("\n");
  assert.ok(compare(nested(40)));
  assert.not.ok(compare(nested(200)), "left to the reader that says so");
  for (const text of [
    "a: b\n  c",
    "a:\n  b: 1\n c: 2",
    "a: 1\n b: 2",
    "- a\n",
    "a\n",
    "",
    "# a\n",
    "a: 1\n---\nb: 2\n",
  ])
    assert.not.ok(compare(text), text);
});
