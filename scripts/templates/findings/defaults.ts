import { showValue } from "../flow/scope.ts";
import { type EventRule, found } from "./finding.ts";

/** CR408: the default can never stand in. */
export const defaultNeverUsed: EventRule<"default never used"> = ({ path }, seen, { declarations }) =>
  found(
    "CR408",
    `\`${showValue(path)}\` is always there and never empty: its \`default\` is never used`,
    seen,
    {
      labels: declarations.label(path, () => "required, and never empty"),
      help: "leave the `default` out",
    },
  );

/** CR408: `default true` takes `false` for missing. */
export const defaultOverFalse: EventRule<"default over false"> = ({ path }, seen, { declarations }) =>
  found(
    "CR408",
    `\`default true\` makes \`${showValue(path)}\` true also where somebody sets \`false\``,
    seen,
    {
      labels: declarations.label(path, () => "true or false"),
      note: "`default` takes false, zero and empty values for missing ones",
      help: "give it the default `true` in values.yaml and read it as it is",
    },
  );

/** CR409 */
export const defaultReversed: EventRule<"default reversed"> = ({ shown }, seen) =>
  found("CR409", `\`default\` has its arguments the wrong way round: \`${shown}\` is never used`, seen, {
    note: "the first argument of `default` stands in for the last, and the last is a text that is never empty",
    help: `write \`default FALLBACK ${shown}\`, or \`${shown} | default FALLBACK\``,
  });
