import { writeFileSync } from "node:fs";
import path from "node:path";
import { makeSource } from "../../scripts/core/source.ts";
import { layerJson } from "../../scripts/layers/json.ts";
import { parseLayer } from "../../scripts/layers/parse.ts";
import { readLayer } from "../../scripts/layers/read.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("layers: what is wrong with a file, and where");

function found(text: string): string[] {
  return parseLayer(makeSource("v.yaml", text)).diagnostics.map(
    ({ code, place }) => `${code} ${place?.line}:${place?.column}`,
  );
}

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["", []],
  ["a: 1\n---\n", []],
  ["a: 1\n---\nb: 2\n", ["CR105 3:1"]],
  ["- a\n", ["CR104 1:1"]],
  ["hello\n", ["CR104 1:1"]],
  ["a:\n\tb: 1\n", ["CR103 2:1"]],
  ["a: b: c\n", ["CR103 1:4"]],
  ["a: @x\n", ["CR103 1:4"]],
  ["a: [x?]\n", ["CR103 1:5"]],
  ["a: [1?: t]\n", ["CR111 1:5"]],
  ["a: {b?c}\n", ["CR111 1:5"]],
  ["a: x?\nb?: [1]\n", []],
  ["a: [&b{}]\n", ["CR103 1:7"]],
  ["a: &b {}\n", []],
  ["a: !# x\n", ["CR103 1:7"]],
  ["a: !Ref x\n", []],
  ["a:\n  ! ? b\n  : 1\n", ["CR103 2:5", "CR111 2:7"]],
  ["...\n", ["CR103 1:1"]],
  ["a: 1\n...\n", []],
  ["a: 1\n---b\n", ["CR103 2:1"]],
  ["a:\n \tb\n", ["CR103 2:2"]],
  ["a:\n-\tb\n", ["CR103 2:2"]],
  ["a: |\n \tb\n", ["CR103 2:2"]],
  ["a: |\n b\n \tc\nd: [1,\n \t2]\n", []],
  ["a: b\n \t\n", ["CR103 2:2"]],
  ["a: '''\nb: c'\n", ["CR103 1:4"]],
  ['a: "\\\n\n b"\n', ["CR103 1:4"]],
  ["a: |1\n b\n  \n", ["CR103 1:4"]],
  ["a: |1\n  b\n  ", ["CR103 1:4"]],
  ["a: {!!str}\n", ["CR111 1:10"]],
  ["a: 1\n---\n...\n", ["CR103 1:5"]],
  ["a: &a\n- b: 1\nc:\n  <<: *a\n", ["CR110 4:3"]],
  ["a: &a {b: 1}\nc:\n  <<: [*a]\n", []],
  ["a: |\n b\n  \n", []],
  ["!\n", ["CR104 1:2"]],
  ["a: 1\nb: 2\na: 3\n", ["CR106 3:1"]],
  ["a: yes\n", ["CR107 1:4"]],
  ["y: 1\n", ["CR107 1:1"]],
  ["a: 2020-01-01\n", ["CR107 1:4"]],
  ["a: 012\n", ["CR108 1:4"]],
  ["a: 1_000\n", ["CR108 1:4"]],
  ["a: 0.5\nb: 0\nc: -0.5\n", []],
  ["a: .inf\n", ["CR109 1:4"]],
  ["a: *x\n", ["CR110 1:4"]],
  ["a: &a [*a]\n", ["CR110 1:8"]],
  ["? [a]\n: b\n", ["CR111 1:3"]],
  ["~: b\n", ["CR111 1:1"]],
  ["!!float b: 1\n", ["CR111 1:9"]],
  ["b: 1\na\n : 1\n", ["CR111 2:1"]],
  ['a: {"b\n ": 1}\n', ["CR111 1:5"]],
  ["? a\n-\n", ["CR111 1:3"]],
  ["? |\n  a\n: 1\n", ["CR111 1:3"]],
  ["a: [<<:{}]\n", ["CR111 1:5"]],
  ["x: &x {1: a}\nb:\n  <<: *x\n  '1': b\n", ["CR111 4:3"]],
  ["x: &x {1: a}\nz: &z {'1': a}\nb:\n  <<: [*x, *z]\n", ["CR111 1:8"]],
  ["a: 12345678901234567891\n", ["CR112 1:4"]],
  ["x: &x {p: 1}\nb:\n  p: 5\n  <<: *x\n", ["CR113 4:3"]],
];

for (const [text, expected] of CASES) {
  test(JSON.stringify(text), () => assert.equal(found(text), expected));
}

test("a billion laughs are refused once and soon", () => {
  const levels = Array.from({ length: 30 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}]`);
  const text = `l0: &l0 ha\n${levels.join("\n")}\n`;
  assert.is(found(text).filter((one) => one.startsWith("CR110")).length, 1);
});

test("a sops file keeps its types and loses its metadata", () => {
  const text = "sops:\n  mac: x\nport: ENC[AES256_GCM,data:a,iv:b,tag:c,type:int]\nplain: 1\n";
  const layer = parseLayer(makeSource("s.yaml", text));
  assert.is(layer.sops, true);
  assert.equal(layerJson(layer.root), { port: null, plain: 1 });
  const port = layer.root.entries.get("port")?.node;
  assert.is(port?.kind === "scalar" && port.encrypted, "int");
});

test("helmfile reads `yes` as text", () => {
  const layer = parseLayer(makeSource("v.yaml", "a: yes\n"), { reader: "helmfile" });
  assert.equal(layerJson(layer.root), { a: "yes" });
});

test("files that are missing, folders, binary, broken or too large", () => {
  const root = tempDirectory();
  writeFileSync(path.join(root, "binary.yaml"), Buffer.from([97, 0, 98]));
  writeFileSync(path.join(root, "latin.yaml"), Buffer.from([97, 58, 32, 0xff]));
  writeFileSync(path.join(root, "large.yaml"), "#".repeat(1024 * 1024 + 1));
  const codeOf = (file: string) => {
    const read = readLayer(root, file);
    return read.ok ? "fine" : read.error[0]?.code;
  };
  assert.is(codeOf("none.yaml"), "CR100");
  assert.is(codeOf("."), "CR100");
  assert.is(codeOf("binary.yaml"), "CR101");
  assert.is(codeOf("latin.yaml"), "CR101");
  assert.is(codeOf("large.yaml"), "CR102");
});
