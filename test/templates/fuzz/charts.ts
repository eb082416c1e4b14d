import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Json, JsonObject } from "../../../scripts/core/json.ts";
import { checkTemplates } from "../../../scripts/templates/check.ts";
import { makeSchema } from "../../../scripts/templates/schema/write.ts";
import { Random } from "../../random.ts";
import { projectRoot } from "../../rig.ts";
import { mutate } from "../differential/mutate.ts";

/** What charts of the fuzz are made from: real templates, and the values and schema of a chart of ours. */
export interface Stock {
  readonly templates: readonly string[];
  readonly values: string;
  readonly schema: JsonObject;
}

export function stockOf(templates: readonly string[]): Stock {
  const chart = path.join(projectRoot, "charts/phoenix");
  return {
    templates,
    values: readFileSync(path.join(chart, "values.yaml"), "utf8"),
    schema: JSON.parse(readFileSync(path.join(chart, "values.schema.json"), "utf8")) as JsonObject,
  };
}

/**
 * Writes the chart of a seed into `folder` (its files of the seed before are replaced), checks it, and makes a schema for
 * it; what is wrong with either answer, undefined when nothing is. Wrong is an exception, or a place outside of its file.
 */
export function chartFault(seed: number, stock: Stock, folder: string): string | undefined {
  const files = chartFiles(seed, stock);
  const chart = path.join(folder, "web");
  mkdirSync(path.join(chart, "templates"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(chart, name), text);
  try {
    const { findings, stats } = checkTemplates(folder, chart);
    for (const { code, message, place } of findings) {
      const text = files[place?.file.slice("web/".length) ?? ""];
      if (!place || text === undefined) return `${code} has no place in the chart: ${message}`;
      const line = text.split("\n")[place.line - 1];
      if (line === undefined || place.column < 1 || place.column > line.length + 1)
        return `${code} is at ${place.file}:${place.line}:${place.column}: ${message}`;
    }
    if (stats.typed > stats.references) return `${stats.typed} of ${stats.references} references are typed`;
    makeSchema(folder, chart);
    return undefined;
  } catch (thrown) {
    return `threw ${thrown instanceof Error ? thrown.stack : String(thrown)}`;
  }
}

export function chartFiles(seed: number, { templates, values, schema }: Stock): Record<string, string> {
  const random = new Random(seed);
  const template = (): string => {
    let text = random.pick(templates);
    for (let count = random.whole(0, 5); count > 0; count -= 1) text = mutate(random, text);
    return text;
  };
  return {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
    "values.yaml": random.chance(0.5) ? values : cut(random, values),
    "values.schema.json": random.chance(0.2)
      ? ""
      : JSON.stringify(random.chance(0.3) ? schema : bent(random, schema), null, 2),
    "templates/a.yaml": template(),
    "templates/_b.tpl": template(),
  };
}

/** Lines are lost, or change places with the next. */
function cut(random: Random, text: string): string {
  const lines = text.split("\n");
  for (let count = random.whole(1, 4); count > 0; count -= 1) {
    const at = random.whole(0, lines.length - 1);
    const [line = ""] = lines.splice(at, 1);
    if (random.chance(0.5)) lines.splice(at + 1, 0, line);
  }
  return lines.join("\n");
}

const WORDS = ["$ref", "allOf", "anyOf", "oneOf", "not", "if", "items", "type", "properties", "enum"];
const MORE = ["const", "default", "required", "additionalProperties", "patternProperties", "definitions"];
const PIECES: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1.5,
  "",
  "#",
  "#/properties",
  "#/properties/image/properties/tag",
  "#/nowhere",
  "https://example.org/schema.json",
  "string",
  "integer",
  [],
  ["string", "null"],
  [{}],
  [{ $ref: "#" }],
  {},
  { $ref: "#" },
  { type: ["object", 7] },
  { "(": { type: "string" } },
];

/** The schema with one to six of its parts replaced, or with words put in that mean something else there. */
function bent(random: Random, schema: JsonObject): JsonObject {
  let made = schema;
  for (let count = random.whole(1, 6); count > 0; count -= 1) made = bend(random, made) as JsonObject;
  return made;
}

function bend(random: Random, node: Json): Json {
  if (node === null || typeof node !== "object") return random.pick(PIECES);
  if (Array.isArray(node)) {
    if (node.length === 0 || random.chance(0.2)) return random.pick(PIECES);
    const at = random.whole(0, node.length - 1);
    return node.map((one, index) => (index === at ? bend(random, one) : one));
  }
  const keys = Object.keys(node);
  if (keys.length === 0 || random.chance(0.15))
    return { ...(node as JsonObject), [random.pick([...WORDS, ...MORE])]: random.pick(PIECES) };
  const key = random.pick(keys);
  return { ...(node as JsonObject), [key]: bend(random, (node as JsonObject)[key] as Json) };
}
