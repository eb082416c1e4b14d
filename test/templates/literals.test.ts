import type { Literal } from "../../scripts/templates/nodes.ts";
import { parseTemplate } from "../../scripts/templates/parser.ts";
import { assert, suite } from "../harness.ts";

const test = suite("templates: literals");

function literal(raw: string): Literal | string {
  const read = parseTemplate(`{{ ${raw} }}`);
  if (!read.ok) return read.error.message;
  const [node] = read.value;
  const operand = node?.kind === "print" ? node.pipeline.calls[0]?.operands[0] : undefined;
  return operand?.kind === "literal" ? operand : "another thing";
}

const NO_NUMBER = "this is no number";
const TOO_LARGE = "this integer is larger than 64 bits hold";
const NO_ESCAPE = "this string has an escape that Go does not know";
const NO_CHARACTER = "not one character between the quotes";

const rows: [raw: string, kind: Literal["literalKind"], value: Literal["value"]][] = [
  ["true", "bool", true],
  ["false", "bool", false],
  ["nil", "nil", null],
  ["0", "int", 0],
  ["-0", "int", 0],
  ["+12", "int", 12],
  ["-12", "int", -12],
  ["017", "int", 15],
  ["0o17", "int", 15],
  ["0O17", "int", 15],
  ["0x1F", "int", 31],
  ["-0X1f", "int", -31],
  ["0b101", "int", 5],
  ["1_000", "int", 1000],
  ["0_7", "int", 7],
  ["0x_1", "int", 1],
  ["00", "int", 0],
  ["9223372036854775807", "int", 2 ** 63],
  ["-9223372036854775808", "int", -(2 ** 63)],
  ["18446744073709551615", "int", 2 ** 64],
  ["0xffffffffffffffff", "int", 2 ** 64],
  ["1.5", "float", 1.5],
  ["1.", "float", 1],
  [".5", "float", 0.5],
  ["-.5", "float", -0.5],
  ["1e3", "float", 1000],
  ["1E-3", "float", 0.001],
  ["08.5", "float", 8.5],
  ["09e1", "float", 90],
  ["1_0.5", "float", 10.5],
  ["0x1p-2", "float", 0.25],
  ["0x.8P1", "float", 1],
  ["-0x1.8p4", "float", -24],
  ["0x1p-2000", "float", 0],
  ["0x123456789abcdef01p0", "float", Number("0x123456789abcdef01")],
  ["1e-400", "float", 0],
  ["1i", "complex", Number.NaN],
  ["0i", "complex", Number.NaN],
  ["1+2i", "complex", Number.NaN],
  ["-1.5e3-0x1p4i", "complex", Number.NaN],
  ["'a'", "char", 97],
  ["'é'", "char", 233],
  ["'😀'", "char", 0x1f600],
  ["'\\n'", "char", 10],
  ["'\\''", "char", 39],
  ["'\"'", "char", 34],
  ["'\\x41'", "char", 65],
  ["'\\377'", "char", 255],
  ["'\\u00e9'", "char", 233],
  ['""', "string", ""],
  ['"a\\tb\\n"', "string", "a\tb\n"],
  ['"\\a\\b\\f\\r\\v\\\\\\""', "string", '\x07\b\f\r\v\\"'],
  ['"\\x41\\101\\u0041\\U00000041"', "string", "AAAA"],
  ['"\\xe2\\x82\\xac \\342\\202\\254"', "string", "€ €"],
  ['"\\xff"', "string", "\ufffd"],
  ['"\\U0001F600"', "string", "😀"],
  ['"it\'s"', "string", "it's"],
  ['"tab\there"', "string", "tab\there"],
  ['`a\\n"b`', "string", 'a\\n"b'],
  ["`a\nb`", "string", "a\nb"],
  ["`a\r\nb`", "string", "a\nb"],
];

test("values and kinds as Go reads them, and the text as written", () => {
  for (const [raw, literalKind, value] of rows) {
    const start = "{{ ".length;
    assert.equal(
      literal(raw),
      { kind: "literal", literalKind, value, raw, start, end: start + raw.length },
      raw,
    );
  }
});

const refused: [raw: string, message: string][] = [
  ["08", TOO_LARGE],
  ["9223372036854775808000", TOO_LARGE],
  ["18446744073709551616", TOO_LARGE],
  ["+9223372036854775808", TOO_LARGE],
  ["-9223372036854775809", TOO_LARGE],
  ["0xfffffffffffffffff", TOO_LARGE],
  ["1__0", NO_NUMBER],
  ["1_", NO_NUMBER],
  ["1_.5", NO_NUMBER],
  ["1._5", NO_NUMBER],
  ["0x", NO_NUMBER],
  ["0xg", NO_NUMBER],
  ["0b2", NO_NUMBER],
  ["0o8", NO_NUMBER],
  ["0x1.8", NO_NUMBER],
  ["1e", NO_NUMBER],
  ["1e400", NO_NUMBER],
  ["0x1p2000", NO_NUMBER],
  ["1x", NO_NUMBER],
  ["1+2", NO_NUMBER],
  ["0x1i", NO_NUMBER],
  ["1i+2i", NO_NUMBER],
  ["-", NO_NUMBER],
  ["+i", NO_NUMBER],
  ["''", NO_CHARACTER],
  ["'ab'", NO_CHARACTER],
  ["'\\\"'", NO_CHARACTER],
  ["'\\400'", NO_CHARACTER],
  ["'a", "unterminated character"],
  ['"\\q"', NO_ESCAPE],
  ['"\\\'"', NO_ESCAPE],
  ['"\\400"', NO_ESCAPE],
  ['"\\8"', NO_ESCAPE],
  ['"\\x4"', NO_ESCAPE],
  ['"\\ud800"', NO_ESCAPE],
  ['"\\U00110000"', NO_ESCAPE],
  ['"a', "unterminated string"],
  ['"a\nb"', "unterminated string"],
  ['"a\\\n"', "unterminated string"],
  ["`a", "unterminated string"],
];

test("what Go refuses", () => {
  for (const [raw, message] of refused) assert.is(literal(raw), message, raw);
});
