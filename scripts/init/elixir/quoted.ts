import type { Token } from "./token.ts";

/** Skips the code of an interpolation from behind its `#{`; gives the offset behind the closing brace. */
export type SkipCode = (text: string, from: number) => number;

const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">" };
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", s: " ", "0": "\0", e: "\x1b" };

interface Quoted {
  readonly value: string;
  /** Nothing is interpolated. */
  readonly exact: boolean;
  /** The offset after the closing quote; the text's end where it is missing. */
  readonly end: number;
}

/** A string, charlist or heredoc that begins at `at`. */
export function skipQuoted(text: string, at: number, skipCode: SkipCode): Quoted {
  const quote = text[at] as string;
  const heredoc = text.startsWith(quote.repeat(3), at);
  return skipTo(text, at + (heredoc ? 3 : 1), heredoc ? quote.repeat(3) : quote, skipCode);
}

/** A sigil that begins at `at`, with its modifiers. Upper-case ones know neither escapes nor interpolation. */
export function skipSigil(text: string, at: number, skipCode: SkipCode): { token: Token; end: number } {
  const name = (/[a-z]|[A-Z][A-Z0-9]*/y.exec(text.slice(at + 1)) as RegExpExecArray)[0];
  const open = at + 1 + name.length;
  const delimiter = text[open];
  if (delimiter === undefined || !/[/|"'([{<]/.test(delimiter)) {
    return { token: { kind: "other", at }, end: open };
  }
  const heredoc = /["']/.test(delimiter) && text.startsWith(delimiter.repeat(3), open);
  const closer = heredoc ? delimiter.repeat(3) : (CLOSERS[delimiter] ?? delimiter);
  const { value, exact, end } = skipTo(
    text,
    open + (heredoc ? 3 : 1),
    closer,
    /[a-z]/.test(name) ? skipCode : undefined,
  );
  const modifiers = (/[a-zA-Z]*/y.exec(text.slice(end)) as RegExpExecArray)[0];
  const after = end + modifiers.length;
  const letter = name.toLowerCase();
  if (letter === "w") {
    const words = value.split(/\s+/).filter((word) => word !== "");
    return { token: { kind: "words", words, atoms: modifiers.includes("a"), at }, end: after };
  }
  if (letter === "s" || letter === "c")
    return { token: { kind: "string", text: value, exact, at }, end: after };
  return { token: { kind: "other", at }, end: after };
}

function skipTo(text: string, from: number, closer: string, skipCode: SkipCode | undefined): Quoted {
  let value = "";
  let exact = true;
  let at = from;
  while (at < text.length) {
    if (text.startsWith(closer, at)) return { value, exact, end: at + closer.length };
    const char = text[at] as string;
    if (char === "\\" && at + 1 < text.length) {
      const next = text[at + 1] as string;
      value += skipCode ? (ESCAPES[next] ?? next) : next === closer ? next : `\\${next}`;
      at += 2;
    } else if (skipCode && text.startsWith("#{", at)) {
      exact = false;
      at = skipCode(text, at + 2);
    } else {
      value += char;
      at += 1;
    }
  }
  return { value, exact, end: text.length };
}
