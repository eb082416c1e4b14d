import { Lexer } from "./lexer.ts";
import { Fault, shown, type Token } from "./tokens.ts";

/** Tokens with a look ahead. A fault of the lexer is thrown when its token is taken: what comes before it is told first. */
export class Tokens {
  readonly #lexer: Lexer;
  readonly #ahead: Token[] = [];
  #last: Token = { kind: "text", text: "", start: 0, end: 0, spaced: false };

  constructor(text: string) {
    this.#lexer = new Lexer(text);
  }

  /** The token that many places ahead, which stays where it is. */
  peek(places = 0): Token {
    while (this.#ahead.length <= places) this.#ahead.push(this.#read());
    return this.#ahead[places] as Token;
  }

  take(): Token {
    const token = this.peek();
    if (token.fault) throw new Fault(token.fault.message, token.fault, token.fault.help);
    this.#ahead.shift();
    this.#last = token;
    return token;
  }

  /** Takes a token that must be of this kind. */
  expect(kind: Token["kind"], where: string): Token {
    const token = this.take();
    if (token.kind !== kind) throw unexpected(token, where);
    return token;
  }

  /** The token that was taken last. */
  get last(): Token {
    return this.#last;
  }

  #read(): Token {
    const last = this.#ahead.at(-1);
    if (last?.kind === "error") return last;
    try {
      return this.#lexer.next();
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      const { fault } = thrown;
      return { kind: "error", text: "", start: fault.start, end: fault.end, spaced: false, fault };
    }
  }
}

/** The fault of a token that has no place there. */
export function unexpected(token: Token, where: string): Fault {
  const { start } = token;
  if (token.text === "{{") return new Fault("an action inside of an action: `}}` is missing before", token);
  const what = token.kind === "right" ? "end of action" : shown(token.text);
  return new Fault(`unexpected ${what} in ${where}`, { start, end: Math.max(token.end, start + 1) });
}
