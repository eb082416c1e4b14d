import type { Range } from "./nodes.ts";

/** What Go's text/template/parse calls an item; the white space between them is told by `spaced`. */
export type TokenKind =
  | "text" // literal text, the white space that trim markers take already gone
  | "comment"
  | "left" // `{{` or `{{- `
  | "right" // `}}` or ` -}}`
  | "word" // the name of a function
  | "keyword" // if, else, end, range, with, define, block, template, break, continue
  | "bool"
  | "nil"
  | "dot"
  | "field" // `.name`
  | "variable" // `$` or `$name`
  | "string" // "..."
  | "raw" // `...`
  | "char" // '...'
  | "number"
  | "complex" // 1+2i
  | "pipe"
  | "open"
  | "close"
  | "declare" // :=
  | "assign" // =
  | "symbol" // any other printable ASCII character; only `,` has a use
  | "error"
  | "end"; // of the file

export interface Token extends Range {
  readonly kind: TokenKind;
  /** As written; of text what trim markers leave, of a comment what stands between its marks. */
  readonly text: string;
  /** White space stands before it: `.a .b` are two operands, `.a.b` is one. */
  readonly spaced: boolean;
  /** `left` and `right`: with a trim marker. */
  readonly trim?: boolean;
  /** `comment` only. */
  readonly trimLeft?: boolean;
  readonly trimRight?: boolean;
  /** `error` only. */
  readonly fault?: SyntaxFault;
}

/** A syntax error: what is wrong in plain words, and where. */
export interface SyntaxFault extends Range {
  readonly message: string;
  /** What to write in its place, where that is clear. */
  readonly help?: string;
}

/** Carries a fault out of the parser, which turns it into a result. */
export class Fault extends Error {
  readonly fault: SyntaxFault;

  constructor(message: string, range: Range, help?: string) {
    super(message);
    this.fault = { message, start: range.start, end: range.end, ...(help !== undefined && { help }) };
  }
}

/** A piece of the file as a message shows it: in backticks, on one line, not too long. */
export function shown(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return `\`${line.length > 60 ? `${line.slice(0, 60)}...` : line}\``;
}

export const KEYWORDS: ReadonlySet<string> = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);
