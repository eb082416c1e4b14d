import { type Kind, type Literal, type Type, unknownType, type ValuePath } from "./types.ts";

/** What a condition says of a value where it holds. */
export interface Fact {
  readonly path: ValuePath;
  readonly says:
    | { readonly is: "there" | "true" | "false" }
    | { readonly kinds: readonly Kind[]; readonly not?: boolean }
    | { readonly equals: Literal; readonly not?: boolean };
}

/** Facts that hold in a part of a template; a new set is made for each part. */
export class Facts {
  readonly #byPath: ReadonlyMap<string, readonly Fact[]>;
  #key: string | undefined;

  constructor(byPath: ReadonlyMap<string, readonly Fact[]> = new Map()) {
    this.#byPath = byPath;
  }

  /** These and more. Whatever is said of a value says that all above it is there. */
  with(facts: readonly Fact[]): Facts {
    if (facts.length === 0) return this;
    const byPath = new Map(this.#byPath);
    const add = (fact: Fact) => {
      const key = fact.path.join("\0");
      const known = byPath.get(key) ?? [];
      if (!known.some((one) => saysSame(one, fact))) byPath.set(key, [...known, fact]);
    };
    for (const fact of facts) {
      add(fact);
      if (isAbsence(fact)) continue;
      for (let length = fact.path.length - 1; length > 0; length -= 1)
        add({ path: fact.path.slice(0, length), says: { is: "true" } });
    }
    return new Facts(byPath);
  }

  /** A type with all that is known about the value here. */
  refine(type: Type): Type {
    const facts = type.path && this.#byPath.get(type.path.join("\0"));
    return facts ? facts.reduce(refined, type) : type;
  }

  /** Whether anything was asked about a value or about one below it: then its author knows that it differs. */
  mentions(path: ValuePath): boolean {
    const key = path.join("\0");
    return [...this.#byPath.keys()].some((one) => one === key || one.startsWith(`${key}\0`));
  }

  /** The same facts have the same key. */
  get key(): string {
    this.#key ??= JSON.stringify([...this.#byPath].sort(([a], [b]) => (a < b ? -1 : 1)));
    return this.#key;
  }
}

/** Of two facts about one value. */
function saysSame({ says: a }: Fact, { says: b }: Fact): boolean {
  if ("is" in a || "is" in b) return "is" in a && "is" in b && a.is === b.is;
  return JSON.stringify(a) === JSON.stringify(b);
}

function isAbsence({ says }: Fact): boolean {
  return ("is" in says && says.is === "false") || ("not" in says && says.not === true);
}

function refined(type: Type, { says }: Fact): Type {
  if ("is" in says) {
    if (says.is === "there") return { ...type, absent: false };
    return says.is === "true" ? truthy(type) : type;
  }
  if ("kinds" in says) {
    const kinds = new Set([...type.kinds].filter((one) => says.kinds.includes(one) !== (says.not === true)));
    // With a kind that is none of its own, it is one that somebody has set.
    if (kinds.size === 0)
      return { ...unknownType("of a kind that it has by no schema", { path: type.path as ValuePath }) };
    const { unknown, ...rest } = type;
    const absent = type.absent && says.not === true;
    if (unknown !== undefined && (says.not || kinds.size > 1)) return { ...type, absent };
    return { ...rest, kinds, absent };
  }
  return says.not ? without(type, says.equals) : { ...type, absent: false };
}

/** A value of which a condition has seen that it is neither absent, empty, zero nor false. */
export function truthy(type: Type): Type {
  const there = { ...type, absent: false };
  if (type.unknown !== undefined) return there;
  if (type.inferred && isEmptyDefault(type))
    return unknownType("set by whoever installs the chart", type.path ? { path: type.path } : {});
  const literals = type.literals?.filter((one) => one !== "" && one !== 0 && one !== false);
  if (type.kinds.size === 1 && type.kinds.has("bool")) return { ...there, literals: [true] };
  return { ...there, ...(literals && { literals }), ...(!type.kinds.has("bool") && { filled: true }) };
}

function isEmptyDefault(type: Type): boolean {
  if (type.literals) return type.literals.every((one) => one === "" || one === 0 || one === false);
  return !type.filled;
}

function without(type: Type, literal: Literal): Type {
  if (!type.literals || type.inferred) return type;
  return { ...type, literals: type.literals.filter((one) => one !== literal) };
}
