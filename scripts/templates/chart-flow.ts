import type { LayerNode } from "../layers/model.ts";
import type { ChartFiles } from "./chart-files.ts";
import { rootType } from "./flow/builtin-types.ts";
import type { Recorder } from "./flow/events.ts";
import { Flow } from "./flow/flow.ts";
import { inferredType } from "./flow/inferred-type.ts";
import { ANYTHING, SchemaDocument } from "./flow/schema-shape.ts";
import { remembered, schemaType } from "./flow/schema-type.ts";
import { type Fields, type Type, typeOf, unknownType } from "./flow/types.ts";

/** Each walk can show that templates change one more map; charts need two walks, and a third at most. */
const MOST_WALKS = 4;

/** Everything that a chart's templates do with its values, those of its subcharts included. */
export function walkChart(chart: ChartFiles): Recorder {
  let changed: ReadonlySet<string> = new Set();
  for (let walk = 1; ; walk += 1) {
    const flow = new Flow(chart.defines, changed);
    walkAll(flow, chart, valuesType(chart, [], undefined));
    const { recorder } = flow;
    if (walk === MOST_WALKS || [...recorder.changed].every((one) => changed.has(one))) return recorder;
    changed = new Set([...changed, ...recorder.changed]);
  }
}

function walkAll(flow: Flow, chart: ChartFiles, values: Type): void {
  const root = rootType(values);
  for (const { source, nodes, rendered } of chart.templates)
    if (rendered) flow.file(source, nodes, root, true);
  for (const { key, files } of chart.subcharts)
    walkAll(flow, files, values.fields?.get(key).type ?? unknownType("a subchart"));
  // What is never called by its name may be called by one that is made at run time, or by the users of a library.
  const { recorder } = flow;
  if (!chart.library && !recorder.dynamic) return;
  const dot = chart.library ? unknownType("whatever the user of the library hands over") : root;
  for (const [name, { node, source }] of chart.defines)
    if (!recorder.called.has(name)) recorder.quietly(() => flow.file(source, node.body, dot, false));
}

/**
 * The type of a chart's `.Values`, which stand at `path` below those of the outermost chart. `over` is what the chart
 * above sets for it.
 */
function valuesType(chart: ChartFiles, path: readonly string[], over: LayerNode | undefined): Type {
  const defaults = merged(chart.values?.root, over);
  const type = ownType(chart, path, defaults);
  const own = type.fields;
  if (!own) return type;
  const subcharts = new Map(
    chart.subcharts.map(({ key, files }) => {
      const above = defaults?.kind === "map" ? defaults.entries.get(key)?.node : undefined;
      return [key, valuesType(files, [...path, key], above)] as const;
    }),
  );
  const fields: Fields = remembered({
    ...own,
    names: [...new Set([...own.names, ...subcharts.keys(), ...chart.closed, "global"])],
    get(name) {
      const field = own.get(name);
      // Helm puts these into the values whatever the chart declares.
      if (chart.closed.includes(name))
        return { type: unknownType("a dependency", { path: [...path, name] }), declared: "any" };
      if (name === "global" && field.declared !== "name")
        return { type: unknownType("global", { path: [...path, name] }), declared: "any" };
      const subchart = subcharts.get(name);
      return subchart &&
        (field.type.unknown !== undefined || field.type.inferred || !field.type.fields?.names.length)
        ? { type: subchart, declared: "name" }
        : field;
    },
  });
  return { ...type, fields };
}

function ownType(chart: ChartFiles, path: readonly string[], defaults: LayerNode | undefined): Type {
  const standing = { path, defaults, absent: false };
  if (!chart.schema) return inferredType(defaults ?? EMPTY, path);
  const document = new SchemaDocument(chart.schema.root);
  const shape = document.shape(chart.schema.root, "");
  if (shape === ANYTHING) return inferredType(defaults ?? EMPTY, path);
  const { unknown: _, ...type } = schemaType(document, shape, standing);
  // The values of a chart are a map, whether its schema says so or not.
  return { ...type, ...typeOf("map"), path };
}

const NOWHERE = { file: "", line: 1, column: 1, endLine: 1, endColumn: 1 };
const EMPTY: LayerNode = { kind: "map", place: NOWHERE, entries: new Map() };

/** Values of a chart below those that the chart above gives it: maps deeply, else what is given. */
function merged(own: LayerNode | undefined, over: LayerNode | undefined): LayerNode | undefined {
  if (own?.kind !== "map" || over?.kind !== "map") return over ?? own;
  const entries = new Map(own.entries);
  for (const [key, { key: place, node }] of over.entries)
    entries.set(key, { key: place, node: merged(own.entries.get(key)?.node, node) as LayerNode });
  return { ...own, entries };
}
