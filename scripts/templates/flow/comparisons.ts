import type { Operand } from "../nodes.ts";
import type { Argument, FunctionCall } from "./functions.ts";
import { isOfValues } from "./scope.ts";
import { boolType, type Kind, type Literal, type Type } from "./types.ts";

/**
 * `eq`, `lt` and the like. Go compares only what is of one kind (text/template, basicKind): a number of the values is a
 * float64, one that is written without a point an int, and the two do not compare.
 */
export function comparison(call: FunctionCall): Type {
  const [first, ...others] = call.arguments;
  for (const other of others) {
    if (!first) break;
    compare(call, first, other);
    compare(call, other, first);
  }
  for (const one of call.arguments) call.evaluator.consume(one.type);
  return boolType;
}

const KIND: Readonly<Record<string, Kind>> = { string: "text", number: "number", boolean: "bool" };

function compare(call: FunctionCall, value: Argument, literal: Argument): void {
  const { evaluator, scope, spot, name } = call;
  const written = literal.node.kind === "literal" ? literal.node.value : undefined;
  const { type } = value;
  if (written === undefined || written === null || value.node.kind === "literal") return;
  if (type.unknown !== undefined || type.kinds.size === 0) return;
  const kind = KIND[typeof written] as Kind;
  const shown = evaluator.shown(value.spot, scope);
  const another = !type.kinds.has(kind);
  // `eq` tells lists and maps from nothing else at all, and fails for them too.
  const otherNumber =
    kind === "number" &&
    type.kinds.size === 1 &&
    type.go !== undefined &&
    type.go !== goOf(literal.node, written as number);
  if (another || otherNumber) {
    evaluator.tell({ kind: "incomparable", of: type, shown, literal: written }, spot, scope);
    return;
  }
  if ((name !== "eq" && name !== "ne") || !type.literals || type.inferred || !isOfValues(type.path)) return;
  if (!type.literals.includes(written as Literal))
    evaluator.tell(
      { kind: "never equal", path: type.path, literal: written, among: type.literals },
      literal.spot,
      scope,
    );
}

/** Go takes `1` for an int and `1.0` for a float64. */
function goOf(node: Operand & { raw?: string }, value: number): "int" | "float" {
  const raw = node.raw ?? String(value);
  return /[.]|^[^xX]*[eE]/.test(raw) ? "float" : "int";
}
