import type { Operand } from "../nodes.ts";
import { collectionFunctions } from "./collection-functions.ts";
import { comparison } from "./comparisons.ts";
import { conditionFacts } from "./conditions.ts";
import { defaultFunctions } from "./default-functions.ts";
import type { Spot } from "./events.ts";
import type { Evaluator } from "./expression.ts";
import { plainFunctions } from "./plain-functions.ts";
import { ROOT, type Scope } from "./scope.ts";
import { boolType, join, neverType, type Type, textType, unknownType } from "./types.ts";

/** An argument of a function that was evaluated. */
export interface Argument {
  readonly type: Type;
  readonly node: Operand;
  readonly spot: Spot;
}

/** A call of a function with its arguments, the piped one last. */
export interface FunctionCall {
  readonly evaluator: Evaluator;
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly scope: Scope;
  /** The whole call, as far as it stands in one place. */
  readonly spot: Spot;
  /** All arguments are read whole. */
  consume(): void;
}

/** What a function makes of its arguments; it consumes those that nobody can follow. */
export type TypedFunction = (call: FunctionCall) => Type;

interface Written {
  readonly node: Operand;
  readonly spot: Spot;
}

/** The type of a call. Functions that nobody here knows read all that they are given. */
export function callFunction(
  evaluator: Evaluator,
  head: Operand & { kind: "function" },
  written: readonly Written[],
  piped: Argument | undefined,
  scope: Scope,
  tolerant: boolean,
): Type {
  const { name } = head;
  if (name === "and" || name === "or") return inTurn(evaluator, name, written, piped, scope);
  const mild = tolerant || MILD.has(name);
  const args = written.map((one) => ({ ...one, type: evaluator.operand(one.node, scope, mild) }));
  const all: readonly Argument[] = piped ? [...args, piped] : args;
  const spot = {
    source: scope.source,
    start: Math.min(head.start, ...all.map((one) => one.spot.start)),
    end: Math.max(head.end, ...all.map((one) => one.spot.end)),
  };
  const call: FunctionCall = {
    evaluator,
    name,
    arguments: all,
    scope,
    spot,
    consume: () => {
      for (const one of all) evaluator.consume(one.type);
    },
  };
  const known =
    own(defaultFunctions, name) ??
    own(collectionFunctions, name) ??
    own(plainFunctions, name) ??
    own(OWN, name);
  if (known) return known(call);
  call.consume();
  return unknownType(`what \`${name}\` makes`);
}

function own(table: Readonly<Record<string, TypedFunction>>, name: string): TypedFunction | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Functions whose arguments may be missing: they ask for that. */
const MILD = new Set(
  "default empty not coalesce required hasKey ternary kindIs kindOf typeIs typeOf dig".split(" "),
);

/** `and` and `or` evaluate their arguments in turn and stop: what the first says holds for the next. */
function inTurn(
  evaluator: Evaluator,
  name: "and" | "or",
  written: readonly Written[],
  piped: Argument | undefined,
  scope: Scope,
): Type {
  let at = scope;
  let result: Type = neverType;
  // Go evaluates a piped argument before all others.
  const nodes = [...written.map((one) => one.node), ...(piped ? [piped.node] : [])];
  for (const [index, node] of nodes.entries()) {
    const type = index < written.length ? evaluator.operand(node, at, true) : (piped as Argument).type;
    const last = index === nodes.length - 1;
    result =
      last || name === "or" ? join(result, type) : join(result, type.kinds.has("bool") ? boolType : type);
    const { yes, no } = conditionFacts(evaluator, node, at);
    at = { ...at, facts: at.facts.with(name === "and" ? yes : no), certain: false };
  }
  return result;
}

const OWN: Readonly<Record<string, TypedFunction>> = {
  ...Object.fromEntries(["eq", "ne", "lt", "le", "gt", "ge"].map((name) => [name, comparison])),
  not: () => boolType,
  empty: () => boolType,
  include(call) {
    const [name, argument] = call.arguments;
    const { evaluator, scope } = call;
    if (name?.node.kind === "literal" && typeof name.node.value === "string")
      evaluator.call(name.node.value, argument?.type ?? unknownType("no argument"), scope, name.spot);
    else {
      evaluator.recorder.dynamic = true;
      call.consume();
    }
    return textType;
  },
  tpl(call) {
    const [text, context] = call.arguments;
    const { evaluator, scope } = call;
    if (text?.node.kind === "literal" && typeof text.node.value === "string") {
      evaluator.tpl(text.node.value, context?.type ?? unknownType("no argument"), scope, text.spot);
      return textType;
    }
    if (text) evaluator.consume(text.type);
    // A text out of the values can name any of them; only those in values.yaml can be read here.
    const isText = text?.type.path !== undefined || text?.type.sources?.length;
    if (!isText) evaluator.recorder.opaque = true;
    // The root is there for whatever the text asks; what else is handed over, it may read.
    if (context && context.type.path?.[0] !== ROOT[0]) evaluator.consume(context.type);
    return textType;
  },
  kindOf: () => textType,
  typeOf: () => textType,
  fail(call) {
    call.consume();
    if (call.scope.certain) call.evaluator.tell({ kind: "always fails" }, call.spot, call.scope);
    return neverType;
  },
  lookup(call) {
    call.consume();
    return unknownType("what the cluster has");
  },
  ternary(call) {
    const [yes, no] = call.arguments;
    return join(yes?.type ?? neverType, no?.type ?? neverType);
  },
  print: printed,
  println: printed,
  printf: printed,
  cat: printed,
  quote: printed,
  squote: printed,
  toString: printed,
};

/** Go writes the arguments as text: a map or a list looks like nothing that YAML knows, a large number like 1e+06. */
function printed(call: FunctionCall): Type {
  const { evaluator, scope, name } = call;
  call.consume();
  for (const one of call.arguments) evaluator.printed(one.type, one.spot, scope, name);
  return textType;
}
