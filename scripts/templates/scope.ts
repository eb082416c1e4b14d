/** The variables that a template may name at a place, as Go's parser counts them. `$` is always one. */
export class Scope {
  readonly #names: string[] = [];
  readonly #count = new Map<string, number>();

  /** A name without its `$`. */
  has(name: string): boolean {
    return name === "" || (this.#count.get(name) ?? 0) > 0;
  }

  declare(name: string): void {
    this.#names.push(name);
    this.#count.set(name, (this.#count.get(name) ?? 0) + 1);
  }

  /** What `release` needs in order to forget everything declared after this. */
  mark(): number {
    return this.#names.length;
  }

  release(mark: number): void {
    for (const name of this.#names.splice(mark)) this.#count.set(name, (this.#count.get(name) ?? 1) - 1);
  }

  names(): string[] {
    return [...new Set(this.#names)].filter((name) => this.has(name));
  }
}
