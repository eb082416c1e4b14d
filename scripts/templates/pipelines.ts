import type { SyntaxFault, Token } from "./lexer.ts";
import type { Call, Operand, Pipeline, Step } from "./nodes.ts";

/** Carries a fault out of the recursion; the parser turns it into a result. */
export class Fault extends Error {
  readonly fault: SyntaxFault;

  constructor(fault: SyntaxFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Reads the pipeline of one action from its tokens. */
export class PipelineReader {
  readonly #tokens: readonly Token[];
  #at: number;
  #depth = 0;

  constructor(tokens: readonly Token[], from: number) {
    this.#tokens = tokens;
    this.#at = from;
  }

  /** The rest of the action. `pair`: two variables may be declared, as in `range $k, $v := ...`. */
  whole(pair: boolean): Pipeline {
    const pipeline = this.#pipeline(pair);
    const left = this.#peek();
    if (left.kind !== "end") throw this.#unexpected(left);
    return pipeline;
  }

  #pipeline(pair: boolean): Pipeline {
    const start = this.#peek().start;
    const { variables, assigns } = this.#declaration(pair);
    const calls: Call[] = [this.#call()];
    while (this.#peek().text === "|" && this.#peek().kind === "symbol") {
      this.#at += 1;
      calls.push(this.#call());
    }
    return { variables, assigns, calls, start, end: (this.#tokens[this.#at - 1] as Token).end };
  }

  #declaration(pair: boolean): { variables: string[]; assigns: boolean } {
    const names: string[] = [];
    let at = this.#at;
    while (this.#tokens[at]?.kind === "variable") {
      names.push((this.#tokens[at] as Token).text.slice(1));
      at += 1;
      const next = this.#tokens[at] as Token;
      if (next.kind === "symbol" && (next.text === ":=" || next.text === "=")) {
        this.#at = at + 1;
        return { variables: names, assigns: next.text === "=" };
      }
      if (!pair || next.text !== "," || names.length === 2) break;
      at += 1;
    }
    return { variables: [], assigns: false };
  }

  #call(): Call {
    const operands: Operand[] = [];
    const start = this.#peek().start;
    while (!this.#closes(this.#peek())) {
      if (operands.length > 0 && !this.#peek().spaced && this.#peek().kind !== "symbol")
        throw this.#unexpected(this.#peek());
      operands.push(this.#operand());
    }
    if (operands.length === 0)
      throw new Fault({ message: "missing value for command", start, end: start + 1 });
    return { operands, start, end: (operands.at(-1) as Operand).end };
  }

  #closes(token: Token): boolean {
    return token.kind === "end" || (token.kind === "symbol" && (token.text === "|" || token.text === ")"));
  }

  #operand(): Operand {
    const token = this.#take();
    const { start } = token;
    switch (token.kind) {
      case "dot":
        return { kind: "dot", start, end: token.end };
      case "string":
        return { kind: "literal", value: unquoted(token.text), start, end: token.end };
      case "number":
        return { kind: "literal", value: Number(token.text.replaceAll("_", "")), start, end: token.end };
      case "char":
        return { kind: "literal", value: token.text.codePointAt(1) ?? 0, start, end: token.end };
      case "word":
        return word(token);
      case "field": {
        const steps = this.#steps(token);
        return { kind: "field", steps, start, end: lastEnd(steps, token) };
      }
      case "variable": {
        const steps = this.#steps();
        return { kind: "variable", name: token.text.slice(1), steps, start, end: lastEnd(steps, token) };
      }
      default:
        return this.#group(token);
    }
  }

  #group(open: Token): Operand {
    if (open.text !== "(") throw this.#unexpected(open);
    this.#depth += 1;
    if (this.#depth > 500)
      throw new Fault({ message: "too many nested parentheses", start: open.start, end: open.end });
    const pipeline = this.#pipeline(false);
    this.#depth -= 1;
    const close = this.#take();
    if (close.text !== ")")
      throw new Fault({ message: "unclosed left parenthesis", start: open.start, end: open.end });
    const steps = this.#steps();
    return { kind: "group", pipeline, steps, start: open.start, end: lastEnd(steps, close) };
  }

  #steps(first?: Token): Step[] {
    const steps = first ? [step(first)] : [];
    while (this.#peek().kind === "field" && !this.#peek().spaced) steps.push(step(this.#take()));
    return steps;
  }

  #peek(): Token {
    return (this.#tokens[this.#at] ?? this.#tokens.at(-1)) as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #unexpected(token: Token): Fault {
    const what = token.kind === "end" ? "end of action" : `\`${token.text}\``;
    return new Fault({
      message: `unexpected ${what}`,
      start: token.start,
      end: Math.max(token.end, token.start + 1),
    });
  }
}

function word(token: Token): Operand {
  const range = { start: token.start, end: token.end };
  if (token.text === "true" || token.text === "false")
    return { kind: "literal", value: token.text === "true", ...range };
  if (token.text === "nil") return { kind: "literal", value: null, ...range };
  return { kind: "function", name: token.text, ...range };
}

function step(token: Token): Step {
  return { name: token.text.slice(1), start: token.start, end: token.end };
}

function lastEnd(steps: readonly Step[], token: Token): number {
  return steps.at(-1)?.end ?? token.end;
}

/** The text of a Go string literal; an escape that JSON does not know stays as it is written. */
export function unquoted(text: string): string {
  if (text.startsWith("`")) return text.slice(1, -1);
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
