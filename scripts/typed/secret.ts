import { inspect } from "node:util";
import { MASK } from "../core/taint.ts";

declare const brand: unique symbol;

/** What a secret can do; `Secret` is this and, to the compiler alone, a symbol. */
interface Revealable<T extends string | number | boolean> {
  readonly [brand]: true;
  reveal(): T;
}

/**
 * A secret value that does not print: text, JSON and inspection show `<secret>`. `reveal()` is the one way to it.
 * To the compiler it is a symbol as well (it is none when it runs): that is the one type which TypeScript refuses in a
 * template string and beside a `+`, so both are errors before anything runs.
 */
export type Secret<T extends string | number | boolean = string> = symbol & Revealable<T>;

class HiddenValue<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/** Wraps a value so that it does not print. */
export function secret<T extends string | number | boolean>(value: T): Secret<T> {
  return new HiddenValue(value) as unknown as Secret<T>;
}
