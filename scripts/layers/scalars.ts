/** Which program reads the file: Helm (yaml.v2 by way of sigs.k8s.io/yaml) or helmfile (yaml.v3). */
export type Reader = "helm" | "helmfile";

/** What a plain scalar means to a reader. `unsupported` is a number that JSON cannot hold. */
export type Resolved =
  | { readonly kind: "null"; readonly value: null }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: number; readonly exact: boolean }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "unsupported"; readonly value: number };

const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const OLD_TRUE = /^(?:y|Y|yes|Yes|YES|on|On|ON)$/;
const OLD_FALSE = /^(?:n|N|no|No|NO|off|Off|OFF)$/;
const NULL = /^(?:|~|null|Null|NULL)$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DOT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|([1-9][0-9]*|0))$/;
/** go-yaml hands what follows `0b` (in v3 also `0o`) to Go's ParseInt, which takes a sign there. */
const LATE_SIGN = { helm: /^(0b)([-+])([01]+)$/, helmfile: /^(0b|0o)([-+])([0-9]+)$/ } as const;
const DAY = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$/;
const TIME =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|\s+)[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]*)?(?:\s*(?:Z|[-+][0-9]{1,2}:?[0-9]{0,2}))?$/;

/**
 * A plain scalar's meaning. The rules are go-yaml's `resolve` (v2.4 for Helm, v3.0 for helmfile), not YAML 1.1 or
 * 1.2: underscores vanish from numbers, `012` is ten, base 60 is text, and numbers become float64 on the way to JSON.
 */
export function resolvePlain(text: string, reader: Reader = "helm"): Resolved {
  if (NULL.test(text)) return { kind: "null", value: null };
  if (TRUE.test(text)) return { kind: "bool", value: true };
  if (FALSE.test(text)) return { kind: "bool", value: false };
  if (reader === "helm" && OLD_TRUE.test(text)) return { kind: "bool", value: true };
  if (reader === "helm" && OLD_FALSE.test(text)) return { kind: "bool", value: false };
  if (INFINITE.test(text))
    return {
      kind: "unsupported",
      value: text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    };
  if (NOT_A_NUMBER.test(text)) return { kind: "unsupported", value: Number.NaN };
  const first = text.charAt(0);
  if (first === ".")
    return DOT_FLOAT.test(text) ? float(text.replaceAll("_", ""), text) : { kind: "string", value: text };
  if (!/[-+0-9]/.test(first)) return { kind: "string", value: text };
  if (isTimestamp(text)) return { kind: "string", value: reader === "helm" ? text : expandTimestamp(text) };
  const plain = text.replaceAll("_", "");
  return (
    integer(plain, text, reader) ?? (FLOAT.test(plain) ? float(plain, text) : { kind: "string", value: text })
  );
}

/** True for text that go-yaml takes for a point in time: Helm keeps it as it stands, helmfile prints it anew. */
export function isTimestamp(text: string): boolean {
  if (!DAY.test(text) && !TIME.test(text)) return false;
  const [, month = 0, day = 0] = text
    .slice(0, 10)
    .split(/[-T\s]/i)
    .map((part) => Number.parseInt(part, 10));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/**
 * A map's key as Helm writes it into JSON; undefined for a key it refuses (null, infinities, integers
 * that a number of 64 bits does not hold).
 */
export function keyText(resolved: Resolved): string | undefined {
  switch (resolved.kind) {
    case "string":
      return resolved.value;
    case "bool":
      return String(resolved.value);
    case "int":
      return resolved.exact && resolved.value < 2 ** 63 ? BigInt(resolved.value).toString() : undefined;
    case "float":
      return float32Text(resolved.value);
    case "null":
    case "unsupported":
      return undefined;
  }
}

function integer(plain: string, text: string, reader: Reader): Resolved | undefined {
  const match = INTEGER.exec(plain.replace(LATE_SIGN[reader], "$2$1$3"));
  if (!match) return undefined;
  const [, sign = "", hex, binary, octal, oldOctal, decimal] = match;
  const digits = hex
    ? `0x${hex}`
    : binary
      ? `0b${binary}`
      : (octal ?? oldOctal)
        ? `0o${octal ?? oldOctal}`
        : (decimal as string);
  const big = sign === "-" ? -BigInt(digits) : BigInt(digits);
  const fits = sign === "" ? big < 2n ** 64n : big >= -(2n ** 63n) && big < 2n ** 63n;
  if (!fits) return FLOAT.test(plain) ? float(plain, text) : { kind: "string", value: text };
  const value = Number(big);
  return { kind: "int", value, exact: BigInt(value) === big };
}

function float(digits: string, text: string): Resolved {
  const value = Number(digits);
  return Number.isFinite(value) ? { kind: "float", value } : { kind: "string", value: text };
}

/** Go's strconv.FormatFloat(value, 'g', -1, 32); undefined where more digits are needed than rounding agrees about. */
function float32Text(value: number): string | undefined {
  const single = Math.fround(value);
  if (Object.is(single, -0)) return "-0";
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  let digits = "";
  for (let precision = 1; precision <= 7; precision++) {
    digits = single.toExponential(precision - 1);
    if (Math.fround(Number(digits)) === single) break;
  }
  if (Math.fround(Number(digits)) !== single) return undefined;
  const [mantissa = "0", exponentText = "0"] = digits.split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(Number(digits));
  const sign = exponent < 0 ? "-" : "+";
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function expandTimestamp(text: string): string {
  if (DAY.test(text)) {
    const [year, month = "", day = ""] = text.split("-");
    return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T00:00:00Z`;
  }
  return text;
}
