import type { Random } from "../../random.ts";

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A chart of one template, one helper and its values. */
export interface Case {
  readonly values: { readonly [key: string]: Value };
  readonly template: string;
  readonly helpers: string;
  /** A schema that the values meet, for half of the cases. */
  readonly schema?: object;
}

/** How often a generated chain takes a key that is there: half of the cases are careful, so that many render. */
let care = 0.9;

const KEYS = ["a", "b", "c", "d", "e"] as const;

export function generateCase(random: Random): Case {
  care = random.chance(0.5) ? 0.9 : 1;
  const values = map(random, 3);
  const helpers = `{{- define "h" }}${statements(random, values, 2, ".")}{{ end }}`;
  const template = statements(random, values, 3, ".");
  return { values, helpers, template, ...(random.chance(0.5) && { schema: schemaOf(values, random) }) };
}

function map(random: Random, depth: number): { [key: string]: Value } {
  const keys = KEYS.filter(() => random.chance(depth === 3 ? 0.9 : 0.6));
  return Object.fromEntries(keys.map((key) => [key, value(random, depth - 1)]));
}

function value(random: Random, depth: number): Value {
  const kind = random.whole(0, depth > 0 ? 9 : 5);
  if (kind === 0) return random.pick(["", "x", "some text", "3"]);
  if (kind === 1) return random.pick([0, 1, 3, 2.5, 1234567]);
  if (kind === 2) return random.chance(0.5);
  if (kind === 3) return null;
  if (kind <= 5) return random.pick(["x", 3, true]);
  if (kind === 6) return Array.from({ length: random.whole(0, 2) }, () => value(random, depth - 1));
  return map(random, depth);
}

/** The types of these values, closed, with everything required that is there. */
function schemaOf(one: Value, random: Random): object {
  if (one === null) return {};
  if (Array.isArray(one))
    return { type: "array", ...(one.length === 1 && { items: schemaOf(one[0] as Value, random) }) };
  if (typeof one === "object") {
    const entries = Object.entries(one);
    return {
      type: "object",
      additionalProperties: random.chance(0.5),
      required: entries.filter(([, of]) => of !== null && random.chance(0.7)).map(([key]) => key),
      properties: Object.fromEntries(entries.map(([key, of]) => [key, schemaOf(of, random)])),
    };
  }
  if (typeof one === "string") return random.chance(0.3) ? { enum: [one, "other"] } : { type: "string" };
  return { type: typeof one === "boolean" ? "boolean" : "number" };
}

/** A chain of fields: mostly one that is there, sometimes one step too far, sometimes nowhere. */
function chain(random: Random, values: Value, from: string): string {
  let at: Value | undefined = values;
  const steps: string[] = [];
  const length = random.whole(1, 3);
  while (steps.length < length) {
    const keys: string[] = at !== null && typeof at === "object" && !Array.isArray(at) ? Object.keys(at) : [];
    if (keys.length === 0 && care === 1 && steps.length > 0) break;
    const key: string = keys.length > 0 && random.chance(care) ? random.pick(keys) : random.pick(KEYS);
    steps.push(key);
    at =
      at !== null && typeof at === "object" && !Array.isArray(at)
        ? (at as { [key: string]: Value })[key]
        : undefined;
    if (at === undefined && random.chance(0.5)) break;
  }
  const written = [...steps];
  if (steps.length > 1 && random.chance(0.15))
    return `(${from}Values.${written[0]}).${written.slice(1).join(".")}`;
  if (random.chance(0.05)) return `(index ${from}Values ${written.map((one) => `"${one}"`).join(" ")})`;
  return `${from}Values.${written.join(".")}`;
}

const LITERALS = ['"x"', '""', "3", "1.5", "true", "false", '"some text"'];

function expression(random: Random, values: Value, from: string): string {
  const one = () => chain(random, values, from);
  switch (random.whole(care === 1 ? 1 : 0, 9)) {
    case 0:
      return `${random.pick(["eq", "ne", "lt", "gt"])} ${one()} ${random.pick(LITERALS)}`;
    case 1:
      return `default ${random.pick(LITERALS)} ${one()}`;
    case 2:
      return `${one()} | quote`;
    case 3:
      return `toYaml ${one()}`;
    case 4:
      return `include "h" ${random.pick([".", "$", `(dict "Values" ${one()})`])}`;
    case 5:
      return `${random.pick(["coalesce", "list", 'printf "%v%v"'])} ${one()} ${one()}`;
    default:
      return one();
  }
}

function condition(random: Random, values: Value, from: string): string {
  const one = () => chain(random, values, from);
  switch (random.whole(0, 9)) {
    case 0:
      return `and ${one()} ${one()}`;
    case 1:
      return `or ${one()} ${one()}`;
    case 2:
      return `not ${one()}`;
    case 3:
      return `kindIs "${random.pick(["map", "string", "float64", "slice", "bool"])}" ${one()}`;
    case 4:
      return care === 1 ? one() : `eq ${one()} ${random.pick(LITERALS)}`;
    case 5:
      return `hasKey ${from}Values "${random.pick(KEYS)}"`;
    case 6:
      return `${one()} | default ${random.pick(LITERALS)}`;
    default:
      return one();
  }
}

function statements(random: Random, values: Value, depth: number, from: string): string {
  return Array.from({ length: random.whole(1, 3) }, () => statement(random, values, depth, from)).join("\n");
}

function statement(random: Random, values: Value, depth: number, from: string): string {
  const kind = random.whole(0, depth > 0 ? 9 : 3);
  const inner = (root: string) => statements(random, values, depth - 1, root);
  const otherwise = random.chance(0.3) ? `{{ else }}${depth > 0 ? inner("$.") : ""}` : "";
  switch (kind) {
    case 4:
    case 5:
      return `{{ if ${condition(random, values, from)} }}${inner(from)}${otherwise}{{ end }}`;
    case 6:
      return `{{ with ${chain(random, values, from)} }}{{ .${random.pick(KEYS)} }}${inner("$.")}${otherwise}{{ end }}`;
    case 7:
      return `{{ range ${random.chance(0.5) ? "$k, $v := " : ""}${chain(random, values, from)} }}${inner("$.")}${otherwise}{{ end }}`;
    case 8:
      return `{{ $x := ${expression(random, values, from)} }}{{ $x }}`;
    case 9:
      return `{{ $y := ${chain(random, values, from)} }}{{ if $y }}{{ $y.${random.pick(KEYS)} }}{{ end }}`;
    default:
      return `{{ ${expression(random, values, from)} }}`;
  }
}
