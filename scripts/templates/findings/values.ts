import { slipOf } from "../../core/nearest.ts";
import { showValue } from "../flow/scope.ts";
import { type EventRule, found } from "./finding.ts";

/** CR402: a name that the schema does not let in, or that is near to one that is declared. */
export const undeclared: EventRule<"undeclared"> = (event, seen, { chart, declarations }) => {
  const { name, trail, declared, known, inferred, guarded, builtin } = event;
  const near = slipOf(name, known);
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` };
  if (declared === "struct") {
    if (builtin === "" && near === undefined) return undefined;
    const of = builtin === "" ? "the object that Helm hands to a template" : `\`${builtin}\``;
    return found("CR402", `there is no \`${builtin}.${name}\``, seen, {
      span: `${of} has no such field`,
      severity: "warning",
      note: `Helm 4 takes it for empty; for some of its objects Helm 3 stops here`,
      ...help,
    });
  }
  if (declared === "closed") {
    const where = trail.length === 0 ? "the chart's values are" : `\`${trail.join(".")}\` is`;
    return found("CR402", `undeclared value \`${[...trail, name].join(".")}\``, seen, {
      span: `${chart.schema?.source.file ?? "values.schema.json"} has no such property`,
      note: `${where} closed in the schema (\`additionalProperties: false\`), so it can never be set`,
      labels: trail.length === 0 ? [] : declarations.label(trail, () => "what is declared here"),
      ...help,
    });
  }
  // An open map can have any entry: only a name that is most likely misspelt is told.
  if (guarded || near === undefined || name.length < 4 || isVariant(name, near)) return undefined;
  const source = inferred ? chart.values?.source : chart.schema?.source;
  return found("CR402", `undeclared value \`${[...trail, name].join(".")}\``, seen, {
    span: `${source?.file ?? "values.yaml"} has no such value`,
    severity: "warning",
    labels: declarations.label([...trail, near], () => "this one is declared"),
    help: `did you mean \`${near}\`?`,
  });
};

/** `port` and `ports`, `cert1` and `cert2` are two names, and no slip of the pen. */
function isVariant(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.startsWith(short) || long.endsWith(short)) return true;
  return a.replace(/\d+/g, "#") === b.replace(/\d+/g, "#");
}

/** CR406: a field of a value that can be missing. */
export const nilPointer: EventRule<"nil"> = (
  { path: value, name, inferred },
  seen,
  { chart, recorder, declarations },
) => {
  // What the chart demands in its own words is not missing where it goes on.
  const key = value.join("\0");
  if (
    [...recorder.demanded].some(
      (one) => one === key || one.startsWith(`${key}\0`) || key.startsWith(`${one}\0`),
    )
  )
    return undefined;
  const shown = showValue(value);
  const why =
    chart.schema && !inferred
      ? "no schema requires it, and values.yaml does not have it"
      : "values.yaml does not have it";
  return found("CR406", `\`${shown}\` can be missing, and then \`.${name}\` of it makes Helm fail`, seen, {
    severity: seen.certain ? "error" : "warning",
    span: "nil pointer",
    note: seen.certain ? `${why}: with the chart's own values this line always fails` : why,
    labels: declarations.label(value, () => "declared here"),
    help: `guard it with \`{{ with ${shown} }}\`, write \`(${shown}).${name}\`, or give it a default in values.yaml`,
  });
};

/** CR410: the templates demand what the schema leaves to everybody. */
export const requiredOptional: EventRule<"required optional"> = ({ path: value }, seen, { declarations }) => {
  if (!seen.certain) return undefined;
  return found("CR410", `\`${showValue(value)}\` is required here, but not by the schema`, seen, {
    labels: declarations.label(value, () => "optional here"),
    note: "values without it pass the schema and then fail in the template",
    help: `add \`${value.at(-1)}\` to \`required\` in the schema`,
  });
};
