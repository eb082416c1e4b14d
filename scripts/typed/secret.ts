import { inspect } from "node:util";
import { MASK } from "../core/taint.ts";

declare const brand: unique symbol;

/**
 * A secret value that does not print: text, JSON and inspection show `<secret>`. `reveal()` is the one way to it.
 * As a type it is no string, so using one where text is expected does not compile.
 */
export interface Secret<T extends string | number | boolean = string> {
  readonly [brand]: true;
  reveal(): T;
}

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

/** Text for a template literal; a secret does not compile here, which `${value}` alone cannot give. */
export function text(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | boolean)[]
): string {
  return strings.reduce((built, part, at) => `${built}${values[at - 1]}${part}`);
}
