import { Recent } from "./recent.ts";
import type { Place } from "./source.ts";
import { type Token, tokensIn } from "./taint-encoded.ts";
import { isSearchable, partsOf } from "./taint-forms.ts";
import { Forms } from "./taint-index.ts";

/** What stands in every output in place of a secret; it shows no length. */
export const MASK = "<secret>";

/** A secret in base64 of base64 is found; what is wrapped more often than that nobody reads by accident. */
const DEPTH = 2;
const MOST_TOUCHED = 1024 * 1024;
/** Go's YAML reader quotes the first seven characters of what it cannot use: !!str `hunter2...` */
const CUT = /([`"'])([^`"'\n]{3,60}?)\.\.\.\1/g;

/** A moment in what a `Taint` remembers. */
export interface TaintMark {
  readonly secrets: number;
  readonly places: number;
}

/**
 * Strings that must not reach a screen, a log or an error, and the masking of any text that is about to. A value is
 * found as itself, escaped by any of the usual writers (taint-forms.ts), and inside base64 and hex (taint-encoded.ts).
 */
export class Taint {
  readonly #secrets = new Set<string>();
  readonly #public = new Set<string>();
  /** Where unencrypted secrets stand in files. */
  readonly #places: Place[] = [];
  #forms: Forms | undefined;
  /** The same values and manifests are asked about in every phase and environment. */
  #touched = new Recent<boolean>(MOST_TOUCHED);

  /**
   * Remembers a secret; of a list or a map each value. Values that are too short or too common to search for (a secret
   * `true` or `5432` would mask half of any output) are only masked where their path is known, by whoever prints that.
   */
  add(secret: unknown): void {
    if (typeof secret === "object" && secret !== null) {
      for (const one of Object.values(secret)) this.add(one);
      return;
    }
    if (typeof secret !== "string" && typeof secret !== "number") return;
    const before = this.#secrets.size;
    for (const part of partsOf(String(secret))) this.#secrets.add(part);
    if (this.#secrets.size > before) this.#forms = undefined; // secrets are told again with each release that has them
  }

  /** Words that everybody sees (a release's name, a namespace) are no secret, also where one is equal to them. */
  allow(...words: readonly string[]): void {
    const before = this.#public.size;
    for (const word of words) this.#public.add(word);
    if (this.#public.size > before) this.#forms = undefined;
  }

  /** Remembers where a secret stands unencrypted: it may be too short to be searched for. */
  hide(place: Place): void {
    if (place.line !== place.endLine || place.column !== place.endColumn) this.#places.push(place);
  }

  /** A line of a file with what is hidden on it masked, and where a column of the line is now. */
  maskLine(file: string, line: number, text: string): { text: string; column: (before: number) => number } {
    const ranges = this.#places
      .filter((one) => one.file === file && one.line <= line && line <= one.endLine)
      .map((one) => ({
        from: one.line === line ? one.column - 1 : text.length - text.trimStart().length,
        to: one.endLine === line ? one.endColumn - 1 : text.length,
      }))
      .filter(({ from, to }, at, all) => all.findIndex((one) => one.from === from && one.to === to) === at)
      .sort((a, b) => b.from - a.from);
    const masked = (part: string) =>
      this.mask(
        ranges
          .filter(({ to }) => to <= part.length)
          .reduce((now, { from, to }) => now.slice(0, from) + MASK + now.slice(to), part),
      );
    return { text: masked(text), column: (before) => masked(text.slice(0, before - 1)).length + 1 };
  }

  /** A place that may be shown: where a hidden secret is in it, without its end, which would tell how long that is. */
  maskPlace(place: Place): Place {
    const holds = (one: Place) => one.file === place.file && !isBefore(one, place) && !isBefore(place, one);
    return this.#places.some(holds) ? { ...place, endLine: place.line, endColumn: place.column } : place;
  }

  /** How much is remembered now, for `forgetSince`. */
  get mark(): TaintMark {
    return { secrets: this.#secrets.size, places: this.#places.length };
  }

  /** Forgets what was remembered after a mark: example values that only a schema calls secret, once they were used. */
  forgetSince({ secrets, places }: TaintMark): void {
    for (const one of [...this.#secrets].slice(secrets)) this.#secrets.delete(one);
    this.#places.length = Math.min(places, this.#places.length);
    this.#forms = undefined;
  }

  /** What was remembered, in order. For a cache that is sealed, and for nothing else. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** Where unencrypted secrets stand, in the order in which that was learnt. */
  get places(): readonly Place[] {
    return this.#places;
  }

  /** The text with every form of every remembered secret replaced. */
  mask(text: string): string {
    const forms = this.#known();
    if (forms.none) return text;
    // Whole tokens first: of a token that is masked from its middle on, the rest would tell where the secret ends.
    let masked = maskTokens(text, forms);
    for (const { pattern } of forms.possibleIn(masked)) masked = masked.replace(pattern, MASK);
    return masked.replace(CUT, (whole, _quote: string, begin: string) =>
      this.#begins(begin) ? whole.replace(begin, MASK) : whole,
    );
  }

  /** True when the text holds some remembered secret. */
  touches(text: string): boolean {
    const forms = this.#known();
    return this.#touched.get(text, () => reveals(text, forms, DEPTH));
  }

  #begins(text: string): boolean {
    return [...this.#secrets].some((one) => isSearchable(one) && one.startsWith(text));
  }

  #known(): Forms {
    if (this.#forms) return this.#forms;
    this.#touched = new Recent(MOST_TOUCHED);
    this.#forms = new Forms([...this.#secrets].filter((one) => isSearchable(one) && !this.#public.has(one)));
    return this.#forms;
  }
}

/** Whether a range ends where the other begins, or earlier. */
function isBefore(a: Place, b: Place): boolean {
  return a.endLine < b.line || (a.endLine === b.line && a.endColumn <= b.column);
}

function maskTokens(text: string, forms: Forms): string {
  const tokens = tokensIn(text);
  if (!anyReveals(tokens, forms, DEPTH - 1)) return text;
  let masked = "";
  let at = 0;
  for (const { start, end, holds } of tokens) {
    if (start < at || !reveals(holds(), forms, DEPTH - 1)) continue;
    masked += text.slice(at, start) + MASK;
    at = end;
  }
  return masked + text.slice(at);
}

function reveals(text: string, forms: Forms, depth: number): boolean {
  if (forms.none || text === "") return false;
  if (forms.possibleIn(text).some(({ pattern }) => text.search(pattern) !== -1)) return true;
  if (depth === 0) return false;
  return anyReveals(tokensIn(text), forms, depth - 1);
}

/** One search over all that tokens hold: most texts have many and no secret in any, and most of them in common. */
function anyReveals(tokens: readonly Token[], forms: Forms, depth: number): boolean {
  const unknown = tokens.filter(({ written }) => !forms.isClear(written, depth));
  if (reveals(unknown.map(({ holds }) => holds()).join("\0"), forms, depth)) return true;
  for (const { written } of unknown) forms.clear(written, depth);
  return false;
}

/** The taint of this process: secrets are remembered where they are decrypted, masked where text is printed. */
export const taint = new Taint();
