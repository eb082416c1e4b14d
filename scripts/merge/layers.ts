import type { Diagnostic } from "../core/diagnostic.ts";
import type { LayerReference } from "../environment/model.ts";
import type { LayerDocument } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import type { Reader } from "../layers/scalars.ts";
import { openLayer } from "../secrets/open.ts";
import { mergeLayers } from "./merge.ts";
import type { MergedMap } from "./model.ts";

export interface ReadLayers {
  readonly merged: MergedMap;
  /** How many layers could be read as YAML: templates and inline values are not among them. */
  readonly count: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads, opens and merges the layers that stand on disk as YAML. `reader` is who reads them first: helmfile for an
 * environment's layers, Helm for a release's. A layer that cannot be read is a finding and left out.
 */
export async function readLayers(
  root: string,
  layers: readonly LayerReference[],
  reader: Reader,
): Promise<ReadLayers> {
  const diagnostics: Diagnostic[] = [];
  const documents: LayerDocument[] = [];
  for (const layer of layers) {
    if (layer.kind !== "plain" && layer.kind !== "sops") continue;
    const read = readLayer(root, layer.file, { reader });
    if (!read.ok) {
      diagnostics.push(...read.error);
      continue;
    }
    const opened = await openLayer(root, read.value);
    diagnostics.push(...read.value.diagnostics, ...opened.diagnostics);
    documents.push(opened.value);
  }
  return { merged: mergeLayers(documents), count: documents.length, diagnostics };
}
