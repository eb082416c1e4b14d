import { taint } from "./taint.ts";

/** Words come in pieces that follow each other at once; a longer pause is a question, or work that goes on. */
const PAUSE_MS = 50;
const PARTIAL_MS = 250;
/** Text that never pauses is let out so much at a time. */
const MOST = 1024 * 1024;

/** Masks the text of a running program: pieces are put together first, since a secret can be cut by their ends. */
export class MaskedText {
  readonly #write: (text: string) => void;
  #held = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  push(piece: string): void {
    this.#held += piece;
    clearTimeout(this.#timer);
    if (this.#held.length > MOST) this.#lines();
    this.#timer = setTimeout(() => {
      this.#lines();
      this.#timer = setTimeout(() => this.end(), PARTIAL_MS);
    }, PAUSE_MS);
  }

  /** Lets out what is left, finished or not. */
  end(): void {
    clearTimeout(this.#timer);
    const text = this.#held;
    this.#held = "";
    if (text !== "") this.#write(taint.mask(text));
  }

  #lines(): void {
    const end = this.#held.lastIndexOf("\n") + 1;
    const text = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    if (text !== "") this.#write(taint.mask(text));
  }
}
