import { numberEnd } from "./numbers.ts";
import { Fault, KEYWORDS, shown, type Token, type TokenKind } from "./tokens.ts";

const WORD = /[\p{L}\p{Nd}_]+/uy;
const SYMBOLS: Readonly<Record<string, TokenKind>> = {
  "|": "pipe",
  "=": "assign",
  "(": "open",
  ")": "close",
};

/**
 * Cuts a template into tokens by the rules of text/template/parse/lex.go (Go 1.26). Each character is looked at a
 * bounded number of times. A fault is thrown when the parser comes to it, not before: an earlier one is told first.
 */
export class Lexer {
  readonly #text: string;
  #at = 0;
  /** Where the open parentheses of this action stand; undefined outside of actions. */
  #parens: number[] | undefined;
  #actionStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next token; after the last one `end`, for ever. */
  next(): Token {
    return this.#parens ? this.#inside(this.#parens) : this.#outside();
  }

  #outside(): Token {
    const from = this.#at;
    const found = this.#text.indexOf("{{", from);
    const open = found === -1 ? this.#text.length : found;
    const trim = found !== -1 && this.#text[open + 2] === "-" && this.#spaceAt(open + 3);
    let end = open;
    while (trim && end > from && this.#spaceAt(end - 1)) end -= 1;
    this.#at = open;
    if (end > from)
      return { kind: "text", text: this.#text.slice(from, end), start: from, end, spaced: false };
    if (found === -1) return { kind: "end", text: "", start: open, end: open, spaced: false };
    const inside = open + (trim ? 4 : 2);
    if (this.#text.startsWith("/*", inside)) return this.#comment(open, inside, trim);
    this.#at = inside;
    this.#parens = [];
    this.#actionStart = open;
    return { kind: "left", text: "{{", start: open, end: inside, spaced: false, trim };
  }

  #comment(open: number, inside: number, trimLeft: boolean): Token {
    const close = this.#text.indexOf("*/", inside + 2);
    if (close === -1) throw new Fault("unclosed comment", { start: open, end: inside + 2 });
    const end = this.#delimiterEnd(close + 2);
    if (end === undefined)
      throw new Fault(
        "a comment's `*/` stands directly before `}}` or ` -}}`",
        { start: open, end: close + 2 },
        "a comment fills its action: `{{/* ... */}}` or `{{- /* ... */ -}}`",
      );
    const trimRight = end > close + 4;
    this.#skip(end, trimRight);
    const text = this.#text.slice(inside + 2, close);
    return { kind: "comment", text, start: open, end, spaced: false, trimLeft, trimRight };
  }

  #inside(parens: number[]): Token {
    let spaced = false;
    for (; ; spaced = true, this.#at += 1) {
      const end = this.#delimiterEnd(this.#at);
      if (end !== undefined) return this.#right(end, parens, spaced);
      if (!this.#spaceAt(this.#at)) break;
    }
    const start = this.#at;
    if (start >= this.#text.length) {
      const range = { start: this.#actionStart, end: this.#lineEnd(this.#actionStart) };
      throw new Fault("unclosed action: `}}` is missing", range);
    }
    const { kind, end } = this.#scan(start, parens);
    this.#at = end;
    return { kind, text: this.#text.slice(start, end), start, end, spaced };
  }

  #right(end: number, parens: readonly number[], spaced: boolean): Token {
    const paren = parens.at(-1);
    if (paren !== undefined) throw new Fault("unclosed left parenthesis", { start: paren, end: paren + 1 });
    const start = this.#at;
    const trim = end > start + 2;
    this.#parens = undefined;
    this.#skip(end, trim);
    return { kind: "right", text: "}}", start, end, spaced, trim };
  }

  #scan(at: number, parens: number[]): { kind: TokenKind; end: number } {
    const character = this.#text[at] as string;
    switch (character) {
      case '"':
        return { kind: "string", end: this.#quoteEnd(at, character) };
      case "'":
        return { kind: "char", end: this.#quoteEnd(at, character) };
      case "`":
        return { kind: "raw", end: this.#rawEnd(at) };
      case "$":
        return { kind: "variable", end: this.#nameEnd(at) };
      case "(":
        parens.push(at);
        return { kind: "open", end: at + 1 };
      case ")":
        if (parens.pop() === undefined)
          throw new Fault("a right parenthesis that closes nothing", { start: at, end: at + 1 });
        return { kind: "close", end: at + 1 };
      case ":":
        if (this.#text[at + 1] !== "=")
          throw new Fault("unexpected `:`: a variable is declared with `:=`", { start: at, end: at + 1 });
        return { kind: "declare", end: at + 2 };
      case ".":
        return this.#dotted(at);
    }
    if (/[\d+-]/.test(character)) return this.#number(at);
    const word = this.#wordEnd(at);
    if (word > at) return this.#word(at, word);
    // One token, so that a message can tell what is wrong.
    if (this.#text.startsWith("{{", at)) return { kind: "symbol", end: at + 2 };
    if (character > " " && character < "\x7f") return { kind: SYMBOLS[character] ?? "symbol", end: at + 1 };
    throw new Fault(`unexpected ${this.#character(at)} in action`, { start: at, end: at + 1 });
  }

  /** `.5` is a number, `.` before anything else starts a field or is dot itself. */
  #dotted(at: number): { kind: TokenKind; end: number } {
    const next = this.#text[at + 1];
    if (next === undefined || /\d/.test(next)) return this.#number(at);
    const end = this.#nameEnd(at);
    return { kind: end === at + 1 ? "dot" : "field", end };
  }

  #number(at: number): { kind: TokenKind; end: number } {
    const { end, complex, wrong } = numberEnd(this.#text, at);
    const after = this.#wordEnd(end);
    if (wrong || after > end)
      throw new Fault("this is no number", { start: at, end: Math.max(after, at + 1) });
    return { kind: complex ? "complex" : "number", end };
  }

  #word(at: number, end: number): { kind: TokenKind; end: number } {
    this.#terminated(at, end);
    const word = this.#text.slice(at, end);
    if (KEYWORDS.has(word)) return { kind: "keyword", end };
    if (word === "nil") return { kind: "nil", end };
    return { kind: word === "true" || word === "false" ? "bool" : "word", end };
  }

  /** The end of `.name` or `$name`; the name may be empty. */
  #nameEnd(at: number): number {
    const end = this.#wordEnd(at + 1);
    this.#terminated(at, end);
    return end;
  }

  /** What may follow a name without white space: `$x+2` is no name, `$x.y` and `$x|f` are. */
  #terminated(at: number, end: number): void {
    const next = this.#text[end];
    if (next === undefined || " \t\r\n.,|:)(".includes(next) || this.#text.startsWith("}}", end)) return;
    const name = this.#text.slice(at, end);
    const dashed = next === "-" && this.#text[at] === "." && this.#wordEnd(end + 1) > end + 1;
    throw new Fault(
      `unexpected ${this.#character(end)} after ${shown(name)}`,
      { start: end, end: end + 1 },
      dashed ? 'a key with `-` in it is read with `index`: `index .Values "my-key"`' : undefined,
    );
  }

  #quoteEnd(at: number, quote: string): number {
    for (let index = at + 1; index < this.#text.length; index += 1) {
      const character = this.#text[index];
      if (character === quote) return index + 1;
      if (character === "\\") index += 1;
      if (this.#text[index] === "\n") break;
    }
    const what = quote === "'" ? "character" : "string";
    throw new Fault(`unterminated ${what}`, { start: at, end: this.#lineEnd(at) });
  }

  #rawEnd(at: number): number {
    const close = this.#text.indexOf("`", at + 1);
    if (close === -1) throw new Fault("unterminated string", { start: at, end: this.#lineEnd(at) });
    return close + 1;
  }

  /** The end of `}}` or ` -}}` when one of them stands here. */
  #delimiterEnd(at: number): number | undefined {
    if (this.#text.startsWith("}}", at)) return at + 2;
    return this.#spaceAt(at) && this.#text.startsWith("-}}", at + 1) ? at + 4 : undefined;
  }

  #skip(to: number, trim: boolean): void {
    this.#at = to;
    while (trim && this.#spaceAt(this.#at)) this.#at += 1;
  }

  #spaceAt(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === 32 || code === 10 || code === 9 || code === 13;
  }

  #wordEnd(at: number): number {
    WORD.lastIndex = at;
    return WORD.test(this.#text) ? WORD.lastIndex : at;
  }

  #lineEnd(at: number): number {
    const end = this.#text.indexOf("\n", at);
    return end === -1 ? this.#text.length : end;
  }

  #character(at: number): string {
    const point = this.#text.codePointAt(at) as number;
    const character = String.fromCodePoint(point);
    return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
      ? shown(character)
      : `character U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  }
}
