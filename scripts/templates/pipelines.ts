import { slipOf } from "../core/nearest.ts";
import { HELM_4_FUNCTIONS } from "./functions.ts";
import { literal } from "./literals.ts";
import type { Call, Operand, Pipeline, Range, Step } from "./nodes.ts";
import type { Scope } from "./scope.ts";
import { type Tokens, unexpected } from "./stream.ts";
import { Fault, shown, type Token, type TokenKind } from "./tokens.ts";

/** As Go's parser has it, so that what is refused there is refused here. */
const MOST_PARENTHESES = 10_000;

/** What an operand can start with. */
const TERMS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "word",
  "bool",
  "nil",
  "dot",
  "field",
  "variable",
  "string",
  "raw",
  "char",
  "number",
  "complex",
  "open",
]);

/** A pipeline that is being read; `open` is its left parenthesis. */
interface Frame {
  readonly start: number;
  readonly open?: Token;
  readonly variables: string[];
  readonly calls: Call[];
  assigns: boolean;
  /** Of the call that is being read. */
  operands: Operand[];
}

/** Reads the pipelines of a file. Parentheses are kept on a stack of its own: they can be deeper than JavaScript's. */
export class Pipelines {
  readonly #tokens: Tokens;
  readonly #functions: ReadonlySet<string>;

  constructor(tokens: Tokens, functions: ReadonlySet<string> = HELM_4_FUNCTIONS) {
    this.#tokens = tokens;
    this.#functions = functions;
  }

  /** The rest of an action and its `}}`. `where` names the place in faults; in `range` two variables may be declared. */
  read(where: string, scope: Scope): Pipeline {
    const frames = [this.#begin(where, scope)];
    for (;;) {
      const frame = frames.at(-1) as Frame;
      const next = this.#tokens.peek();
      if (TERMS.has(next.kind)) {
        if (frame.operands.length > 0 && !next.spaced) throw unexpected(next, where);
        if (next.kind !== "open") frame.operands.push(this.#operand(scope));
        else if (frames.length > MOST_PARENTHESES) throw new Fault("too many nested parentheses", next);
        else frames.push(this.#begin("parentheses", scope, this.#tokens.take()));
        continue;
      }
      const { end } = this.#tokens.last;
      const token = this.#tokens.take();
      const called = frame.operands.length > 0;
      if (called) endCall(frame);
      // Go takes a `|` with nothing behind it.
      if (called && token.kind === "pipe") continue;
      if (token.kind !== (frame.open ? "close" : "right")) throw unexpected(token, where);
      const pipeline = finished(frame, end, token, where);
      frames.pop();
      const outer = frames.at(-1);
      if (!outer) return pipeline;
      outer.operands.push(this.#group(frame.open as Token, pipeline, token));
    }
  }

  #begin(where: string, scope: Scope, open?: Token): Frame {
    const { start } = this.#tokens.peek();
    return { start, ...(open && { open }), ...this.#declared(where, scope), calls: [], operands: [] };
  }

  /** `$x :=`, `$x =`, and in `range` also `$k, $v :=`. Assigning declares too, as far as Go's parser knows. */
  #declared(where: string, scope: Scope): { variables: string[]; assigns: boolean } {
    const variables: string[] = [];
    while (this.#tokens.peek().kind === "variable") {
      const next = this.#tokens.peek(1);
      const comma = next.kind === "symbol" && next.text === ",";
      if (!comma && next.kind !== "declare" && next.kind !== "assign") break;
      const name = this.#tokens.take().text.slice(1);
      this.#tokens.take();
      variables.push(name);
      scope.declare(name);
      if (!comma) return { variables, assigns: next.kind === "assign" };
      if (where !== "range" || variables.length === 2)
        throw new Fault(`too many variables are declared in ${where}`, next);
      const after = this.#tokens.peek();
      if (after.kind !== "variable" && after.kind !== "right" && after.kind !== "close")
        throw new Fault("a variable must follow the `,` of range", next);
    }
    return { variables, assigns: false };
  }

  #operand(scope: Scope): Operand {
    const token = this.#tokens.take();
    const { start, end } = token;
    const value = token.kind === "dot" ? ({ kind: "dot", start, end } as const) : literal(token);
    if (value) {
      const [field] = this.#steps();
      if (field) throw new Fault(`unexpected ${shown(`.${field.name}`)} after ${shown(token.text)}`, field);
      return value;
    }
    const name = token.text.slice(1);
    if (token.kind === "field") {
      const steps = [{ name, start, end }, ...this.#steps()];
      return { kind: "field", steps, start, end: lastEnd(steps, end) };
    }
    if (token.kind === "variable") {
      if (!scope.has(name)) throw undefinedVariable(token, scope);
      const steps = this.#steps();
      return { kind: "variable", name, steps, start, end: lastEnd(steps, end) };
    }
    return this.#function(token);
  }

  #function(token: Token): Operand {
    const { start, end, text: name } = token;
    if (!this.#functions.has(name)) {
      const near = slipOf(name, this.#functions);
      const help = near === undefined ? undefined : `did you mean \`${near}\`?`;
      throw new Fault(`no function is named ${shown(name)}`, token, help);
    }
    const called: Operand = { kind: "function", name, start, end };
    const steps = this.#steps();
    if (steps.length === 0) return called;
    const calls = [{ operands: [called], start, end }];
    const pipeline = { variables: [], assigns: false, calls, start, end };
    return { kind: "group", pipeline, steps, start, end: lastEnd(steps, end) };
  }

  #group(open: Token, pipeline: Pipeline, close: Range): Operand {
    const steps = this.#steps();
    return { kind: "group", pipeline, steps, start: open.start, end: lastEnd(steps, close.end) };
  }

  /** The fields that hang directly on what stands before them. */
  #steps(): Step[] {
    const steps: Step[] = [];
    for (let next = this.#tokens.peek(); next.kind === "field" && !next.spaced; next = this.#tokens.peek()) {
      const { text, start, end } = this.#tokens.take();
      steps.push({ name: text.slice(1), start, end });
    }
    return steps;
  }
}

function endCall(frame: Frame): void {
  const { operands } = frame;
  const [first, last] = [operands[0] as Operand, operands.at(-1) as Operand];
  frame.calls.push({ operands, start: first.start, end: last.end });
  frame.operands = [];
}

function finished(frame: Frame, end: number, closer: Token, where: string): Pipeline {
  const { variables, assigns, calls, start } = frame;
  if (calls.length === 0) {
    const range = { start: frame.open?.start ?? closer.end - 2, end: closer.end };
    throw new Fault(`missing value for ${frame.open ? "parentheses" : where}`, range);
  }
  for (const { operands } of calls.slice(1)) {
    const [first] = operands as [Operand];
    if (first.kind === "literal" || first.kind === "dot")
      throw new Fault("what stands after `|` must be a function, and this is a value", first);
  }
  return { variables, assigns, calls, start, end };
}

function undefinedVariable(token: Token, scope: Scope): Fault {
  const near = slipOf(token.text.slice(1), scope.names());
  const help = near === undefined ? undefined : `did you mean \`$${near}\`?`;
  return new Fault(`undefined variable ${shown(token.text)}`, token, help);
}

function lastEnd(steps: readonly Step[], end: number): number {
  return steps.at(-1)?.end ?? end;
}
