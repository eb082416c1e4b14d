/** A piece of a text that may be base64 or hex. */
export interface Token {
  readonly start: number;
  readonly end: number;
  /** How it would be written, and what it is. */
  readonly written: string;
  /** What it holds when it is that. */
  holds(): string;
}

// One class and no alternatives in the loops: a text can be megabytes of base64 in one line.
const LETTER = "[A-Za-z0-9+/_-]";
/** Where base64 is wrapped: a new line with its indent, a log's or a difference's mark, or `\n` of a quoted text. */
const WRAP = String.raw`(?:[ \t]*\\?\r?\n[ \t|>+#-]*|\\+n[ \t]*)`;
const WRAPPED = new RegExp(`(?<!${LETTER})${LETTER}{20,}(?:${WRAP}${LETTER}{4,})+={0,2}`, "g");
const SINGLE = new RegExp(`${LETTER}{8,}={0,2}`, "g");
const HEX = /(?:[0-9a-f]{2}){6,}/gi;
/** Base64 as a URL or Go's JSON spells it; only where there is a sign of it. */
const ESCAPES = /%2[bf]|%3d|\\u002b|\\u003d|\\\//i;
const ESCAPED = /(?:[A-Za-z0-9+/_-]|%2[BFbf]|\\u002[bB]|\\\/){8,8000}(?:=|%3[Dd]|\\u003[dD]){0,2}/g;

/** The tokens of a text, not yet decoded, by where they begin; of those that begin at one place the longest first. */
export function tokensIn(text: string): Token[] {
  const found = [
    ...tokens(text, "wrapped", WRAPPED, (token) => base64(token.replace(new RegExp(WRAP, "g"), ""))),
    ...tokens(text, "base64", SINGLE, base64),
    ...tokens(text, "hex", HEX, (token) => Buffer.from(token, "hex").toString("utf8")),
    ...(ESCAPES.test(text) ? tokens(text, "escaped", ESCAPED, (token) => base64(unescaped(token))) : []),
  ];
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

function tokens(text: string, how: string, pattern: RegExp, decode: (token: string) => string): Token[] {
  return [...text.matchAll(pattern)].map(({ 0: token, index }) => ({
    start: index,
    end: index + token.length,
    written: `${how} ${token}`,
    holds: () => decode(token),
  }));
}

function base64(token: string): string {
  return Buffer.from(token, "base64").toString("utf8");
}

function unescaped(token: string): string {
  return token
    .replace(/%([0-9a-f]{2})|\\u00([0-9a-f]{2})/gi, (_, byte: string | undefined, unit: string) =>
      String.fromCharCode(Number.parseInt(byte ?? unit, 16)),
    )
    .replaceAll("\\/", "/");
}
