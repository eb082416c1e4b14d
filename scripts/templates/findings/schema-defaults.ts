import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { LayerNode } from "../../layers/model.ts";
import { parseLayer } from "../../layers/parse.ts";
import type { ChartFiles } from "../chart-files.ts";

/** CR412: the schema tells another default than values.yaml has. Helm takes that of values.yaml alone. */
export function schemaDefaults(chart: ChartFiles): Diagnostic[] {
  const { schema, values } = chart;
  // Where each default stands is worth reading the schema once more, but few schemas have any.
  if (!schema || !values || !JSON.stringify(schema.root).includes('"default":')) return [];
  const found: Diagnostic[] = [];
  const visit = (
    own: Json | undefined,
    at: LayerNode | undefined,
    node: LayerNode | undefined,
    path: string,
  ): void => {
    if (!isObject(own) || at?.kind !== "map" || node === undefined) return;
    const stated = at.entries.get("default")?.node;
    if (own.default !== undefined && stated && !equal(own.default, node))
      found.push(
        diagnostic("CR412", `the schema's default of \`${path}\` is not that of values.yaml`, {
          place: stated.place,
          labels: [{ message: "Helm takes this one", place: node.place }],
          note: "Helm never fills in the defaults of a schema; readers and editors trust them",
          help: "write the same value in both",
        }),
      );
    else if (own.default !== undefined && stated && !fits(own.default, own))
      found.push(
        diagnostic("CR412", `the schema's default of \`${path}\` is not of its own type`, {
          place: at.entries.get("type")?.key ?? stated.place,
          labels: [{ message: "the default", place: stated.place }],
          note: "values.yaml has the same, so Helm refuses the chart's own values",
          help: `change \`type\` or \`enum\` of \`${path}\`, or the value in both files`,
        }),
      );
    const properties = at.entries.get("properties")?.node;
    if (!isObject(own.properties) || properties?.kind !== "map" || node.kind !== "map") return;
    for (const [name, one] of Object.entries(own.properties)) {
      const below = node.entries.get(name)?.node;
      visit(one, properties.entries.get(name)?.node, below, path === "" ? name : `${path}.${name}`);
    }
  };
  visit(schema.root, parseLayer(schema.source).root, values.root, "");
  return found;
}

/** Whether a value is of the type and one of the choices that its schema names by itself. */
function fits(value: Json, { type, enum: choices }: JsonObject): boolean {
  const names = [type].flat().filter((one) => typeof one === "string");
  const own = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const known =
    names.length === 0 || names.includes(own) || (names.includes("integer") && Number.isInteger(value));
  return (
    known && (!Array.isArray(choices) || choices.some((one) => JSON.stringify(one) === JSON.stringify(value)))
  );
}

function equal(value: Json, node: LayerNode): boolean {
  if (node.kind === "scalar") return value === node.value;
  if (node.kind === "list")
    return (
      Array.isArray(value) &&
      value.length === node.items.length &&
      value.every((one, at) => equal(one, node.items[at] as LayerNode))
    );
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return (
    keys.length === node.entries.size &&
    keys.every((key) => {
      const entry = node.entries.get(key);
      return entry !== undefined && equal(value[key] as Json, entry.node);
    })
  );
}
