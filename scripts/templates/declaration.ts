import type { Label } from "../core/diagnostic.ts";
import { fileStart, type Place } from "../core/source.ts";
import type { LayerNode } from "../layers/model.ts";
import { parseLayer } from "../layers/parse.ts";
import type { ChartFiles } from "./chart-files.ts";
import { entryOf, SchemaDocument, type Shape } from "./flow/schema-shape.ts";
import type { ValuePath } from "./flow/types.ts";

interface Entry {
  readonly key: Place;
  readonly node: LayerNode;
}

/** Where a chart declares its values: in the schema, else in values.yaml. Found only for what is reported. */
export class Declarations {
  readonly #chart: ChartFiles;
  #schema: { readonly document: SchemaDocument; readonly positions: LayerNode } | undefined;

  constructor(chart: ChartFiles) {
    this.#chart = chart;
  }

  /** The place of a value's declaration, with words for a label; of the nearest value above it that has one. */
  label(path: ValuePath, says: (file: string) => string): Label[] {
    for (let length = path.length; length > 0; length -= 1) {
      const place = this.inSchema(path.slice(0, length)) ?? this.inValues(path.slice(0, length));
      if (place && length === path.length) return [{ message: says(place.file), place }];
      if (place) return [{ message: "the nearest that is declared", place }];
    }
    const { schema, values } = this.#chart;
    const file = schema?.source.file ?? values?.source.file;
    return file === undefined ? [] : [{ message: says(file), place: fileStart(file) }];
  }

  inSchema(path: ValuePath): Place | undefined {
    const { schema } = this.#chart;
    if (!schema) return undefined;
    this.#schema ??= {
      document: new SchemaDocument(schema.root),
      positions: parseLayer(schema.source).root,
    };
    const { document, positions } = this.#schema;
    let shape: Shape | undefined = document.shape(schema.root, "");
    for (const step of path) shape = shape && next(document, shape, step);
    const pointer = shape?.parts[0]?.pointer;
    return pointer === undefined || pointer === "" ? undefined : placeAtPointer(positions, pointer);
  }

  inValues(path: ValuePath): Place | undefined {
    return this.#entry(path)?.key;
  }

  /** Whether values.yaml has an empty list or map there. */
  isEmptyByDefault(path: ValuePath): boolean {
    const node = this.#entry(path)?.node;
    return (
      (node?.kind === "list" && node.items.length === 0) || (node?.kind === "map" && node.entries.size === 0)
    );
  }

  #entry(path: ValuePath): Entry | undefined {
    let node: LayerNode | undefined = this.#chart.values?.root;
    let entry: Entry | undefined;
    for (const step of path) {
      entry = node?.kind === "map" ? node.entries.get(step) : undefined;
      node = entry?.node;
    }
    return entry;
  }
}

function next(document: SchemaDocument, shape: Shape, step: string): Shape | undefined {
  if (step === "[]") {
    const part = shape.parts.find(({ node }) => node.items !== undefined);
    return part && document.shape(part.node.items, `${part.pointer}/items`);
  }
  const entry = entryOf(document, shape, step === "*" ? "\0any" : step);
  if (entry.by === undefined) return undefined;
  return entry.shape.parts.length > 0 ? entry.shape : entry.shape.alternatives[0]?.[0];
}

function placeAtPointer(root: LayerNode, pointer: string): Place | undefined {
  const steps = pointer.split("/").slice(1);
  return placeAtPath(
    root,
    steps.map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")),
  );
}

/** Where the key stands that a path ends with; an item's own place where it ends in a list. */
export function placeAtPath(root: LayerNode, path: readonly string[]): Place | undefined {
  let node: LayerNode | undefined = root;
  let place: Place | undefined;
  for (const key of path) {
    if (node?.kind === "map") {
      const { entries }: { entries: ReadonlyMap<string, { key: Place; node: LayerNode }> } = node;
      place = entries.get(key)?.key;
      node = entries.get(key)?.node;
    } else if (node?.kind === "list") {
      node = node.items[Number(key)];
      place = node?.place;
    } else return undefined;
  }
  return place;
}
