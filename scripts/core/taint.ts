/** What stands in every output in place of a secret; it shows no length. */
export const MASK = "<secret>";

/**
 * Strings that must not reach a screen, a log or an error, and the masking of any text that is about to.
 * A value is masked in the forms it travels in: itself, base64, URL-encoded, JSON-escaped.
 */
export class Taint {
  readonly #forms = new Set<string>();
  readonly #secrets = new Set<string>();
  #pattern: RegExp | undefined;

  /**
   * Remembers a secret. Values that are too short or too common to search for (a secret `true` or `5432` would
   * mask half of any output) are only masked where their path is known, by whoever prints that path.
   */
  add(secret: unknown): void {
    if (typeof secret !== "string" && typeof secret !== "number") return;
    const text = String(secret);
    if (!isSearchable(text) || this.#secrets.has(text)) return;
    this.#secrets.add(text);
    for (const form of formsOf(text)) this.#forms.add(form);
    this.#pattern = undefined;
  }

  /** What was remembered, in order. For a cache that is sealed, and for nothing else. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** The text with every form of every remembered secret replaced. */
  mask(text: string): string {
    if (this.#forms.size === 0) return text;
    this.#pattern ??= new RegExp(
      [...this.#forms]
        .sort((a, b) => b.length - a.length)
        .map(escapeRegExp)
        .join("|"),
      "g",
    );
    return text.replace(this.#pattern, MASK);
  }

  /** True when the text holds some remembered secret. */
  touches(text: string): boolean {
    return this.mask(text) !== text;
  }
}

/** The taint of this process: secrets are remembered where they are decrypted, masked where text is printed. */
export const taint = new Taint();

function isSearchable(text: string): boolean {
  return text.length >= 6 && !/^(true|false|null|\d{1,7})$/i.test(text);
}

function formsOf(text: string): string[] {
  const forms = [text, text.trim(), encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];
  // A secret inside a longer base64 text can start at any of three offsets; its inner characters are the same.
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString("base64");
    const inner = encoded.slice(
      Math.ceil((offset * 8) / 6),
      Math.floor(((offset + Buffer.byteLength(text)) * 8) / 6),
    );
    if (inner.length >= 8) forms.push(inner);
  }
  for (const line of text.split("\n")) if (line.trim().length >= 16) forms.push(line.trim());
  return forms.filter((form) => isSearchable(form));
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
