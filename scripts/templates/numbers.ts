import type { LiteralKind } from "./nodes.ts";

/** What stands there is no number that Go knows, or one that its integers cannot hold. */
export type NumberFault = "syntax" | "overflow";

export interface NumberValue {
  readonly kind: LiteralKind;
  /** A JavaScript number: integers above 2^53 are rounded; a complex number has none (NaN). */
  readonly value: number;
}

const SHAPE =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;
const SINGLE = /\+|-/;
const DECIMAL = /^[+-]?[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d[\d_]*)?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([\da-fA-F_]*)(?:\.([\da-fA-F_]*))?[pP]([+-]?\d[\d_]*)$/;
const FLOAT =
  "(?:0[xX][\\da-fA-F_]*(?:\\.[\\da-fA-F_]*)?(?:[pP][+-]?[\\d_]*)?|[\\d_]*(?:\\.[\\d_]*)?(?:[eE][+-]?[\\d_]*)?)";
const COMPLEX = new RegExp(`^([+-]?${FLOAT})([+-]${FLOAT})i$`);

/** Where what begins like a number ends. `wrong`: a sign follows that no imaginary part comes after. */
export function numberEnd(text: string, at: number): { end: number; complex: boolean; wrong: boolean } {
  const end = shapeEnd(text, at);
  if (!SINGLE.test(text[end] ?? "")) return { end, complex: false, wrong: false };
  const second = shapeEnd(text, end);
  return { end: second, complex: true, wrong: text[second - 1] !== "i" };
}

function shapeEnd(text: string, at: number): number {
  SHAPE.lastIndex = at;
  SHAPE.test(text);
  return SHAPE.lastIndex;
}

/** The value of a number as strconv and text/template read it: `0o17` and `017` are 15, `1_000` is 1000, `08` is none. */
export function readNumber(text: string): NumberValue | NumberFault {
  if (text.endsWith("i")) {
    const imaginary = readFloat(text.slice(0, -1)) !== undefined;
    const parts = imaginary ? undefined : COMPLEX.exec(text);
    const pair = parts && [parts[1], parts[2]].every((part) => readFloat(part as string) !== undefined);
    return imaginary || pair ? { kind: "complex", value: Number.NaN } : "syntax";
  }
  const integer = readInteger(text);
  if (typeof integer === "number") return { kind: "int", value: integer };
  const float = readFloat(text);
  if (float === undefined) return integer;
  return /[.eEpP]/.test(text) ? { kind: "float", value: float } : "overflow";
}

/** strconv.ParseInt and ParseUint with base 0 and 64 bits: what either takes. */
function readInteger(text: string): number | NumberFault {
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(text) as unknown as [string, string, string];
  const form =
    /^0[xX](?<x>[\da-fA-F_]+)$|^0[oO](?<o>[0-7_]+)$|^0[bB](?<b>[01_]+)$|^0(?<zero>[0-7_]*)$|^(?<ten>[1-9][\d_]*)$/.exec(
      digits,
    );
  if (!form || !underscoresFit(digits)) return "syntax";
  const [base, written] = Object.entries(form.groups ?? {}).find(([, one]) => one !== undefined) as [
    string,
    string,
  ];
  const bare = written.replaceAll("_", "").replace(/^0+/, "");
  // 64 binary digits are the longest that fit; more would only make a BigInt slow.
  if (bare.length > 64) return "overflow";
  const prefix = { x: "0x", o: "0o", zero: "0o", b: "0b" }[base] ?? "";
  const size = bare === "" ? 0n : BigInt(prefix + bare);
  const limit = sign === "" ? 2n ** 64n - 1n : sign === "-" ? 2n ** 63n : 2n ** 63n - 1n;
  if (size > limit) return "overflow";
  return size === 0n ? 0 : Number(sign === "-" ? -size : size);
}

/** strconv.ParseFloat of 64 bits; undefined for what is no float, and for one that is too large. */
function readFloat(text: string): number | undefined {
  if (!underscoresFit(text)) return undefined;
  const hexadecimal = HEXADECIMAL.exec(text);
  if (hexadecimal) return hexadecimalFloat(hexadecimal as unknown as string[]);
  if (!DECIMAL.test(text) || !/^[+-]?[_.]*\d/.test(text)) return undefined;
  const value = Number(text.replaceAll("_", ""));
  return Number.isFinite(value) ? value : undefined;
}

function hexadecimalFloat([, sign, whole = "", fraction = "", exponent = "0"]: string[]): number | undefined {
  const after = fraction.replaceAll("_", "");
  const digits = whole.replaceAll("_", "") + after;
  if (digits === "") return undefined;
  const bare = digits.replace(/^0+/, "");
  if (bare === "") return 0;
  // Sixteen digits hold more than a float does; a further one that is not zero only matters to the rounding.
  const kept = bare.slice(0, 16);
  const mantissa = BigInt(`0x${kept}`) * 2n + (/[1-9a-fA-F]/.test(bare.slice(16)) ? 1n : 0n);
  const power = Number(exponent.replaceAll("_", "")) + 4 * (bare.length - kept.length - after.length) - 1;
  const first = Math.max(-1000, Math.min(900, power));
  const value = Number(mantissa) * 2 ** first * 2 ** (power - first);
  return Number.isFinite(value) ? (sign === "-" ? -value : value) : undefined;
}

/** strconv's rule: an underscore stands between digits, or between a base's prefix and a digit. */
function underscoresFit(text: string): boolean {
  if (!text.includes("_")) return true;
  const bare = text.replace(/^[+-]/, "");
  const prefix = /^0[bBoOxX]/.exec(bare)?.[0];
  const body = prefix ? bare.slice(2) : bare;
  const digit = prefix && /x/i.test(prefix) ? "[\\da-fA-F]" : "\\d";
  const before = prefix ? `(?:^|${digit})` : digit;
  return !new RegExp(`(?<!${before})_|_(?!${digit})`).test(body);
}
