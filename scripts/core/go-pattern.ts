import { RE2JS } from "re2js";

/** A pattern that is asked whether it is found somewhere in a text. */
export interface GoPattern {
  test(text: string): boolean;
  /** The pattern's own text: who keeps patterns by their text must not take two for one. */
  toString(): string;
}

const compiled = new Map<string, GoPattern | undefined>();

/**
 * A regular expression as Go reads it (RE2): Helm's schemas, sops' rules. It takes no longer than the text is long, which
 * JavaScript's own does not promise: `^(a+)+$` is enough to keep that busy for hours. Undefined for what is none.
 */
export function goPattern(pattern: string): GoPattern | undefined {
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern));
  return compiled.get(pattern);
}

function compile(pattern: string): GoPattern | undefined {
  try {
    const expression = RE2JS.compile(pattern);
    return { test: (text) => expression.matcher(text).find(), toString: () => `re2:${pattern}` };
  } catch {
    return undefined;
  }
}
