import { lstatSync, type Stats } from "node:fs";

/** A file's change is seen in its times, unless it was changed twice within one tick of the clock that counts them. */
const TICK = 2000;

/** Sizes and times of files and folders, to tell at another look whether one of them has changed. */
export class FileTimes {
  readonly #begun = Date.now();
  #latest = 0;
  #noted = "";

  /** Notes one, without following a link. Throws where there is none. */
  note(file: string): Stats {
    const stats = lstatSync(file);
    const { size, mtimeMs, ctimeMs, ino } = stats;
    this.#noted += `${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}\n`;
    this.#latest = Math.max(this.#latest, mtimeMs, ctimeMs);
    return stats;
  }

  /** All that was noted, in order. */
  get noted(): string {
    return this.#noted;
  }

  /** Whether the last change is long enough ago for these times to tell the next one. */
  get settled(): boolean {
    return this.#latest < this.#begun - TICK;
  }
}
