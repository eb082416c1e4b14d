import { truthy } from "./facts.ts";
import type { FunctionCall, TypedFunction } from "./functions.ts";
import { isOfValues } from "./scope.ts";
import { detached, join, neverType, type Type, unknownType } from "./types.ts";

/** Functions that stand in for values that are missing or empty. */
export const defaultFunctions: Readonly<Record<string, TypedFunction>> = {
  default: defaulted,
  coalesce(call) {
    const types = call.arguments.map((one) => one.type);
    const last = types.at(-1);
    return types.reduce((a, b) => join(a, b === last ? b : truthy(b)), neverType);
  },
  required(call) {
    const [message, value] = call.arguments;
    if (message) call.evaluator.consume(message.type);
    if (!value) return unknownType("required of nothing");
    const { type } = value;
    const { evaluator, scope, spot } = call;
    if (isOfValues(type.path)) {
      evaluator.recorder.demanded.add(type.path.join("\0"));
      if (type.absent && !type.inferred && type.unknown === undefined)
        evaluator.tell({ kind: "required optional", path: type.path }, spot, scope);
    }
    return { ...type, absent: false };
  },
};

function defaulted(call: FunctionCall): Type {
  const [fallback, value] = call.arguments;
  const { evaluator, scope, spot } = call;
  if (!fallback || !value) {
    call.consume();
    return unknownType("default of nothing");
  }
  const { type } = value;
  const literal = value.node.kind === "literal" ? value.node.value : soleLiteral(value.node);
  if (literal !== undefined && literal !== null && literal !== "" && literal !== 0 && literal !== false) {
    if (fallback.type.path && isOfValues(fallback.type.path))
      evaluator.tell({ kind: "default reversed", shown: evaluator.shown(fallback.spot, scope) }, spot, scope);
    return join(fallback.type, type);
  }
  if (isOfValues(type.path) && type.unknown === undefined) {
    const only = type.kinds.size === 1;
    const onlyTrue = fallback.node.kind === "literal" && fallback.node.value === true;
    if (only && type.kinds.has("bool") && onlyTrue && !type.literals?.every((one) => one === true))
      evaluator.tell({ kind: "default over false", path: type.path }, spot, scope);
    // Below a condition that asks for it, it is only there because of that.
    else if (only && !type.absent && !type.inferred && isNeverEmpty(type) && !scope.facts.mentions(type.path))
      evaluator.tell({ kind: "default never used", path: type.path }, spot, scope);
  }
  if (!type.absent && type.unknown === undefined && !type.inferred && isNeverEmpty(type)) return type;
  const joined = join(detached(truthy(type)), fallback.type);
  return { ...joined, absent: fallback.type.absent && type.absent };
}

/** A piped literal comes as a group of one. */
function soleLiteral(
  node: FunctionCall["arguments"][number]["node"],
): string | number | boolean | null | undefined {
  if (node.kind !== "group" || node.steps.length > 0) return undefined;
  const [call, more] = node.pipeline.calls;
  const [operand, other] = call?.operands ?? [];
  return !more && !other && operand?.kind === "literal" ? operand.value : undefined;
}

/** By its schema it is never false, zero or empty. */
function isNeverEmpty(type: Type): boolean {
  if (type.literals)
    return type.literals.length > 0 && type.literals.every((one) => one !== "" && one !== 0 && one !== false);
  return type.filled === true;
}
