import { skipQuoted, skipSigil } from "./quoted.ts";
import type { Token } from "./token.ts";

/** Strings inside of interpolations inside of strings: deeper than any real text, short of our own stack. */
const MOST_NESTED = 50;

const NAME = /[\p{Ll}_][\p{L}\p{N}_]*[?!]?/uy;
const ALIAS = /\p{Lu}[\p{L}\p{N}_]*(?:\.\p{Lu}[\p{L}\p{N}_]*)*/uy;
const ATOM = /:[\p{L}_][\p{L}\p{N}_@]*[?!]?/uy;
const NUMBER = /0[xob][0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]+(?:[eE][-+]?[0-9]+)?)?/y;
const KEY = /[\p{L}_][\p{L}\p{N}_@]*[?!]?:(?=[\s])/uy;
const ATTRIBUTE = /@[\p{Ll}_][\p{L}\p{N}_]*[?!]?/uy;
/** Longest first: what is one operator must not be read as two. */
const MARK =
  /<<>>|\.\.\.|===|!==|~>>|<<~|<~>|<\|>|&&&|\|\|\||\^\^\^|\+\+\+|---|%\{|\+\+|--|\|>|->|<-|=>|==|!=|=~|<=|>=|<>|<<|>>|&&|\|\||::|\\\\|\.\.|\/\/|~>|<~|[-+*/=<>!&|^.,;()[\]{}%@:]/y;

/**
 * The tokens of Elixir source, as far as data in it has to be found: comments are left out; what stands in strings,
 * heredocs, sigils and character literals is no code. Never throws: what cannot be read is a token `other`.
 * Grammar: https://hexdocs.pm/elixir/syntax-reference.html
 */
export function tokensOf(text: string): Token[] {
  return readTokens(text, 0, 0).tokens;
}

/** Reads to the end, or (inside of an interpolation) to the brace that closes it; `end` is the offset after it. */
function readTokens(text: string, from: number, nesting: number): { tokens: Token[]; end: number } {
  const tokens: Token[] = [];
  const skipCode = (_: string, at: number) =>
    nesting < MOST_NESTED ? readTokens(text, at, nesting + 1).end : at;
  let depth = 0;
  let at = from;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const char = text[at] as string;
    if (char === "\n") {
      tokens.push({ kind: "newline", at });
      at += 1;
    } else if (/\s/.test(char) || (char === "\\" && /^\\\r?\n/.test(text.slice(at, at + 3)))) {
      at += char === "\\" ? text.indexOf("\n", at) - at + 1 : 1;
    } else if (char === "#") {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
    } else if (char === '"' || char === "'") {
      const { value, exact, end } = skipQuoted(text, at, skipCode);
      const isKey = text[end] === ":" && /\s/.test(text[end + 1] ?? "");
      tokens.push(isKey ? { kind: "key", text: value, at } : { kind: "string", text: value, exact, at });
      at = end + (isKey ? 1 : 0);
    } else if (char === ":" && (text[at + 1] === '"' || text[at + 1] === "'")) {
      const { value, end } = skipQuoted(text, at + 1, skipCode);
      tokens.push({ kind: "atom", text: value, at });
      at = end;
    } else if (char === "~" && /[a-zA-Z]/.test(text[at + 1] ?? "")) {
      const { token, end } = skipSigil(text, at, skipCode);
      tokens.push(token);
      at = end;
    } else if (char === "?" && at + 1 < text.length) {
      const width =
        text[at + 1] === "\\" ? 3 : 1 + String.fromCodePoint(text.codePointAt(at + 1) as number).length;
      tokens.push({ kind: "number", text: text.slice(at, at + width), at });
      at += width;
    } else {
      const token = wordAt(match, at) ?? { kind: "other" as const, at };
      if (token.kind === "mark") {
        if (token.text === "{" || token.text === "%{") depth += 1;
        if (token.text === "}" && nesting > 0 && depth === 0) return { tokens, end: at + 1 };
        if (token.text === "}") depth -= 1;
      }
      const width = token.kind === "other" ? 1 : (token as { text: string }).text.length;
      tokens.push(afterDot(tokens.at(-1)) ? field(token) : bare(token));
      at += width;
    }
  }
  return { tokens, end: text.length };
}

function wordAt(match: (pattern: RegExp) => string | undefined, at: number): Token | undefined {
  const kinds = [
    ["key", KEY],
    ["alias", ALIAS],
    ["name", NAME],
    ["atom", ATOM],
    ["number", NUMBER],
    ["attribute", ATTRIBUTE],
    ["mark", MARK],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const text = match(pattern);
    if (text !== undefined) return { kind, text, at };
  }
  return undefined;
}

const afterDot = (before: Token | undefined) => before?.kind === "mark" && before.text === ".";

/** Behind a dot a reserved word is a name like any other, and begins or ends no block: `map.do`. */
function field(token: Token): Token {
  return token.kind === "name" && /^(do|end|fn)$/.test(token.text) ? { ...token, kind: "atom" } : bare(token);
}

/** The token without the colon or the @ that marks its kind. */
function bare(token: Token): Token {
  if (token.kind === "key") return { ...token, text: token.text.slice(0, -1) };
  if (token.kind === "atom" || token.kind === "attribute") return { ...token, text: token.text.slice(1) };
  return token;
}
