import type { Diagnostic } from "../core/diagnostic.ts";
import { isObject } from "../core/json.ts";
import { fileStart, type Place } from "../core/source.ts";
import type { LayerReference } from "../environment/model.ts";
import type { LayerDocument } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import type { Reader } from "../layers/scalars.ts";
import { openLayer } from "../secrets/open.ts";
import { annotate } from "./annotate.ts";
import { emptyMap, type LayerNumber, layerMap } from "./merge.ts";
import type { MergedMap, MergedNode } from "./model.ts";
import { withReferences } from "./references.ts";
import { stack } from "./stack.ts";

export interface ReadLayers {
  readonly merged: MergedMap;
  /** Every layer's values are known: none is a template of which helmfile did not say what it rendered. */
  readonly whole: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LayerReading {
  /** Who reads the files first: helmfile for an environment's layers, Helm for a release's. */
  readonly reader: Reader;
  /** What inline values and templates can have taken theirs from; asked in order for places. */
  readonly sources?: readonly (MergedNode | undefined)[];
  /** Where inline values stand, when it is known better than by their file. */
  readonly inline?: Place | undefined;
}

/**
 * Reads, opens and merges layers, with every layer's place for each value. A plain file's values stand at their lines, a
 * template's and inline ones where they were taken from, else at their file. A layer that cannot be read is a finding and
 * left out.
 */
export async function readLayers(
  root: string,
  layers: readonly LayerReference[],
  { reader, sources = [], inline }: LayerReading,
): Promise<ReadLayers> {
  const diagnostics: Diagnostic[] = [];
  let merged: MergedMap | undefined;
  let fetched: MergedMap | undefined;
  let whole = true;
  let group: number | undefined;
  for (const [layer, one] of layers.entries()) {
    const number = { layer, layers: layers.length };
    let map: MergedMap | undefined;
    if (one.kind === "plain" || one.kind === "sops") {
      const read = await readFileLayer(root, one, reader);
      diagnostics.push(...read.diagnostics);
      map = read.document && layerMap(read.document.root, number);
      if (one.kind === "sops" && isFetched(layers, layer))
        fetched = fetched && map ? stack(fetched, map, "helm") : map;
      whole &&= read.document !== undefined;
    } else {
      map = templateMap(one, [fetched, ...sources], inline, number);
      whole &&= map !== undefined;
      if (one.kind === "template") fetched = undefined;
    }
    if (!map || (one.kind === "sops" && isKnownTemplate(layers, layer))) continue;
    merged = merged ? stack(merged, map, one.group === group ? "helm" : "helmfile") : map;
    group = one.group;
  }
  return { merged: merged ?? emptyMap(), whole, diagnostics };
}

/** An encrypted file that a template fetches from stands before it in the list. */
function isFetched(layers: readonly LayerReference[], at: number): boolean {
  const next = layers.slice(at + 1).find((one) => one.kind !== "sops");
  return next?.kind === "template";
}

/** The template's own values are known, so what it fetched from only tells the places. */
function isKnownTemplate(layers: readonly LayerReference[], at: number): boolean {
  const next = layers.slice(at + 1).find((one) => one.kind !== "sops");
  return next?.kind === "template" && next.embedded !== undefined;
}

type FileLayer = Exclude<LayerReference, { kind: "inline" }>;

async function readFileLayer(
  root: string,
  { file, kind, embedded }: FileLayer,
  reader: Reader,
): Promise<{ document?: LayerDocument; diagnostics: readonly Diagnostic[] }> {
  const read = readLayer(root, file, { reader });
  if (!read.ok) return { diagnostics: read.error };
  const opened = await openLayer(root, read.value);
  const document =
    kind === "plain" && embedded !== undefined ? withReferences(opened.value, embedded) : opened.value;
  return { document, diagnostics: [...read.value.diagnostics, ...opened.diagnostics] };
}

function templateMap(
  layer: Extract<LayerReference, { kind: "template" | "plain" | "sops" | "inline" }>,
  sources: readonly (MergedNode | undefined)[],
  inline: Place | undefined,
  number: LayerNumber,
): MergedMap | undefined {
  const values = layer.kind === "inline" ? layer.value : layer.embedded;
  if (values === undefined) return undefined;
  const place = (layer.kind === "inline" ? inline : undefined) ?? fileStart(layer.file);
  return annotate(isObject(values) ? values : {}, sources, {
    place,
    ...number,
    ...(layer.kind === "template" && { made: true }),
  });
}
