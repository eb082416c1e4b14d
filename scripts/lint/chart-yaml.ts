import path from "node:path";
import type { ChartAlone } from "../chart/find.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Json, ValuePath } from "../core/json.ts";
import { fileStart, type Place } from "../core/source.ts";
import { readLayers } from "../merge/layers.ts";
import type { MergedMap } from "../merge/model.ts";
import { nodeAt, plainValue } from "../merge/value.ts";

/** A chart's Chart.yaml with the place of each of its values. */
export interface ChartYaml {
  /** Relative to the chart's root. */
  readonly file: string;
  readonly map: MergedMap;
  readonly value: Json;
  /** What stands in the way of reading it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads Chart.yaml as Helm does. */
export async function readChartYaml({ shown, root }: ChartAlone): Promise<ChartYaml> {
  const file = path.posix.join(shown, "Chart.yaml");
  const { merged, diagnostics } = await readLayers(root, [{ kind: "plain", file }], { reader: "helm" });
  return { file, map: merged, value: plainValue(merged), diagnostics };
}

/** Where a value stands, or the file where it is not there. */
export function placeIn({ map, file }: ChartYaml, at: ValuePath): Place {
  return nodeAt(map, at)?.origins.at(-1)?.place ?? fileStart(file);
}
