import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { placeAt, type Source } from "../core/source.ts";

const HIDDEN_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/g;
const NAMES: Readonly<Record<string, string>> = {
  "\r": "a carriage return without a line feed",
  "\u0085": "the character NEL (U+0085)",
  "\u2028": "a line separator (U+2028)",
  "\u2029": "a paragraph separator (U+2029)",
};

const DIRECTIVE = /^\uFEFF?%.*$/m;
/** Text that Helm's reader stops at though the `yaml` package goes on. */
const REFUSED: readonly (readonly [RegExp, string, string])[] = [
  [DIRECTIVE, "Helm reads no directives in values", "remove the line"],
  [/^\t[ \t]*(?:#.*)?\r?$/m, "Helm takes no tab at the start of a line", "remove the tab"],
  [
    /^---[ \t]*[^\s#].*$/m,
    "Helm takes nothing but a comment behind `---`",
    "begin the values on the next line",
  ],
  [
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/,
    "Helm takes no control characters",
    "remove it, or write its escape in double quotes",
  ],
];

/**
 * What Helm's scanner (go-yaml v2, behind Kubernetes' splitting into documents) takes otherwise than the `yaml` package,
 * as far as the text alone shows it: line breaks of old systems, directives, control characters.
 */
export function textProblems(source: Source): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const hidden = source.text.matchAll(HIDDEN_BREAK).next().value;
  if (hidden) {
    problems.push(
      diagnostic("CR114", `${NAMES[hidden[0]]} stands here; Helm takes it for a line break`, {
        place: placeAt(source, hidden.index, hidden.index + 1),
        help: "write plain line feeds; in a quoted text its escape, such as \\u2028",
      }),
    );
  }
  for (const [pattern, message, help] of REFUSED) {
    const found = pattern.exec(source.text);
    if (!found || (pattern === DIRECTIVE && !isDirective(source.text, found.index))) continue;
    const place = placeAt(source, found.index, found.index + found[0].length);
    problems.push(diagnostic("CR103", message, { place, help }));
  }
  return problems;
}

/** A `%` at the margin is a directive before the first `---`, and after a `...`. */
function isDirective(text: string, at: number): boolean {
  const before = text.slice(0, at).split("\n");
  const last = before.findLast((line) => !/^\s*(?:#.*)?$/.test(line.replace(/^\uFEFF/, "")));
  return last === undefined || /^(?:%|\.\.\.)/.test(last);
}

/** Why Helm stops at a double-quoted text, given as written with its quotes; undefined when it does not. */
function quotedProblem(written: string): string | undefined {
  let at = 1;
  for (; at < written.length && written[at] !== '"'; at++) {
    if (written[at] !== "\\") continue;
    const letter = written.charAt(++at);
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits === undefined) {
      if (!'0abt\tnvfre "\\N_LP\n\r'.includes(letter)) return `\\${letter} is no escape in Helm's YAML`;
      continue;
    }
    const value = Number.parseInt(written.slice(at + 1, at + 1 + digits), 16);
    if (value >= 0xd800 && value <= 0xdfff) return "Helm takes no halves of characters (surrogates)";
    if (value > 0x10ffff) return "there is no such character";
  }
  return at === written.length - 1 ? undefined : "the quotes do not end here";
}

/** A block text of blanks alone, whose indentation is stated: readers differ on how many blanks are its own. */
function isBlankBlock(written: string): boolean {
  return /^[|>][-+]?[1-9]/.test(written) && /^[^\n]*\n[ \n\r]*$/.test(written) && /\n +/.test(written);
}

/** Why Helm stops at a text, or reads it otherwise, given with its quotes or its header as written. */
export function writtenProblem(type: string | null | undefined, written: string): string | undefined {
  if (type === "QUOTE_DOUBLE") return quotedProblem(written);
  const blank = type?.startsWith("BLOCK") && isBlankBlock(written);
  return blank ? "readers differ on how many blanks stand here: write them in quotes" : undefined;
}

/** Helm's anchors are letters, digits, `_` and `-`; the `yaml` package takes more. */
export function isAnchorName(name: string): boolean {
  return /^[0-9A-Za-z_-]+$/.test(name);
}
