import type { Module } from "./source.ts";
import type { Pair, Term } from "./terms.ts";

/** A function that calls another, or itself. */
const MOST_STEPS = 20;

/** The term with the module's own functions and attributes put in where they are named; lists that are joined are one. */
export function resolve(term: Term | undefined, module: Module, steps = 0): Term | undefined {
  if (!term || steps > MOST_STEPS) return undefined;
  if (term.is === "attribute") return resolve(module.attributes.get(term.text), module, steps + 1);
  if (term.is === "call") {
    const made = resolve(module.functions.get(term.name), module, steps + 1);
    if (made !== undefined && made.is !== "unknown") return made;
  }
  // A function that cannot be followed most likely gives back its list with changes: `with_lock(deps())`.
  if (term.is !== "joined" && term.is !== "call") return term;
  const parts = term.items.map((one) => resolve(one, module, steps + 1));
  if (term.is === "call" && !parts.some((one) => one?.is === "list")) return undefined;
  return {
    is: "list",
    items: parts.flatMap((one) => (one?.is === "list" ? one.items : [])),
    pairs: parts.flatMap((one) => (one?.is === "list" ? one.pairs : [])),
    at: term.at,
  };
}

/** The pair of this key in a keyword list. */
export function pairOf(term: Term | undefined, key: string): Pair | undefined {
  return term?.is === "list" ? term.pairs.find((one) => one.key === key) : undefined;
}

/** The text of an atom, or of a module's name. */
export function atomOf(term: Term | undefined): string | undefined {
  return term?.is === "atom" || term?.is === "alias" ? term.text : undefined;
}

/** The text of a string that nothing is interpolated into. */
export function stringOf(term: Term | undefined): string | undefined {
  return term?.is === "string" && term.exact ? term.text : undefined;
}
