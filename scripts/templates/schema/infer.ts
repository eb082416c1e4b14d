import type { Json } from "../../core/json.ts";
import type { LayerNode } from "../../layers/model.ts";
import type { ChartFiles } from "../chart-files.ts";
import type { Recorder, Use } from "../flow/events.ts";
import type { ValuePath } from "../flow/types.ts";
import { commentAbove } from "./comments.ts";

/** A schema as it is written: keys in the order in which they stand. */
export type Schema = { [key: string]: Json };

/** What the templates say about the values, by path. */
interface Asked {
  readonly whole: ReadonlySet<string>;
  readonly below: ReadonlyMap<string, readonly string[]>;
  readonly uses: ReadonlyMap<string, readonly Use["as"][]>;
}

/**
 * A schema out of what a chart has: the types of values.yaml, its comments as descriptions, its values as defaults, and
 * how the templates use each value. A map that templates only read by name is closed to other names; one that they print
 * or walk over is open.
 */
export function inferSchema(chart: ChartFiles, recorder: Recorder): Schema {
  const asked = askedOf(recorder);
  const foreign = [...chart.closed, ...chart.subcharts.map(({ key }) => key)];
  const root = object(chart, asked, chart.values?.root, []);
  const properties = { ...(root.properties as Schema | undefined) };
  for (const key of ["global", ...foreign])
    properties[key] ??= {
      type: "object",
      ...(key === "global" && { description: "Values that Helm hands to every chart." }),
    };
  for (const key of foreign)
    properties[key] = { type: "object", description: `Values of the subchart ${key}.` };
  return { $schema: "http://json-schema.org/draft-07/schema#", title: chart.name, ...root, properties };
}

function askedOf({ reads, uses }: Recorder): Asked {
  const whole = new Set<string>();
  const below = new Map<string, string[]>();
  for (const { path, whole: all } of reads.values()) {
    if (all || path.at(-1) === "*") whole.add((path.at(-1) === "*" ? path.slice(0, -1) : path).join("\0"));
    for (const [at, step] of path.entries()) {
      const key = path.slice(0, at).join("\0");
      const names = below.get(key) ?? [];
      if (!names.includes(step)) below.set(key, [...names, step]);
    }
  }
  const byPath = new Map<string, Use["as"][]>();
  for (const { path, as } of uses) byPath.set(path.join("\0"), [...(byPath.get(path.join("\0")) ?? []), as]);
  return { whole, below, uses: byPath };
}

function schemaOf(chart: ChartFiles, asked: Asked, node: LayerNode | undefined, path: ValuePath): Schema {
  if (node === undefined || (node.kind === "scalar" && node.value === null))
    return unknown(chart, asked, path, node !== undefined);
  if (node.kind === "map")
    return { ...object(chart, asked, node, path), ...(node.entries.size === 0 && { default: {} }) };
  if (node.kind === "list") return { type: "array", ...itemsOf(asked, path), default: plain(node) };
  const { value } = node;
  if (typeof value === "boolean") return { type: "boolean", default: value };
  if (typeof value === "number")
    return { type: Number.isInteger(value) ? "integer" : "number", default: value };
  const uses = asked.uses.get(path.join("\0")) ?? [];
  // An empty text often stands for "nothing yet": what the templates do with it says what it is to be.
  if (value === "" && uses.includes("map")) return { type: ["string", "object"], default: "" };
  return { type: "string", default: value };
}

/** A value that has no default: what it is used as, where that is known. */
function unknown(chart: ChartFiles, asked: Asked, path: ValuePath, isNull: boolean): Schema {
  const uses = new Set(asked.uses.get(path.join("\0")));
  const names = asked.below.get(path.join("\0")) ?? [];
  const type =
    names.some((one) => one !== "[]") || uses.has("map")
      ? "object"
      : names.includes("[]") || uses.has("list")
        ? "array"
        : undefined;
  if (type === undefined) return {};
  if (type === "object" && !isNull) return object(chart, asked, undefined, path);
  return { type: isNull ? [type, "null"] : type };
}

function object(chart: ChartFiles, asked: Asked, node: LayerNode | undefined, path: ValuePath): Schema {
  const entries =
    node?.kind === "map" ? node.entries : new Map<string, { key: LayerNode["place"]; node: LayerNode }>();
  const read = (asked.below.get(path.join("\0")) ?? []).filter((one) => one !== "[]" && one !== "*");
  const isOpen =
    (path.length > 0 && [...asked.whole].some((one) => covers(one, path))) ||
    (entries.size === 0 && read.length === 0);
  const properties: Schema = {};
  for (const name of [...entries.keys(), ...read.filter((one) => !entries.has(one))]) {
    const entry = entries.get(name);
    const at = [...path, name];
    const described = entry && chart.values ? commentAbove(chart.values.source, entry.key, at) : "";
    const { type, ...rest } = schemaOf(chart, asked, entry?.node, at);
    properties[name] = {
      ...(type !== undefined && { type }),
      ...(described !== "" && { description: described }),
      ...rest,
    };
  }
  return {
    type: "object",
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(!isOpen && { additionalProperties: false }),
  };
}

/** Whether a value that is read whole is this one, or above it. */
function covers(whole: string, path: ValuePath): boolean {
  const key = path.join("\0");
  return key === whole || key.startsWith(`${whole}\0`) || whole === "";
}

/** Fields that the templates read of an item. */
function itemsOf(asked: Asked, path: ValuePath): Schema {
  const at = [...path, "[]"];
  const names = (asked.below.get(at.join("\0")) ?? []).filter((one) => one !== "[]" && one !== "*");
  return names.length > 0
    ? { items: { type: "object", properties: Object.fromEntries(names.map((one) => [one, {}])) } }
    : {};
}

function plain(node: LayerNode): Json {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { node: one }]) => [key, plain(one)]));
}
