import { isObject, type Json, type JsonObject, parseJson, valueAt } from "../core/json.ts";
import { readYaml } from "../render/manifest-yaml.ts";
import type { Keys } from "../validate/migrations.ts";
import type { Tree } from "./tree.ts";

/**
 * What a chart knows of a value: `declared`, by values.yaml or by a property of its schema; `open`, because it lies in a map
 * that takes any key; `unknown`.
 */
export type Known = "declared" | "open" | "unknown";

/** What a chart says about its values. */
export interface ChartValues {
  /** values.schema.json; undefined where there is none, or none that can be read. */
  readonly schema: JsonObject | undefined;
  /** values.yaml. */
  readonly defaults: Json;
  /** Names and aliases of its subcharts. */
  readonly subcharts: readonly string[];
}

/** What a chart's files say about its values; what cannot be read says nothing. */
export function chartValues(tree: Tree): ChartValues {
  const text = (name: string) => tree.get(name)?.toString("utf8") ?? "";
  const schema = parseJson(text("values.schema.json"));
  const { value: chart } = readYaml(text("Chart.yaml"));
  const dependencies = isObject(chart) && Array.isArray(chart.dependencies) ? chart.dependencies : [];
  return {
    schema: isObject(schema) ? schema : undefined,
    defaults: readYaml(text("values.yaml")).value,
    subcharts: (dependencies as readonly Json[]).flatMap((one) =>
      isObject(one) ? [one.alias, one.name].filter((name) => typeof name === "string") : [],
    ),
  };
}

/** Whether a chart has a value of this path. */
export function knownValue({ schema, defaults, subcharts }: ChartValues, keys: Keys): Known {
  if (valueAt(defaults, keys) !== undefined) return "declared";
  if (keys[0] === "global" || subcharts.includes(keys[0] as string)) return "open";
  return schema === undefined ? byName(defaults, keys) : inSchema(schema, schema, keys, 0);
}

/** Without a schema, an empty map among the defaults takes anything, and so does a default of null. */
function byName(defaults: Json, keys: Keys): Known {
  for (let length = keys.length - 1; length > 0; length--) {
    const there = valueAt(defaults, keys.slice(0, length));
    if (there === undefined) continue;
    return there === null || (isObject(there) && Object.keys(there).length === 0) ? "open" : "unknown";
  }
  return "unknown";
}

/** How deep references are followed: a schema may refer to itself. */
const DEEPEST = 30;

function inSchema(root: JsonObject, part: Json | undefined, keys: Keys, depth: number): Known {
  if (part === true || depth > DEEPEST) return "open";
  if (!isObject(part)) return "unknown";
  const [key, ...more] = keys;
  if (key === undefined) return part.deprecated === true ? "open" : "declared";
  const found: Known[] = [];
  if (typeof part.$ref === "string")
    found.push(
      part.$ref.startsWith("#") ? inSchema(root, valueAt(root, stepsOf(part.$ref)), keys, depth + 1) : "open",
    );
  for (const word of ["allOf", "anyOf", "oneOf"])
    if (Array.isArray(part[word]))
      found.push(...(part[word] as readonly Json[]).map((one) => inSchema(root, one, keys, depth + 1)));
  const properties = isObject(part.properties) ? part.properties : undefined;
  if (properties && Object.hasOwn(properties, key))
    found.push(inSchema(root, properties[key], more, depth + 1));
  else if (takesAnyKey(part, found.length > 0)) found.push("open");
  return found.find((one) => one === "declared") ?? found.find((one) => one === "open") ?? "unknown";
}

/** A map that names no keys takes any, unless it says otherwise; so does one that types its further keys. */
function takesAnyKey(part: JsonObject, refers: boolean): boolean {
  const { additionalProperties, patternProperties, properties } = part;
  if (additionalProperties !== undefined) return additionalProperties !== false;
  if (patternProperties !== undefined) return true;
  return properties === undefined && !refers && (part.type === undefined || part.type === "object");
}

function stepsOf(ref: string): string[] {
  return ref
    .slice(1)
    .split("/")
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
}
