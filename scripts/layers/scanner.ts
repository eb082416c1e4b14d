import { isCollection, isScalar, type Node } from "yaml";
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
  [
    /(?:^\uFEFF?|\n---.*\n)(?:\s*#.*\n)*\s*\.\.\.(?:\s|$)/,
    "Helm takes no end of a document before one began",
    "remove the line",
  ],
  [/^\t[ \t]*(?:#.*)?\r?$/m, "Helm takes no tab at the start of a line", "remove the tab"],
  [
    /^---(?:\S|[ \t]+[^\s#]).*$/m,
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
function quotedProblem(written: string): NodeProblem | undefined {
  let at = 1;
  for (; at < written.length && written[at] !== '"'; at++) {
    if (written[at] !== "\\") continue;
    const letter = written.charAt(++at);
    if (/^\r?\n[ \t]*\r?\n/.test(written.slice(at, at + 1000)))
      return {
        message: "readers differ on an empty line behind a `\\`",
        help: "write its line feeds as \\n",
      };
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits === undefined) {
      if (!'0abt\tnvfre "\\N_LP\n\r'.includes(letter))
        return { message: `\\${letter} is no escape in Helm's YAML` };
      continue;
    }
    const value = Number.parseInt(written.slice(at + 1, at + 1 + digits), 16);
    if (value >= 0xd800 && value <= 0xdfff)
      return { message: "Helm takes no halves of characters (surrogates)" };
    if (value > 0x10ffff) return { message: "there is no such character" };
  }
  return at === written.length - 1 ? undefined : { message: "the quotes do not end here" };
}

/**
 * Whether a block text states its indentation and is of blanks alone, or ends with a line of them: readers differ on
 * which blanks are its own. `following` is what stands behind it.
 */
function endsBlank(written: string, following: string): boolean {
  if (!/^[|>][-+]?[1-9]/.test(written)) return false;
  return /\n +[\r\n]*$/.test(written) || /^ +(?:[\r\n]|$)/.test(following);
}

/** Helm's anchors are letters, digits, `_` and `-`; the `yaml` package takes more. */
const ANCHOR = /^[0-9A-Za-z_-]+$/;
/** Fewer tags than Helm takes: which marks it allows in one depends on where the tag stands. */
const TAG = /^(?:tag:yaml\.org,2002:|!{0,2})[\w./:-]*$/;

/** What is wrong with a node, and what helps. */
export interface NodeProblem {
  readonly message: string;
  readonly help?: string;
}

/**
 * Why Helm stops at a node, or can read it otherwise, though the `yaml` package takes it. `text` is the whole file's;
 * `inFlow` says that the node stands between brackets, where `?` is a mark of YAML's own to go-yaml wherever it stands.
 */
export function nodeProblem(node: Node, text: string, inFlow: boolean): NodeProblem | undefined {
  const [start = 0, end = 0] = node.range ?? [];
  const anchor = "anchor" in node ? node.anchor : undefined;
  if (anchor !== undefined && !ANCHOR.test(anchor))
    return { message: "Helm takes no such anchor name", help: "use letters, digits, `_` and `-`" };
  if (node.tag !== undefined && !TAG.test(node.tag))
    return { message: "Helm can stop at this tag", help: "remove it" };
  if ((anchor !== undefined || node.tag !== undefined) && end > start && !/\s/.test(text.charAt(start - 1)))
    return { message: "Helm wants a blank between the two", help: "put a blank before this" };
  if (
    (anchor !== undefined || node.tag !== undefined) &&
    isCollection(node) &&
    !node.flow &&
    !/^[ \t]*$/.test(lineBefore(text, start))
  )
    return { message: "Helm wants a new line between the two", help: "put this on a line of its own" };
  if (!isScalar(node)) return undefined;
  if (node.tag !== undefined && end === start)
    return { message: "a tag needs a value after it", help: "write the value, or remove the tag" };
  const written = text.slice(start, end);
  if (node.type === "PLAIN") {
    const mark = /^[?:]/.exec(written)?.[0] ?? (inFlow && written.includes("?") ? "?" : undefined);
    return mark === undefined
      ? undefined
      : { message: `Helm can take this \`${mark}\` for a mark of YAML's own`, help: "quote it" };
  }
  if (node.type === "QUOTE_DOUBLE") return quotedProblem(written);
  if (node.type === "QUOTE_SINGLE" && !/^'(?:[^']|'')*'$/.test(written))
    return { message: "the quotes do not end here" };
  if (node.type?.startsWith("BLOCK") && endsBlank(written, text.slice(end)))
    return { message: "readers differ on how many blanks stand here", help: "write them in quotes" };
  return undefined;
}

/**
 * Whether a key does not end on the line on which it begins, with its colon: Helm takes that behind a `?` alone, and the
 * `yaml` package overlooks text between the two.
 */
export function isBrokenKey(node: Node, text: string): boolean {
  const [start = 0, end = 0] = node.range ?? [];
  if (isScalar(node) && text.slice(start, end).includes("\n")) return true;
  return /^[ \t]*(?:#.*)?(?:\r?\n)+[ \t\r\n]*[#:]/.test(text.slice(end));
}

/** What stands before a place on its line. */
function lineBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
}
