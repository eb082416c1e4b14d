/** What a value in a template can be, apart from absent. */
export type Kind = "bool" | "number" | "text" | "list" | "map";

export const KINDS: readonly Kind[] = ["bool", "number", "text", "list", "map"];

export type Literal = string | number | boolean;

/** Where a value stands below the chart's `.Values`: keys, `[]` for an item of a list, `*` for any entry of a map. */
export type ValuePath = readonly string[];

/**
 * What is known of a value. `kinds` is what it can be where it is there; `absent` says that there is evidence that it can
 * be missing (null is the same to a template).
 */
export interface Type {
  readonly kinds: ReadonlySet<Kind>;
  readonly absent: boolean;
  /** Why nothing is known; then `kinds` is every kind and no rule says anything about it. */
  readonly unknown?: string;
  /** Every value that it can have, where those can be counted. */
  readonly literals?: readonly Literal[];
  /** The largest number it can be; undefined where nothing bounds it. */
  readonly most?: number;
  /** A number without a fraction, by its schema. */
  readonly integer?: boolean;
  /** Go's own type of a number: values from files are float64, results of functions mostly integers. */
  readonly go?: "int" | "float";
  /** A text that cannot be empty, a list or map that has something in it. */
  readonly filled?: boolean;
  readonly items?: () => Type;
  readonly fields?: Fields;
  /** It is exactly this value of the chart, so what a condition says about one says it about the other. */
  readonly path?: ValuePath;
  /** Values of the chart that it was made from; reading it whole reads them. */
  readonly sources?: readonly ValuePath[];
  /** It comes from values.yaml and no schema: whoever sets it can give anything. */
  readonly inferred?: boolean;
}

/** How an entry is known: by its name; by a schema for any name; or not, in a map that is open or closed to others. */
export type Declared = "name" | "any" | "open" | "closed" | "struct";

export interface Field {
  readonly type: Type;
  readonly declared: Declared;
}

export interface Fields {
  get(name: string): Field;
  /** The names that are declared. */
  readonly names: readonly string[];
  /** What any entry can be, for a range over the map. */
  entry(): Type;
  /** It was made in a template by `dict`, of these entries alone. */
  readonly made?: boolean;
}

const ALL: ReadonlySet<Kind> = new Set(KINDS);

export function unknownType(reason: string, more: Partial<Type> = {}): Type {
  return { kinds: ALL, absent: false, unknown: reason, ...more };
}

export function typeOf(kind: Kind | readonly Kind[], more: Partial<Type> = {}): Type {
  return { kinds: new Set(typeof kind === "string" ? [kind] : kind), absent: false, ...more };
}

export const textType: Type = typeOf("text");
export const boolType: Type = typeOf("bool");
export const intType: Type = typeOf("number", { go: "int", integer: true });
export const nilType: Type = { kinds: new Set(), absent: true };

export function literalType(value: Literal | null): Type {
  if (value === null) return nilType;
  if (typeof value === "string") return typeOf("text", { literals: [value], filled: value !== "" });
  if (typeof value === "boolean") return typeOf("bool", { literals: [value] });
  return typeOf("number", { literals: [value], go: Number.isInteger(value) ? "int" : "float" });
}

/** A list made in a template. */
export function listOf(items: Type, more: Partial<Type> = {}): Type {
  return typeOf("list", { items: () => items, ...more });
}

/** A map made in a template of these entries. */
export function mapOf(entries: ReadonlyMap<string, Type>): Type {
  return typeOf("map", {
    filled: entries.size > 0,
    fields: {
      made: true,
      names: [...entries.keys()],
      get: (name) => {
        const type = entries.get(name);
        // Who is given the map may read a key that others of its callers set.
        return type
          ? { type, declared: "name" }
          : { type: unknownType("not in the dict", { absent: true }), declared: "open" };
      },
      entry: () => [...entries.values()].reduce((a, b) => join(a, b), neverType),
    },
  });
}

/** No value at all: where nothing can reach. */
export const neverType: Type = { kinds: new Set(), absent: false };

export function isNever(type: Type): boolean {
  return type.kinds.size === 0 && !type.absent;
}

/** What is either of two; it is no longer exactly a value of the chart, but was made from both. */
export function join(a: Type, b: Type): Type {
  if (a === b || isNever(b)) return a;
  if (isNever(a)) return b;
  const sources = sourcesOf(a, b);
  if (a.unknown !== undefined || b.unknown !== undefined)
    return unknownType(a.unknown ?? b.unknown ?? "", { absent: a.absent || b.absent, sources });
  const kinds = new Set([...a.kinds, ...b.kinds]);
  const literals = a.literals && b.literals ? [...new Set([...a.literals, ...b.literals])] : undefined;
  const most = Math.max(boundOf(a), boundOf(b));
  const go = a.go === b.go || !b.kinds.has("number") ? a.go : a.kinds.has("number") ? undefined : b.go;
  const items = joined(a.items, b.items);
  const fields = a.fields && b.fields ? joinFields(a.fields, b.fields) : (a.fields ?? b.fields);
  return {
    kinds,
    absent: a.absent || b.absent,
    sources,
    ...(literals && { literals }),
    ...(most < Number.POSITIVE_INFINITY && { most }),
    ...(go && { go }),
    ...(a.integer && b.integer && { integer: true }),
    ...(a.filled && b.filled && { filled: true }),
    ...(items && { items }),
    ...(fields && { fields }),
    ...((a.inferred || b.inferred) && { inferred: true }),
  };
}

function boundOf(type: Type): number {
  if (!type.kinds.has("number")) return Number.NEGATIVE_INFINITY;
  return type.most ?? Number.POSITIVE_INFINITY;
}

function joined(a: Type["items"], b: Type["items"]): Type["items"] {
  return a && b ? () => join(a(), b()) : (a ?? b);
}

function joinFields(a: Fields, b: Fields): Fields {
  const rank: readonly Declared[] = ["name", "any", "open", "closed", "struct"];
  return {
    names: [...new Set([...a.names, ...b.names])],
    get(name) {
      const [one, other] = [a.get(name), b.get(name)];
      const known = (field: Field) => field.declared === "name" || field.declared === "any";
      if (known(one) !== known(other)) {
        const { type } = known(one) ? one : other;
        return { type: { ...type, absent: true }, declared: "name" };
      }
      const declared = rank[Math.min(rank.indexOf(one.declared), rank.indexOf(other.declared))] as Declared;
      return { type: join(one.type, other.type), declared };
    },
    entry: () => join(a.entry(), b.entry()),
    ...(a.made && b.made && { made: true }),
  };
}

/** What a type was made from, its own place included. */
export function sourcesOf(...types: readonly Type[]): readonly ValuePath[] {
  return types.flatMap((one) => [...(one.path ? [one.path] : []), ...(one.sources ?? [])]);
}

/** The same value as something new: what a condition says about it says nothing about the value that it was made from. */
export function detached(type: Type): Type {
  const { path: _, ...rest } = type;
  return { ...rest, sources: sourcesOf(type) };
}

/** True where it is known and can be none of these kinds. */
export function isNoneOf(type: Type, ...kinds: readonly Kind[]): boolean {
  return type.unknown === undefined && type.kinds.size > 0 && !kinds.some((one) => type.kinds.has(one));
}

/** `text, a list or a map`: the kinds in words. */
export function kindWords(type: Type): string {
  const words: Record<Kind, string> = {
    bool: "true or false",
    number: type.integer ? "an integer" : "a number",
    text: "text",
    list: "a list",
    map: "a map",
  };
  const all = KINDS.filter((one) => type.kinds.has(one)).map((one) => words[one]);
  return all.length < 2 ? (all[0] ?? "nothing") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
}

/** From a million on Go writes a float64 with an exponent (strconv, `%v`). */
const LARGE = 1e6;

export function isLarge({ kinds, go, unknown, inferred, literals, most }: Type): boolean {
  if (unknown !== undefined || go !== "float" || kinds.size !== 1 || !kinds.has("number")) return false;
  if (inferred && most === undefined)
    return literals?.some((one) => typeof one === "number" && Math.abs(one) >= LARGE) ?? false;
  return most === undefined || most >= LARGE;
}
