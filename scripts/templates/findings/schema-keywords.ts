import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { LayerNode } from "../../layers/model.ts";
import { parseLayer } from "../../layers/parse.ts";
import type { ChartFiles } from "../chart-files.ts";

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
  if (!schema || !contradicts(schema.root)) return [];
  const found: Diagnostic[] = [];
  const visit = (own: Json | undefined, at: LayerNode | undefined): void => {
    if (Array.isArray(own) && at?.kind === "list")
      for (const [index, one] of own.entries()) visit(one, at.items[index]);
    if (!isObject(own) || at?.kind !== "map") return;
    const finding = contradiction(own, at);
    if (finding) found.push(finding);
    for (const [key, { node }] of at.entries) if (!VALUES.includes(key)) visit(own[key], node);
  };
  visit(schema.root, parseLayer(schema.source).root);
  return found;
}

/** Whether there is anything to tell at all: few schemas are read once more for the places. */
function contradicts(own: Json | undefined): boolean {
  if (Array.isArray(own)) return own.some(contradicts);
  if (!isObject(own)) return false;
  return (
    idleIn(own) !== undefined ||
    Object.entries(own).some(([key, one]) => !VALUES.includes(key) && contradicts(one))
  );
}

/** The first word of a schema that says nothing about values of the schema's own types. */
function idleIn(own: JsonObject): string | undefined {
  const types = typesOf(own);
  if (types.length === 0) return undefined;
  return Object.keys(own).find((key) => {
    const meant = Object.hasOwn(TYPES, key) ? TYPES[key] : undefined;
    return meant !== undefined && !meant.some((one) => types.includes(one));
  });
}

function typesOf({ type }: JsonObject): string[] {
  return [type].flat().filter((one) => typeof one === "string");
}

function contradiction(own: JsonObject, at: LayerNode & { kind: "map" }): Diagnostic | undefined {
  const first = idleIn(own);
  const place = at.entries.get("type")?.key;
  if (first === undefined || !place) return undefined;
  const types = typesOf(own);
  return diagnostic("CR419", `\`${first}\` says nothing about a value of the type ${types.join(" or ")}`, {
    place,
    labels: [{ message: "never looked at", place: at.entries.get(first)?.key ?? place }],
    help: `change \`type\`, or take \`${first}\` out`,
  });
}
