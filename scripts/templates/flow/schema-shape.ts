import { goPattern } from "../../core/go-pattern.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";

/** A part of a schema and its JSON pointer, as in `/properties/image`. */
export interface Part {
  readonly node: JsonObject;
  readonly pointer: string;
}

/** All that a value must meet: parts at once, and of each list of alternatives one or more. */
export interface Shape {
  readonly parts: readonly Part[];
  readonly alternatives: readonly (readonly Shape[])[];
}

export const ANYTHING: Shape = { parts: [], alternatives: [] };

/** How deep references are followed: a schema may refer to itself. */
const DEEPEST = 30;

/** A schema document: `$ref` in it is followed where it stays inside (Helm resolves nothing else without a network). */
export class SchemaDocument {
  readonly root: JsonObject;
  /** Draft 7 and earlier ignore what stands beside a `$ref`. */
  readonly #alone: boolean;
  readonly #shapes = new Map<string, Shape>();

  constructor(root: JsonObject) {
    this.root = root;
    this.#alone = /draft-0[3-7]/.test(String(root.$schema));
  }

  /** The shape of a part; `false` and what cannot be followed are anything, since nothing is known then. */
  shape(schema: Json | undefined, pointer: string, depth = 0): Shape {
    const known = this.#shapes.get(pointer);
    if (known) return known;
    const made = this.#shape(schema, pointer, depth);
    this.#shapes.set(pointer, made);
    return made;
  }

  #shape(schema: Json | undefined, pointer: string, depth: number): Shape {
    if (!isObject(schema) || depth > DEEPEST) return ANYTHING;
    const shapes: Shape[] = [];
    if (typeof schema.$ref === "string") {
      const target = this.#target(schema.$ref);
      if (target) shapes.push(this.shape(target.node, target.pointer, depth + 1));
      if (this.#alone) return allOf(shapes);
    }
    const many = (key: "allOf" | "anyOf" | "oneOf"): Shape[] =>
      (Array.isArray(schema[key]) ? schema[key] : []).map((one, at) =>
        this.shape(one, `${pointer}/${key}/${at}`, depth + 1),
      );
    shapes.push(...many("allOf"));
    const alternatives = [many("anyOf"), many("oneOf")].filter((one) => one.length > 0);
    return allOf([{ parts: [{ node: schema, pointer }], alternatives }, ...shapes]);
  }

  #target(ref: string): Part | undefined {
    if (!ref.startsWith("#")) return undefined;
    let at: Json | undefined = this.root;
    let pointer = "";
    for (const step of ref.slice(1).split("/").slice(1)) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      at = isObject(at) ? at[key] : Array.isArray(at) ? at[Number(key)] : undefined;
      pointer += `/${step}`;
    }
    return isObject(at) ? { node: at, pointer } : undefined;
  }
}

export function allOf(shapes: readonly Shape[]): Shape {
  if (shapes.length === 1) return shapes[0] as Shape;
  return {
    parts: shapes.flatMap((one) => one.parts),
    alternatives: shapes.flatMap((one) => one.alternatives),
  };
}

/** What a schema says about an entry of a map. */
export interface Entry {
  readonly shape: Shape;
  /** By its own name, or by a schema for others (`additionalProperties`, `patternProperties`). */
  readonly by: "name" | "any" | undefined;
  /** Some part is closed to it. */
  readonly forbidden: boolean;
  readonly required: boolean;
  /** Some part asks for it under a condition, so that nobody can say when it is missing. */
  readonly sometimes: boolean;
}

/** Looks an entry up in every part and alternative. */
export function entryOf(document: SchemaDocument, shape: Shape, name: string): Entry {
  let entry: Entry = { shape: ANYTHING, by: undefined, forbidden: false, required: false, sometimes: false };
  for (const part of shape.parts) entry = both(entry, entryOfPart(document, part, name));
  for (const choices of shape.alternatives) {
    const all = choices.map((one) => entryOf(document, one, name));
    const open = all.filter((one) => !one.forbidden);
    const shapes = open.map((one) => one.shape);
    entry = both(entry, {
      shape: { parts: [], alternatives: open.some((one) => one.by === undefined) ? [] : [shapes] },
      by: open.some((one) => one.by === "name") ? "name" : open.find((one) => one.by)?.by,
      forbidden: open.length === 0,
      required: open.length > 0 && open.every((one) => one.required),
      sometimes: all.some((one) => one.required || one.sometimes),
    });
  }
  return entry;
}

function both(a: Entry, b: Entry): Entry {
  return {
    shape: allOf([a.shape, b.shape].filter((one) => one !== ANYTHING)),
    by: a.by === "name" || b.by === "name" ? "name" : (a.by ?? b.by),
    forbidden: a.forbidden || b.forbidden,
    required: a.required || b.required,
    sometimes: a.sometimes || b.sometimes,
  };
}

function entryOfPart(document: SchemaDocument, { node, pointer }: Part, name: string): Entry {
  const required = listOf(node.required).includes(name);
  const conditional = conditionals(node);
  const sometimes = conditional.some((one) => JSON.stringify(one).includes(JSON.stringify(name)));
  const base = { required, sometimes, forbidden: false };
  const properties = objectOf(node.properties);
  if (Object.hasOwn(properties, name))
    return {
      ...base,
      shape: document.shape(properties[name], `${pointer}/properties/${escaped(name)}`),
      by: "name",
      forbidden: properties[name] === false,
    };
  const patterns = Object.entries(objectOf(node.patternProperties)).filter(
    // A pattern that is none is another finding, and fits anything here.
    ([pattern]) => goPattern(pattern)?.test(name) !== false,
  );
  if (patterns.length > 0)
    return {
      ...base,
      shape: allOf(
        patterns.map(([pattern, schema]) =>
          document.shape(schema, `${pointer}/patternProperties/${escaped(pattern)}`),
        ),
      ),
      by: "any",
    };
  const rest = node.additionalProperties ?? node.unevaluatedProperties;
  // A name that some condition mentions may be declared by it.
  if (rest === false) return { ...base, shape: ANYTHING, by: undefined, forbidden: !sometimes };
  if (isObject(rest))
    return { ...base, shape: document.shape(rest, `${pointer}/additionalProperties`), by: "any" };
  return { ...base, shape: ANYTHING, by: undefined };
}

/** The parts of a schema that hold under conditions. */
function conditionals(node: JsonObject): Json[] {
  const { then, else: otherwise, dependencies, dependentRequired, dependentSchemas } = node;
  return [then, otherwise, dependencies, dependentRequired, dependentSchemas].filter(
    (one) => one !== undefined,
  );
}

/** Every name that some part declares. */
export function namesOf(shape: Shape): string[] {
  return [
    ...new Set([
      ...shape.parts.flatMap(({ node }) => Object.keys(objectOf(node.properties))),
      ...shape.alternatives.flat().flatMap(namesOf),
    ]),
  ];
}

export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function escaped(step: string): string {
  return encodeURI(step.replaceAll("~", "~0").replaceAll("/", "~1"));
}
