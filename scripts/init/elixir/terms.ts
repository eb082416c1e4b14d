import {
  CLOSERS,
  CLOSING,
  type Cursor,
  ends,
  isMark,
  isOperator,
  peekOver,
  skipExpression,
  skipNewlines,
} from "./cursor.ts";
import type { Token } from "./token.ts";

/** A value as it stands in Elixir source. Whatever would have to be run is `unknown`. `at` is an offset. */
export type Term =
  | { readonly is: "atom" | "alias" | "number"; readonly text: string; readonly at: number }
  | { readonly is: "string"; readonly text: string; readonly exact: boolean; readonly at: number }
  | {
      readonly is: "list";
      readonly items: readonly Term[];
      readonly pairs: readonly Pair[];
      readonly at: number;
    }
  | {
      readonly is: "tuple";
      readonly items: readonly Term[];
      readonly pairs: readonly Pair[];
      readonly at: number;
    }
  /** A call with its arguments, `deps()`, or a bare name, `deps`: which of them it is, Elixir decides by what is there. */
  | {
      readonly is: "call";
      readonly name: string;
      readonly items: readonly Term[];
      readonly pairs: readonly Pair[];
      readonly at: number;
    }
  | { readonly is: "attribute"; readonly text: string; readonly at: number }
  /** `left ++ right` */
  | { readonly is: "joined"; readonly items: readonly Term[]; readonly at: number }
  | { readonly is: "unknown"; readonly at: number };

/** `key: value`, or `key => value` where the key is an atom or a string. */
export interface Pair {
  readonly key: string;
  readonly value: Term;
  /** The key's offset. */
  readonly at: number;
}

/** Terms deeper than this are `unknown`: no configuration is, and our own stack is finite. */
const MOST_DEEP = 200;

/** Reads one expression and leaves the cursor at what ends it: a comma, a closing mark, `do`, or a line's end. */
export function readTerm(cursor: Cursor, depth = 0): Term {
  skipNewlines(cursor);
  const start = cursor.tokens[cursor.next];
  if (!start) return { is: "unknown", at: 0 };
  const first = depth > MOST_DEEP ? undefined : readPrimary(cursor, depth);
  if (first === undefined) {
    skipExpression(cursor);
    return { is: "unknown", at: start.at };
  }
  const parts = [first];
  while (isMark(peekOver(cursor), "++")) {
    skipNewlines(cursor);
    cursor.next += 1;
    skipNewlines(cursor);
    const part = readPrimary(cursor, depth);
    parts.push(part ?? { is: "unknown", at: start.at });
    if (part === undefined) break;
  }
  if (!ends(cursor.tokens[cursor.next]) || isOperator(peekOver(cursor))) {
    const piped = isMark(peekOver(cursor), "|>");
    skipExpression(cursor);
    if (piped) return { is: "call", name: "|>", items: parts, pairs: [], at: start.at };
    return parts.length > 1 ? joined(parts.slice(0, -1), start.at) : { is: "unknown", at: start.at };
  }
  return parts.length > 1 ? joined(parts, start.at) : first;
}

function joined(parts: readonly Term[], at: number): Term {
  return { is: "joined", items: [...parts], at };
}

function readPrimary(cursor: Cursor, depth: number): Term | undefined {
  const token = cursor.tokens[cursor.next];
  if (!token) return undefined;
  const { at } = token;
  switch (token.kind) {
    case "atom":
    case "alias":
    case "number":
      cursor.next += 1;
      if (isMark(cursor.tokens[cursor.next], ".") && token.kind === "alias")
        return readCall(cursor, token.text, at, depth);
      return { is: token.kind, text: token.text, at };
    case "string":
      cursor.next += 1;
      return { is: "string", text: token.text, exact: token.exact, at };
    case "words":
      cursor.next += 1;
      return {
        is: "list",
        items: token.words.map((text) =>
          token.atoms ? { is: "atom", text, at } : { is: "string", text, exact: true, at },
        ),
        pairs: [],
        at,
      };
    case "attribute":
      cursor.next += 1;
      return { is: "attribute", text: token.text, at };
    case "name":
      if (token.text === "fn" || token.text === "do" || token.text === "end") return undefined;
      cursor.next += 1;
      if (token.text === "true" || token.text === "false" || token.text === "nil")
        return { is: "atom", text: token.text, at };
      return readCall(cursor, token.text, at, depth);
    case "mark": {
      const closer = CLOSERS[token.text];
      if (closer === undefined || token.text === "<<") return undefined;
      cursor.next += 1;
      const { items, pairs } = readItems(cursor, closer, depth);
      if (token.text === "(") return items[0];
      return { is: token.text === "{" ? "tuple" : "list", items, pairs, at };
    }
    default:
      return undefined;
  }
}

/** A name with what follows it: `deps`, `deps()`, `Mix.env()`. */
function readCall(cursor: Cursor, first: string, at: number, depth: number): Term | undefined {
  let name = first;
  while (isMark(cursor.tokens[cursor.next], ".") && cursor.tokens[cursor.next + 1]?.kind === "name") {
    name += `.${(cursor.tokens[cursor.next + 1] as { text: string }).text}`;
    cursor.next += 2;
  }
  if (!isMark(cursor.tokens[cursor.next], "(")) return { is: "call", name, items: [], pairs: [], at };
  cursor.next += 1;
  return { is: "call", name, ...readItems(cursor, ")", depth), at };
}

/** What stands between brackets, up to and over the closing one: values, then pairs. */
export function readItems(cursor: Cursor, closer: string, depth = 0): { items: Term[]; pairs: Pair[] } {
  const items: Term[] = [];
  const pairs: Pair[] = [];
  for (;;) {
    skipNewlines(cursor);
    const token = cursor.tokens[cursor.next];
    if (!token) return { items, pairs };
    if (token.kind === "mark" && (token.text === closer || CLOSING.has(token.text))) {
      cursor.next += 1;
      return { items, pairs };
    }
    if (isMark(token, ",")) {
      cursor.next += 1;
      continue;
    }
    if (token.kind === "key") {
      cursor.next += 1;
      pairs.push({ key: token.text, value: readTerm(cursor, depth + 1), at: token.at });
      continue;
    }
    const before = cursor.next;
    const item = readItem(cursor, depth + 1);
    if ("key" in item) pairs.push(item);
    else items.push(item);
    if (cursor.next === before) cursor.next += 1; // whatever it is, go on
  }
}

/** A value, or a pair written with an arrow. */
function readItem(cursor: Cursor, depth: number): Term | Pair {
  const start = cursor.tokens[cursor.next] as Token;
  if ((start.kind === "atom" || start.kind === "string") && isMark(cursor.tokens[cursor.next + 1], "=>")) {
    cursor.next += 2;
    return { key: start.text, value: readTerm(cursor, depth), at: start.at };
  }
  return readTerm(cursor, depth);
}

/** The arguments of a call without parentheses, or with them, up to the line's end. */
export function readArguments(cursor: Cursor): { items: Term[]; pairs: Pair[] } {
  if (isMark(cursor.tokens[cursor.next], "(")) {
    cursor.next += 1;
    return readItems(cursor, ")");
  }
  const items: Term[] = [];
  const pairs: Pair[] = [];
  for (;;) {
    const token = cursor.tokens[cursor.next];
    if (token?.kind === "key") {
      cursor.next += 1;
      pairs.push({ key: token.text, value: readTerm(cursor), at: token.at });
    } else {
      const item = token ? readItem(cursor, 0) : undefined;
      if (item) "key" in item ? pairs.push(item) : items.push(item);
    }
    if (!isMark(cursor.tokens[cursor.next], ",")) return { items, pairs };
    cursor.next += 1;
    skipNewlines(cursor);
  }
}
