import type { Json } from "../../core/json.ts";

const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/**
 * How much a quantity such as `250m` or `1Gi` is, as near as a number comes; undefined for what is none.
 * k8s.io/apimachinery/pkg/api/resource: a decimal number with an SI or binary suffix, or an exponent.
 */
export function quantityOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  const parts = /^(?<number>[+-]?(?:\d+\.?\d*|\.\d+))(?<suffix>[numkMGTPE]?|[KMGTPE]i|[eE][+-]?\d+)$/.exec(
    value,
  )?.groups;
  if (!parts) return undefined;
  const { number = "", suffix = "" } = parts;
  if (/^[eE]./.test(suffix)) return Number(`${number}${suffix}`);
  const power = BINARY.indexOf(suffix);
  if (power !== -1) return Number(number) * 1024 ** (power + 1);
  return Number(`${number}e${DECIMAL[suffix]}`);
}
