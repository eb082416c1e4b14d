/** What was made of texts last, so that a text that comes again soon is not worked through again. */
export class Recent<T> {
  readonly #most: number;
  readonly #made = new Map<string, T>();
  #held = 0;

  /** `most`: how many characters of texts are held at most; what was not asked for the longest time goes first. */
  constructor(most: number) {
    this.#most = most;
  }

  /** What `make` made of this text before, or makes of it now. A text of a quarter of all or more is never held. */
  get(text: string, make: () => T): T {
    const known = this.#made.get(text);
    if (known !== undefined) {
      this.#made.delete(text);
      this.#made.set(text, known);
      return known;
    }
    const made = make();
    if (text.length >= this.#most / 4) return made;
    this.#made.set(text, made);
    this.#held += text.length;
    for (const [old] of this.#made) {
      if (this.#held <= this.#most) break;
      this.#made.delete(old);
      this.#held -= old.length;
    }
    return made;
  }
}
