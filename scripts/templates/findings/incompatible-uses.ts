import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import type { Use } from "../flow/events.ts";
import { isOfValues, showValue } from "../flow/scope.ts";
import { placeOf, type Walked } from "./finding.ts";

const WORDS: Readonly<Record<Use["as"], string>> = { map: "a map", list: "a list", scalar: "a single value" };

/** CR415: one value, of no declared type, is used as two kinds of thing in places that ask for neither. */
export function incompatibleUses({ recorder }: Walked): Diagnostic[] {
  const byPath = new Map<string, Use[]>();
  for (const use of recorder.uses) {
    if (use.guarded || !isOfValues(use.path) || use.path.length === 0) continue;
    // Items and entries of one list or map can differ.
    if (use.path.some((one) => one === "[]" || one === "*")) continue;
    const key = use.path.join("\0");
    byPath.set(key, [...(byPath.get(key) ?? []), use]);
  }
  return [...byPath.values()].flatMap((uses) => {
    const [first] = uses;
    const other = first && uses.find((one) => one.as !== first.as);
    if (!first || !other) return [];
    return diagnostic(
      "CR415",
      `\`${showValue(first.path)}\` is used as ${WORDS[other.as]} and as ${WORDS[first.as]}`,
      {
        place: placeOf(other.spot),
        labels: [{ message: `as ${WORDS[first.as]} here`, place: placeOf(first.spot) }],
        note: "whatever is set, one of the two places fails or prints Go's own words",
        help: "ask for its kind first (`kindIs`), or use two values",
      },
    );
  });
}
