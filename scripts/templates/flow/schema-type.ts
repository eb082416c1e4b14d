import { goPattern } from "../../core/go-pattern.ts";
import { isObject, type Json } from "../../core/json.ts";
import type { LayerNode } from "../../layers/model.ts";
import { inferredType } from "./inferred-type.ts";
import { entryOf, namesOf, type SchemaDocument, type Shape } from "./schema-shape.ts";
import {
  type Declared,
  type Field,
  type Fields,
  KINDS,
  type Kind,
  type Literal,
  type Type,
  unknownType,
} from "./types.ts";

/** Where a value of a schema stands. */
export interface Standing {
  readonly path: readonly string[];
  /** What values.yaml has there. */
  readonly defaults: LayerNode | undefined;
  /** It can be missing: nothing requires it, and values.yaml does not have it. */
  readonly absent: boolean;
}

/** The type of a value that meets a shape of a schema. */
export function schemaType(document: SchemaDocument, shape: Shape, standing: Standing): Type {
  const { path, defaults } = standing;
  const names = kindNames(shape);
  const kinds = new Set(KINDS.filter((one) => names.has(one)));
  const absent = standing.absent || (names.has("null") && saysNull(shape));
  if (kinds.size === KINDS.length) {
    if (defaults && namesOf(shape).length === 0) return inferredType(defaults, path);
    // Its fields are declared, but it need not be a map.
    const fields = fieldsOf(document, shape, path, defaults);
    return unknownType("the schema does not say its type", { path, absent, fields });
  }
  const literals = literalsOf(shape);
  const most = boundOf(shape);
  return {
    kinds,
    absent,
    path,
    ...(literals && { literals }),
    ...(kinds.has("number") && { go: "float" as const }),
    ...(most !== undefined && { most }),
    ...(isInteger(shape) && { integer: true }),
    ...(isFilled(shape, kinds) && { filled: true }),
    ...(kinds.has("list") && { items: once(() => itemType(document, shape, path)) }),
    ...(kinds.has("map") && { fields: fieldsOf(document, shape, path, defaults) }),
  };
}

function fieldsOf(
  document: SchemaDocument,
  shape: Shape,
  path: readonly string[],
  defaults: LayerNode | undefined,
): Fields {
  return remembered({
    names: [...new Set([...namesOf(shape), ...(defaults?.kind === "map" ? defaults.entries.keys() : [])])],
    get(name) {
      const entry = entryOf(document, shape, name);
      const own = defaults?.kind === "map" ? defaults.entries.get(name)?.node : undefined;
      const there = own !== undefined && !(own.kind === "scalar" && own.value === null);
      const at = [...path, name];
      if (entry.forbidden) return { type: unknownType("undeclared", { path: at }), declared: "closed" };
      // What is below `global` comes from the chart above, if there is one.
      const absent = !entry.required && !entry.sometimes && !there && at[0] !== "global";
      const declared: Declared = entry.by ?? "open";
      if (declared === "open" && own) return { type: inferredType(own, at), declared: "name" };
      if (declared === "open")
        return { type: unknownType("the schema is open here", { path: at, absent }), declared };
      return { type: schemaType(document, entry.shape, { path: at, defaults: own, absent }), declared };
    },
    entry() {
      // An impossible name stands for any that no property has.
      const entry = entryOf(document, shape, "\u0000any");
      const at = [...path, "*"];
      if (namesOf(shape).length > 0 || entry.by === undefined)
        return unknownType("entries of a map differ", { path: at });
      return schemaType(document, entry.shape, { path: at, defaults: undefined, absent: false });
    },
  });
}

/** Templates ask for the same entries over and over. */
export function remembered(fields: Fields): Fields {
  const known = new Map<string, Field>();
  let entry: Type | undefined;
  return {
    ...fields,
    get(name) {
      const field = known.get(name) ?? fields.get(name);
      known.set(name, field);
      return field;
    },
    entry() {
      entry ??= fields.entry();
      return entry;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function itemType(document: SchemaDocument, shape: Shape, path: readonly string[]): Type {
  const at = [...path, "[]"];
  const parts = shape.parts.filter(({ node }) => isObject(node.items));
  const [only] = parts;
  if (!only || parts.length > 1) return unknownType("the schema does not say the items", { path: at });
  const items = document.shape(only.node.items, `${only.pointer}/items`);
  return schemaType(document, items, { path: at, defaults: undefined, absent: false });
}

type Name = Kind | "null";

const NAMES: Readonly<Record<string, Name>> = {
  null: "null",
  boolean: "bool",
  number: "number",
  integer: "number",
  string: "text",
  array: "list",
  object: "map",
};

function kindNames(shape: Shape): Set<Name> {
  let names = new Set<Name>([...KINDS, "null"]);
  const keep = (others: Iterable<Name>) => {
    const wanted = new Set(others);
    names = new Set([...names].filter((one) => wanted.has(one)));
  };
  for (const { node } of shape.parts) {
    const types = typesIn(node.type);
    if (types.length > 0) keep(types);
    if (Array.isArray(node.enum)) keep(node.enum.map(nameOf));
    if (node.const !== undefined) keep([nameOf(node.const)]);
  }
  for (const choices of shape.alternatives) keep(choices.flatMap((one) => [...kindNames(one)]));
  return names;
}

function typesIn(type: Json | undefined): Name[] {
  const list = Array.isArray(type) ? type : [type];
  return list.flatMap((one) => (typeof one === "string" ? (NAMES[one] ?? []) : []));
}

/** Null is only evidence where a schema names it, not where it says nothing. */
function saysNull(shape: Shape): boolean {
  return (
    shape.parts.some(
      ({ node }) =>
        typesIn(node.type).includes("null") || (Array.isArray(node.enum) && node.enum.includes(null)),
    ) || shape.alternatives.flat().some(saysNull)
  );
}

function nameOf(value: Json): Name {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  const type = typeof value;
  return type === "boolean" ? "bool" : type === "number" ? "number" : type === "string" ? "text" : "map";
}

function isLiteral(value: Json): value is Literal {
  return value !== null && typeof value !== "object";
}

function literalsOf(shape: Shape): readonly Literal[] | undefined {
  let found: Literal[] | undefined;
  const keep = (values: readonly Json[]) => {
    const literals = values.filter(isLiteral);
    if (literals.length !== values.filter((one) => one !== null).length) return;
    found = found ? found.filter((one) => literals.includes(one)) : literals;
  };
  for (const { node } of shape.parts) {
    if (Array.isArray(node.enum)) keep(node.enum);
    if (node.const !== undefined) keep([node.const]);
  }
  for (const choices of shape.alternatives) {
    const each = choices.map(literalsOf);
    if (each.every((one) => one !== undefined)) keep(each.flat());
  }
  return found;
}

/** The largest size of a number that a shape lets in. */
function boundOf(shape: Shape): number | undefined {
  const bounds = shape.parts.flatMap(({ node }) => {
    const most = typeof node.maximum === "number" ? node.maximum : node.exclusiveMaximum;
    return typeof most === "number" ? [most] : [];
  });
  for (const choices of shape.alternatives) {
    const each = choices
      .filter((one) => kindNames(one).has("number"))
      .map((one) => boundOf(one) ?? Number.POSITIVE_INFINITY);
    const most = Math.max(...each);
    if (each.length > 0 && most < Number.POSITIVE_INFINITY) bounds.push(most);
  }
  const literals = literalsOf(shape)?.filter((one) => typeof one === "number");
  if (literals && literals.length > 0) bounds.push(Math.max(...literals));
  return bounds.length > 0 ? Math.min(...bounds) : undefined;
}

function isInteger(shape: Shape): boolean {
  return (
    shape.parts.some(({ node }) => [node.type].flat().includes("integer")) ||
    shape.alternatives.some(
      (choices) =>
        choices.some(isInteger) && choices.every((one) => isInteger(one) || !kindNames(one).has("number")),
    )
  );
}

function isFilled(shape: Shape, kinds: ReadonlySet<Kind>): boolean {
  return (
    kinds.size === 1 &&
    shape.parts.some(({ node }) => {
      if (kinds.has("text"))
        return (
          Number(node.minLength ?? 0) > 0 ||
          (typeof node.pattern === "string" && goPattern(node.pattern)?.test("") === false)
        );
      if (kinds.has("list")) return Number(node.minItems ?? 0) > 0;
      return kinds.has("map") && Number(node.minProperties ?? 0) > 0;
    })
  );
}
