import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isObject, type Json } from "../../core/json.ts";
import type { LayerNode } from "../../layers/model.ts";
import { parseLayer } from "../../layers/parse.ts";
import type { ChartFiles } from "../chart-files.ts";

/** CR412: the schema tells another default than values.yaml has. Helm takes that of values.yaml alone. */
export function schemaDefaults(chart: ChartFiles): Diagnostic[] {
  const { schema, values } = chart;
  if (!schema || !values) return [];
  const found: Diagnostic[] = [];
  const visit = (own: Json | undefined, at: LayerNode | undefined, node: LayerNode | undefined, path: string): void => {
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

function equal(value: Json, node: LayerNode): boolean {
  if (node.kind === "scalar") return value === node.value;
  if (node.kind === "list")
    return Array.isArray(value) && value.length === node.items.length && value.every((one, at) => equal(one, node.items[at] as LayerNode));
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
