import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { type JsonObject, type ValuePath, valueAt } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { UNOPENED } from "../../layers/model.ts";
import type { Manifest } from "../../render/model.ts";
import { limitsOfWhole } from "../limits/whole.ts";
import { nameOf, placeOfPath, type Rule, type RuleContext } from "../rule.ts";
import { type KnownKind, lookUp } from "../schemas/catalog.ts";
import { type Mismatch, walk } from "../schemas/walk.ts";

/** Fields the API server would refuse or drop. Kinds that nobody here knows are told by unknown-kinds.ts, once for all. */
export const kubernetesSchema: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const found = lookUp(manifest.object, context.target, context.custom);
    if (found.is !== "known") return [];
    return mismatches(manifest.object, found.kind, context)
      .filter((one) => !isStandIn(context, manifest, one))
      .map((one) => finding(context, manifest, one));
  });

interface Walked {
  /** What the object was held against. */
  readonly against: readonly [type: string, version: string, custom: RuleContext["custom"]];
  readonly mismatches: readonly Mismatch[];
}

/** Most objects are the same in both phases, and are gone through once. */
const walked = new WeakMap<JsonObject, Walked>();

function mismatches(
  object: JsonObject,
  { type, types }: KnownKind,
  { target, custom }: RuleContext,
): readonly Mismatch[] {
  const against = [type, target.version, custom] as const;
  const before = walked.get(object);
  if (before?.against.every((one, at) => one === against[at])) return before.mismatches;
  const found = [...walk(object, type, types), ...limitsOfWhole(object, target.minor)];
  walked.set(object, { against, mismatches: found });
  return found;
}

/**
 * Where no key opened the secrets, others stand for them, or nothing does, which says nothing of their form; and a Secret may
 * have made anything of one.
 */
function isStandIn({ environment }: RuleContext, { object }: Manifest, one: Mismatch): boolean {
  if (!environment.secretsWithheld || one.problem !== "refused") return false;
  const value = valueAt(object, one.path) ?? "";
  return object.kind === "Secret" || value === "" || String(value).includes(UNOPENED);
}

function finding(context: RuleContext, manifest: Manifest, one: Mismatch): Diagnostic {
  const name = nameOf(manifest.object);
  const field = one.problem === "unknown" || one.problem === "missing" ? one.field : undefined;
  const at = [...one.path, ...(field === undefined ? [] : [field])];
  const path = `\`${at.map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${key}`)).join("")}\``;
  const where = placeOfPath(context, manifest, there(manifest.object, at));
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
    case "refused":
      return diagnostic(one.code, `${name}: ${path} ${one.says}`, { ...where, help: one.help });
    case "choice":
      return diagnostic("CR505", `${name}: ${path} is none of ${one.choices.join(", ")}`, where);
  }
}

/** As much of a path as the object has: what is missing has its place where it belongs. */
function there(object: JsonObject, path: ValuePath): ValuePath {
  const missing = path.findIndex((_, at) => valueAt(object, path.slice(0, at + 1)) === undefined);
  return missing === -1 ? path : path.slice(0, missing);
}

function near({ field, known }: Mismatch & { problem: "unknown" }): string {
  const close = nearest(field, known);
  if (close !== undefined) return `did you mean \`${close}\`?`;
  return known.length > 12
    ? "look at the indentation: the field may belong one level up or down"
    : `the fields here are ${known.join(", ")}`;
}
