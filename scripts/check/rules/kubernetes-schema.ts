import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { nearest } from "../../core/nearest.ts";
import type { Manifest } from "../../render/model.ts";
import { nameOf, placeOfPath, type Rule, type RuleContext } from "../rule.ts";
import { lookUp } from "../schemas/catalog.ts";
import { type Mismatch, walk } from "../schemas/walk.ts";

/** Fields the API server would refuse or drop. Kinds that nobody here knows are told by unknown-kinds.ts, once for all. */
export const kubernetesSchema: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const found = lookUp(manifest.object, context.target, context.custom);
    if (found.is !== "known") return [];
    const { type, types } = found.kind;
    return walk(manifest.object, type, types).map((one) => finding(context, manifest, one));
  });

function finding(context: RuleContext, manifest: Manifest, one: Mismatch): Diagnostic {
  const name = nameOf(manifest.object);
  const field = one.problem === "unknown" || one.problem === "missing" ? one.field : undefined;
  const at = [...one.path, ...(field === undefined ? [] : [field])];
  const path = `\`${at.map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${key}`)).join("")}\``;
  const last = one.problem === "missing" ? one.path : at;
  const where = placeOfPath(context, manifest, last);
  switch (one.problem) {
    case "unknown":
      return diagnostic("CR500", `${name}: unknown field ${path}`, { ...where, help: near(one) });
    case "missing":
      return diagnostic("CR502", `${name}: ${path} is required`, {
        ...where,
        help: "write it, and look whether the value behind it is set",
      });
    case "type":
      return diagnostic("CR501", `${name}: ${path} must be ${one.expected}, not ${one.found}`, {
        ...where,
        help:
          one.expected === "text" && !one.found.startsWith("a map") && one.found !== "a list"
            ? `print it with \`${one.found === "a whole number" ? "| int64 | quote" : "| quote"}\``
            : undefined,
      });
    case "quantity":
      return diagnostic("CR506", `${name}: ${path} is no quantity`, {
        ...where,
        help: "write a number with one suffix, as in `250m`, `0.5`, `512Mi`, `2G`",
      });
    case "choice":
      return diagnostic("CR505", `${name}: ${path} is none of ${one.choices.join(", ")}`, where);
  }
}

function near({ field, known }: Mismatch & { problem: "unknown" }): string {
  const close = nearest(field, known);
  if (close !== undefined) return `did you mean \`${close}\`?`;
  return known.length > 12
    ? "look at the indentation: the field may belong one level up or down"
    : `the fields here are ${known.join(", ")}`;
}
