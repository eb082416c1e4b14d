import { depthOf } from "../../../scripts/templates/depth.ts";
import { parseTemplate } from "../../../scripts/templates/parser.ts";
import { assert, suite } from "../../harness.ts";
import { realTemplates } from "../real.ts";
import { fault, fuzzText } from "./fuzz.ts";
import { SHAPES } from "./shapes.ts";

const test = suite("templates: fuzz (npm run test:fuzz goes on for 20 s)");

test("random bytes, characters, lexemes and mutated templates never throw, and a fault has its place in the text", () => {
  const real = realTemplates();
  for (let seed = 0; seed < 2500; seed += 1) {
    const text = fuzzText(seed, real);
    const wrong = fault(text, seed % 5 === 0);
    assert.is(wrong, undefined, `case ${seed}: ${wrong}\n${JSON.stringify(text)}`);
  }
});

// A parser that calls itself for what is nested would overflow the stack; `npm run test:fuzz` holds the time.
test("texts of twenty thousand repetitions are parsed", () => {
  for (const [name, make] of Object.entries(SHAPES)) assert.is(fault(make(20_000)), undefined, name);
});

test("parentheses may be 10000 deep, as in Go, and other nesting as deep as one likes", () => {
  const nested = (depth: number): string => `{{ ${"(".repeat(depth)}.a${")".repeat(depth)} }}`;
  assert.ok(parseTemplate(nested(10_000)).ok);
  const deeper = parseTemplate(nested(10_001));
  assert.is(deeper.ok ? "" : deeper.error.message, "too many nested parentheses");
  const ifs = parseTemplate("{{ if .a }}".repeat(100_000) + "{{ end }}".repeat(100_000));
  assert.is(ifs.ok ? depthOf(ifs.value) : 0, 100_000);
});

test("a text of 5 MB is parsed", () => {
  assert.is(fault(`${"a: b # text\n".repeat(420_000)}{{ .Values.x | quote }}`), undefined);
});
