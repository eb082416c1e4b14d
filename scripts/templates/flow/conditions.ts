import type { Call, Operand, Pipeline } from "../nodes.ts";
import type { Evaluator } from "./expression.ts";
import type { Fact } from "./facts.ts";
import type { Scope } from "./scope.ts";
import type { Kind, Literal, Type } from "./types.ts";

/** What holds where a condition is true, and where it is not. */
export interface Outcome {
  readonly yes: readonly Fact[];
  readonly no: readonly Fact[];
}

const NOTHING: Outcome = { yes: [], no: [] };

/** What a pipeline says as a condition. The last call decides, with what came before as its last argument. */
export function pipelineFacts(evaluator: Evaluator, pipeline: Pipeline, scope: Scope): Outcome {
  const last = pipeline.calls.at(-1);
  if (!last) return NOTHING;
  const before = pipeline.calls.slice(0, -1);
  if (before.length === 0) return callFacts(evaluator, last, last.operands, scope);
  const { start } = pipeline;
  const end = (before.at(-1) as Call).end;
  const piped: Operand = {
    kind: "group",
    pipeline: { ...pipeline, variables: [], calls: before, end },
    steps: [],
    start,
    end,
  };
  return callFacts(evaluator, last, [...last.operands, piped], scope);
}

export function conditionFacts(evaluator: Evaluator, operand: Operand, scope: Scope): Outcome {
  if (operand.kind === "group" && operand.steps.length === 0)
    return pipelineFacts(evaluator, operand.pipeline, scope);
  const { path } = typeOf(evaluator, operand, scope);
  if (!path) return NOTHING;
  return { yes: [{ path, says: { is: "true" } }], no: [{ path, says: { is: "false" } }] };
}

function callFacts(evaluator: Evaluator, call: Call, operands: readonly Operand[], scope: Scope): Outcome {
  const [head, ...rest] = operands;
  if (!head) return NOTHING;
  if (head.kind !== "function") return rest.length === 0 ? conditionFacts(evaluator, head, scope) : NOTHING;
  const of = (operand: Operand | undefined, at = scope) =>
    operand ? conditionFacts(evaluator, operand, at) : NOTHING;
  switch (head.name) {
    case "not":
    case "empty": {
      const { yes, no } = of(rest[0]);
      return { yes: no, no: yes };
    }
    case "and": {
      let at = scope;
      const yes: Fact[] = [];
      for (const one of rest) {
        const found = of(one, at);
        yes.push(...found.yes);
        at = { ...at, facts: at.facts.with(found.yes) };
      }
      return { yes, no: rest.length === 1 ? of(rest[0]).no : [] };
    }
    case "or": {
      const each = rest.map((one) => of(one));
      return { yes: common(each.map((one) => one.yes)), no: each.flatMap((one) => one.no) };
    }
    case "eq":
    case "ne": {
      const found = equalFacts(evaluator, rest, scope);
      return head.name === "eq" ? found : { yes: found.no, no: found.yes };
    }
    case "hasKey": {
      const key = literalOf(rest[1]);
      const path = rest[0] && typeOf(evaluator, rest[0], scope).path;
      if (!path || typeof key !== "string") return NOTHING;
      return { yes: [{ path: [...path, key], says: { is: "there" } }], no: [] };
    }
    case "kindIs":
    case "typeIs": {
      const [kind, value] = rest;
      return kindFacts(evaluator, value, literalOf(kind), scope);
    }
    case "default": {
      const [fallback, value] = rest;
      const literal = literalOf(fallback);
      const isFalse = literal === false || literal === "" || literal === 0 || isEmptyMade(fallback);
      return isFalse ? { yes: of(value).yes, no: of(value).no } : NOTHING;
    }
    case "gt":
    case "len":
      return lengthFacts(evaluator, head.name, rest, scope);
    case "get":
    case "index":
    case "dig":
    case "required":
    case "int":
    case "int64":
    case "toString":
    case "trim":
    case "bool":
      return asked(evaluator, call, operands, scope);
    default:
      return NOTHING;
  }
}

/** The result is true only where the value itself is. */
function asked(evaluator: Evaluator, call: Call, operands: readonly Operand[], scope: Scope): Outcome {
  const [head] = operands;
  const last = operands.at(-1);
  if (head?.kind === "function" && /^(?:int|int64|toString|trim|bool)$/.test(head.name))
    return last && last !== head ? { yes: conditionFacts(evaluator, last, scope).yes, no: [] } : NOTHING;
  const whole: Operand = {
    kind: "group",
    pipeline: {
      variables: [],
      assigns: false,
      calls: [{ ...call, operands }],
      start: call.start,
      end: call.end,
    },
    steps: [],
    start: call.start,
    end: call.end,
  };
  const { path } = typeOf(evaluator, whole, scope);
  return path ? { yes: [{ path, says: { is: "true" } }], no: [{ path, says: { is: "false" } }] } : NOTHING;
}

function equalFacts(evaluator: Evaluator, operands: readonly Operand[], scope: Scope): Outcome {
  const [first, second] = operands;
  if (!first || !second || operands.length !== 2) return NOTHING;
  for (const [value, other] of [
    [first, second],
    [second, first],
  ] as const) {
    const literal = literalOf(other);
    if (literal === undefined || literal === null) continue;
    const name = kindCall(value);
    if (name) return kindFacts(evaluator, name, literal, scope);
    const { path } = typeOf(evaluator, value, scope);
    if (!path) return NOTHING;
    return {
      yes: [
        { path, says: { equals: literal } },
        ...(literal ? [{ path, says: { is: "true" } } as const] : []),
      ],
      no: [{ path, says: { equals: literal, not: true } }],
    };
  }
  return NOTHING;
}

/** The value in `kindOf .x`, `typeOf .x`, `.x | kindOf`. */
function kindCall(operand: Operand): Operand | undefined {
  if (operand.kind !== "group" || operand.steps.length > 0) return undefined;
  const { calls } = operand.pipeline;
  const head = calls.at(-1)?.operands[0];
  if (head?.kind !== "function" || !/^(?:kindOf|typeOf)$/.test(head.name)) return undefined;
  if (calls.length === 1) return calls[0]?.operands[1];
  return calls.length === 2 && calls[0]?.operands.length === 1 ? calls[0].operands[0] : undefined;
}

const GO: Readonly<Record<string, readonly Kind[]>> = {
  string: ["text"],
  bool: ["bool"],
  float64: ["number"],
  int: ["number"],
  int64: ["number"],
  slice: ["list"],
  map: ["map"],
  "map[string]interface {}": ["map"],
  "[]interface {}": ["list"],
};

function kindFacts(
  evaluator: Evaluator,
  value: Operand | undefined,
  name: Literal | null | undefined,
  scope: Scope,
): Outcome {
  const path = value && typeOf(evaluator, value, scope).path;
  const kinds = typeof name === "string" ? GO[name] : undefined;
  if (!path) return NOTHING;
  // `invalid` and other names of Go's: whoever asks for them knows that the value differs.
  if (!kinds) return { yes: [{ path, says: { is: "there" } }], no: [{ path, says: { is: "there" } }] };
  return { yes: [{ path, says: { kinds } }], no: [{ path, says: { kinds, not: true } }] };
}

function lengthFacts(evaluator: Evaluator, name: string, rest: readonly Operand[], scope: Scope): Outcome {
  if (name === "len") return rest[0] ? conditionFacts(evaluator, rest[0], scope) : NOTHING;
  const [value, zero] = rest;
  const inner = value?.kind === "group" ? value.pipeline : undefined;
  return inner && literalOf(zero) === 0
    ? { yes: pipelineFacts(evaluator, inner, scope).yes, no: [] }
    : NOTHING;
}

function common(each: readonly (readonly Fact[])[]): Fact[] {
  const [first, ...others] = each;
  if (!first) return [];
  const has = (facts: readonly Fact[], fact: Fact) =>
    facts.some((one) => JSON.stringify(one) === JSON.stringify(fact));
  return first.filter((fact) => others.every((one) => has(one, fact)));
}

function literalOf(operand: Operand | undefined): Literal | null | undefined {
  return operand?.kind === "literal" ? operand.value : undefined;
}

/** `dict`, `list`, `(dict)`: empty ones. */
function isEmptyMade(operand: Operand | undefined): boolean {
  if (operand?.kind === "function") return operand.name === "dict" || operand.name === "list";
  if (operand?.kind !== "group" || operand.pipeline.calls.length !== 1) return false;
  const [head, more] = operand.pipeline.calls[0]?.operands ?? [];
  return !more && isEmptyMade(head);
}

/** The type of an operand, for its path; what is wrong with it is told elsewhere. */
function typeOf(evaluator: Evaluator, operand: Operand, scope: Scope): Type {
  return evaluator.recorder.quietly(() => evaluator.operand(operand, scope, true));
}
