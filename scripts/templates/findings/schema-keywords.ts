import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { parseLayer } from "../../layers/parse.ts";
import type { ChartFiles } from "../chart-files.ts";
import { placeAtPath } from "../declaration.ts";

/** Which types a keyword says something about (JSON Schema validation, draft 7 and 2020-12); of all others it says nothing. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  ...of("minLength maxLength pattern", "string"),
  ...of("minimum maximum exclusiveMinimum exclusiveMaximum multipleOf", "number", "integer"),
  ...of("items prefixItems minItems maxItems uniqueItems contains additionalItems", "array"),
  ...of(
    "properties patternProperties additionalProperties propertyNames required minProperties maxProperties",
    "object",
  ),
};

function of(keywords: string, ...types: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(keywords.split(" ").map((one) => [one, types]));
}

/** What stands in these is a value, and no schema. */
const VALUES = ["default", "const", "enum", "examples"];

/** CR419: a part of the schema whose `type` makes other words in it mean nothing. */
export function schemaKeywords({ schema }: ChartFiles): Diagnostic[] {
  const found = schema ? contradictions(schema.root) : [];
  if (!schema || found.length === 0) return []; // few schemas are read once more for the places
  const { root } = parseLayer(schema.source);
  return found.flatMap(({ path, types, idle }) => {
    const place = placeAtPath(root, [...path, "type"]);
    if (!place) return [];
    return diagnostic("CR419", `\`${idle}\` says nothing about a value of the type ${types.join(" or ")}`, {
      place,
      labels: [{ message: "never looked at", place: placeAtPath(root, [...path, idle]) ?? place }],
      help: `change \`type\`, or take \`${idle}\` out`,
    });
  });
}

/** A part of a schema with a word that says nothing about values of the part's own types: the first one. */
interface Contradiction {
  readonly path: readonly string[];
  readonly types: readonly string[];
  readonly idle: string;
}

/** A part of a schema, and the way to it: the nearest step first. */
interface Part {
  readonly own: Json | undefined;
  readonly step?: { readonly key: string; readonly above: Part };
}

/** In the order in which they are written. Schemas of any depth are read as JSON, so this does not call itself. */
function contradictions(schema: Json | undefined): Contradiction[] {
  const found: Contradiction[] = [];
  const left: Part[] = [{ own: schema }];
  for (let part = left.pop(); part; part = left.pop()) {
    const { own } = part;
    const above = part;
    if (!isObject(own) && !Array.isArray(own)) continue;
    const types = isObject(own) ? [own.type].flat().filter((one) => typeof one === "string") : [];
    const idle = Object.keys(own).find((key) => {
      const meant = Object.hasOwn(TYPES, key) ? TYPES[key] : undefined;
      return types.length > 0 && meant !== undefined && !meant.some((one) => types.includes(one));
    });
    if (idle !== undefined) found.push({ path: pathTo(part), types, idle });
    const below = Object.entries(own as JsonObject).filter(([key]) => !VALUES.includes(key));
    for (const [key, one] of below.reverse()) left.push({ own: one, step: { key, above } });
  }
  return found;
}

function pathTo(part: Part): string[] {
  const path: string[] = [];
  for (let at = part.step; at; at = at.above.step) path.unshift(at.key);
  return path;
}
