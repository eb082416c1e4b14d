import { CST, Lexer } from "yaml";

/** A piece of a YAML text, none of them across the others; spaces and line ends between them are pieces, too. */
export interface Token {
  readonly type: NonNullable<CST.TokenType> | "plain" | "block-scalar" | "unknown";
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const EMPTY = ["doc-mode", "flow-error-end"];
const BLANK = ["space", "newline", "comment", "byte-order-mark"];

/** The text's tokens, by the lexer of `yaml`. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let scalar = false;
  let header = false;
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme);
    if (type === "scalar") {
      scalar = true;
      continue;
    }
    if (type !== null && EMPTY.includes(type)) continue;
    const kind: Token["type"] = scalar ? (header ? "block-scalar" : "plain") : (type ?? "unknown");
    if (!["space", "comment", "newline"].includes(kind)) header = kind === "block-scalar-header";
    scalar = false;
    tokens.push({ type: kind, start: at, end: at + lexeme.length });
    at += lexeme.length;
  }
  return tokens;
}

/** Spaces, line ends and comments are between the tokens that mean something. */
export function isBlank({ type }: Token): boolean {
  return BLANK.includes(type);
}
