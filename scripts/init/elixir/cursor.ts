import type { Token } from "./token.ts";

/** A place in a list of tokens that moves forward. */
export interface Cursor {
  readonly tokens: readonly Token[];
  next: number;
}

/** What closes each opening mark. */
export const CLOSERS: Readonly<Record<string, string>> = {
  "(": ")",
  "[": "]",
  "{": "}",
  "%{": "}",
  "<<": ">>",
};
/** Every mark that closes one. */
export const CLOSING = new Set([...Object.values(CLOSERS)]);
/** Goes to what ends the expression; blocks and brackets in it are passed as wholes. */
export function skipExpression(cursor: Cursor): void {
  let blocks = 0;
  for (; cursor.next < cursor.tokens.length; cursor.next += 1) {
    const token = cursor.tokens[cursor.next] as Token;
    if (token.kind === "name" && (token.text === "do" || token.text === "fn")) blocks += 1;
    else if (token.kind === "name" && token.text === "end") {
      if (blocks === 0) return;
      blocks -= 1;
    } else if (token.kind === "mark" && CLOSERS[token.text] !== undefined) skipBrackets(cursor);
    else if (blocks === 0 && (isMark(token, ",") || (token.kind === "mark" && CLOSING.has(token.text))))
      return;
    else if (blocks === 0 && token.kind === "newline" && !goesOn(cursor)) return;
  }
}

/** From an opening bracket to its closing one. */
export function skipBrackets(cursor: Cursor): void {
  let depth = 0;
  for (; cursor.next < cursor.tokens.length; cursor.next += 1) {
    const token = cursor.tokens[cursor.next] as Token;
    if (token.kind !== "mark") continue;
    if (CLOSERS[token.text] !== undefined) depth += 1;
    else if (CLOSING.has(token.text)) depth -= 1;
    if (depth <= 0) return;
  }
}

/** Whether the expression goes on behind the line's end at the cursor: an operator stands before or after it. */
export function goesOn({ tokens, next }: Cursor): boolean {
  const before = tokens[next - 1];
  let after = next + 1;
  while (tokens[after]?.kind === "newline") after += 1;
  return isMark(before, ",") || isOperator(before) || isOperator(tokens[after]);
}

export function skipNewlines(cursor: Cursor): void {
  while (cursor.tokens[cursor.next]?.kind === "newline") cursor.next += 1;
}

export function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === "mark" && token.text === text;
}

/** The next token that is no newline. */
export function peekOver({ tokens, next }: Cursor): Token | undefined {
  let at = next;
  while (tokens[at]?.kind === "newline") at += 1;
  return tokens[at];
}

/** An operator with two sides, or one that waits for its right side. */
export function isOperator(token: Token | undefined): boolean {
  return (
    token?.kind === "mark" &&
    CLOSERS[token.text] === undefined &&
    !CLOSING.has(token.text) &&
    ![",", ";", "&", "^", "!", "%", ":", "@", "..."].includes(token.text)
  );
}

/** Whether an expression ends before this token. */
export function ends(token: Token | undefined): boolean {
  return (
    token === undefined ||
    token.kind === "newline" ||
    (token.kind === "name" && (token.text === "do" || token.text === "end")) ||
    (token.kind === "mark" && (CLOSING.has(token.text) || token.text === "," || token.text === ";"))
  );
}
