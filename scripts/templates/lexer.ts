/** A piece of an action. Positions are offsets into the file. */
export interface Token {
  readonly kind:
    | "word" // identifier, keyword, true, false, nil
    | "field" // `.name`
    | "variable" // `$` or `$name`
    | "dot"
    | "string"
    | "number"
    | "char"
    | "symbol" // | ( ) , := =
    | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** White space stands before it: `.a .b` are two operands, `.a.b` is one. */
  readonly spaced: boolean;
}

/** A file as Go's text/template cuts it: literal text and actions. */
export type Chunk =
  | { readonly kind: "text"; readonly start: number; readonly end: number }
  | { readonly kind: "comment"; readonly start: number; readonly end: number }
  | {
      readonly kind: "action";
      readonly start: number;
      readonly end: number;
      readonly tokens: readonly Token[];
    };

export interface SyntaxFault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface Cut {
  readonly chunks: readonly Chunk[];
  readonly fault?: SyntaxFault;
}

const NUMBER = /[+-]?(0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|\d[\d_]*(\.\d+)?([eE][+-]?\d+)?|\.\d+)i?/y;
const WORD = /[\p{L}_][\p{L}\p{Nd}_]*/uy;

/** Cuts a template into chunks; at the first fault it stops, as Go does, and says where. */
export function cut(text: string): Cut {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    if (open === -1) {
      chunks.push({ kind: "text", start: at, end: text.length });
      break;
    }
    if (open > at) chunks.push({ kind: "text", start: at, end: open });
    const inside = /^-\s/.test(text.slice(open + 2, open + 4)) ? open + 3 : open + 2;
    const comment = commentEnd(text, inside);
    if (comment !== undefined) {
      if (comment === -1)
        return { chunks, fault: { message: "unclosed comment", start: open, end: open + 2 } };
      chunks.push({ kind: "comment", start: open, end: comment });
      at = comment;
      continue;
    }
    const action = lexAction(text, inside);
    if ("message" in action) return { chunks, fault: action };
    chunks.push({ kind: "action", start: open, end: action.end, tokens: action.tokens });
    at = action.end;
  }
  return { chunks };
}

/** The end of a comment action that starts here, -1 when it never ends, undefined when this is no comment. */
function commentEnd(text: string, inside: number): number | undefined {
  const start = inside + (/^\s*/.exec(text.slice(inside, inside + 200)) as RegExpExecArray)[0].length;
  if (!text.startsWith("/*", start)) return undefined;
  const close = text.indexOf("*/", start + 2);
  if (close === -1) return -1;
  const tail = /\s*-?\}\}/y;
  tail.lastIndex = close + 2;
  return tail.test(text) ? tail.lastIndex : -1;
}

function lexAction(text: string, from: number): { tokens: Token[]; end: number } | SyntaxFault {
  const tokens: Token[] = [];
  let at = from;
  let spaced = false;
  const add = (kind: Token["kind"], end: number): void => {
    tokens.push({ kind, text: text.slice(at, end), start: at, end, spaced });
    at = end;
    spaced = false;
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 4);
    const trimmed = /^\s-\}\}/.test(rest) || rest.startsWith("-}}");
    if (trimmed || rest.startsWith("}}")) {
      tokens.push({ kind: "end", text: "", start: at, end: at, spaced: true });
      return { tokens, end: at + (rest.startsWith("}}") ? 2 : rest.startsWith("-}}") ? 3 : 4) };
    }
    const character = rest[0] as string;
    if (/\s/.test(character)) {
      at += 1;
      spaced = true;
    } else if (character === '"' || character === "`" || character === "'") {
      const end = quoteEnd(text, at, character);
      if (end === -1)
        return {
          message: `unterminated ${character === "'" ? "character" : "string"}`,
          start: at,
          end: lineEnd(text, at),
        };
      add(character === "'" ? "char" : "string", end);
    } else if (character === "$") {
      add("variable", wordEnd(text, at + 1) ?? at + 1);
    } else if (rest.startsWith(":=")) add("symbol", at + 2);
    else if ("|(),=".includes(character)) add("symbol", at + 1);
    else if (character === "." && !/\d/.test(rest[1] ?? "")) {
      const end = wordEnd(text, at + 1);
      add(end === undefined ? "dot" : "field", end ?? at + 1);
    } else {
      const end = numberEnd(text, at);
      const word = end === undefined ? wordEnd(text, at) : undefined;
      if (end !== undefined) add("number", end);
      else if (word !== undefined) add("word", word);
      else if (text.startsWith("{{", at))
        return { message: "action inside an action: a `}}` is missing before", start: at, end: at + 2 };
      else return { message: `unexpected \`${character}\` in action`, start: at, end: at + 1 };
    }
  }
  return {
    message: "unclosed action: `}}` is missing",
    start: Math.max(0, from - 2),
    end: lineEnd(text, from),
  };
}

function quoteEnd(text: string, at: number, quote: string): number {
  for (let index = at + 1; index < text.length; index += 1) {
    const character = text[index];
    if (character === quote) return index + 1;
    if (quote !== "`" && character === "\n") return -1;
    if (quote !== "`" && character === "\\") index += 1;
  }
  return -1;
}

function wordEnd(text: string, at: number): number | undefined {
  WORD.lastIndex = at;
  return WORD.test(text) ? WORD.lastIndex : undefined;
}

function numberEnd(text: string, at: number): number | undefined {
  NUMBER.lastIndex = at;
  return NUMBER.test(text) ? NUMBER.lastIndex : undefined;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
