import type { Label } from "../../core/diagnostic.ts";
import { slipOf } from "../../core/nearest.ts";
import type { Declarations } from "../declaration.ts";
import { isOfValues, showValue } from "../flow/scope.ts";
import { kindWords, type Type } from "../flow/types.ts";
import { type EventRule, found, severityOf } from "./finding.ts";

/** CR403 */
export const fieldOfNone: EventRule<"field of none"> = ({ name, of, shown }, seen, { declarations }) =>
  found("CR403", `\`${shown}\` is ${kindWords(of)}: it has no field \`${name}\``, seen, {
    severity: severityOf(seen, of.inferred),
    labels: declaredAt(of, declarations),
    note: "Helm stops here: can't evaluate field",
    help: "read the value itself, or declare it as a map",
  });

/** CR405 */
export const rangeOverNone: EventRule<"range over none"> = ({ of, shown }, seen, { declarations }) =>
  found("CR405", `\`range\` cannot walk over \`${shown}\`: it is ${kindWords(of)}`, seen, {
    severity: severityOf(seen, of.inferred),
    labels: declaredAt(of, declarations),
    help: of.kinds.has("number")
      ? "count with `range until (int N)`"
      : "walk over a list or a map: declare it as one, or write `list` before it",
  });

/** CR407: the comparison is never true, whatever is set. */
export const neverEqual: EventRule<"never equal"> = ({ path, literal, among }, seen, { declarations }) => {
  const near = slipOf(String(literal), among.map(String));
  return found("CR407", `\`${showValue(path)}\` is never ${JSON.stringify(literal)}`, seen, {
    labels: declarations.label(
      path,
      () => `it is one of ${among.map((one) => JSON.stringify(one)).join(", ")}`,
    ),
    ...(near !== undefined && { help: `did you mean ${JSON.stringify(near)}?` }),
  });
};

/** CR418: Go compares only values of one kind. */
export const incomparable: EventRule<"incomparable"> = ({ of, shown, literal }, seen, { declarations }) => {
  const number = typeof literal === "number" && of.kinds.has("number");
  return found("CR418", `\`${shown}\` cannot be compared with ${JSON.stringify(literal)}`, seen, {
    severity: severityOf(seen, of.inferred),
    labels: declaredAt(of, declarations),
    note: number
      ? "a number out of a values file is a float64, this one is an int, and Go compares no two kinds: incompatible types for comparison"
      : `it is ${kindWords(of)}, and Go compares no two kinds: incompatible types for comparison`,
    help: number ? `write \`(int ${shown})\`` : "compare it with a literal of its own kind",
  });
};

/** CR413 */
export const floatText: EventRule<"float text"> = ({ path, of }, seen, { declarations }) =>
  found("CR413", `\`${showValue(path)}\` is written as \`1e+06\` from a million on`, seen, {
    // Most numbers never get that large: only one that is so by itself is worth more than a word.
    severity: of.inferred ? "warning" : "info",
    labels: declarations.label(path, () => (of.inferred ? "a large number" : "no `maximum` keeps it small")),
    note: "a number out of a values file is a float64, and Go writes a large one with an exponent",
    help: "write `| int64` before it, or give the schema a `maximum`",
  });

/** CR414: what is printed does not fit into YAML. */
export const goText: EventRule<"go text"> = ({ of, shown, through }, seen, { declarations }) =>
  found("CR414", `\`${shown}\` is ${kindWords(of)} and is written as Go writes it`, seen, {
    labels: declaredAt(of, declarations),
    note: `Go's words for a map are \`map[a:1 b:2]\`, for a list \`[a b]\`${through === undefined ? "" : `; \`${through}\` makes that a text`}`,
    help: `write \`toYaml ... | nindent N\`, or \`toJson${through === undefined ? "" : ` ... | ${through}`}\` for one line`,
    // One entry alone can come out right: `[a]` is YAML too.
    severity: of.kinds.has("map") ? severityOf(seen, of.inferred) : "warning",
  });

/** CR414 */
export const misplacedYaml: EventRule<"misplaced yaml"> = (
  { problem, help, whereEmpty },
  seen,
  { declarations },
) => {
  if (whereEmpty === undefined) return found("CR414", problem, seen, { help });
  // That it may be empty is no mistake by itself: that nobody needs to set anything for it to be so is one.
  if (!declarations.isEmptyByDefault(whereEmpty)) return undefined;
  return found("CR414", problem, seen, { help, labels: declarations.label(whereEmpty, declaredIn) });
};

/** CR420 */
export const alwaysFails: EventRule<"always fails"> = (_event, seen) =>
  found("CR420", "`fail` runs in every render", seen, {
    note: "no condition stands around it, so that no values make the chart render",
    help: "put it below the condition that it is about",
  });

function declaredAt(of: Type, declarations: Declarations): Label[] {
  return isOfValues(of.path) ? declarations.label(of.path, declaredIn) : [];
}

function declaredIn(file: string): string {
  return file.endsWith(".json") ? "the schema says so here" : "values.yaml has it here";
}
