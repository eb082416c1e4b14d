import type { Json, JsonObject } from "../core/json.ts";
import { sharedEngine } from "./shared.ts";
import { valuesText } from "./values-text.ts";

/** One chart of a tree: the top one, or a subchart that the values enable. */
export interface ChartPart {
  /** Keys that lead from the release's values to this chart's own; empty for the top chart. */
  readonly path: readonly string[];
  /** Its alias, where there is one. */
  readonly name: string;
  /** Its values.yaml, or the archive that holds it, relative to the top chart's folder. */
  readonly file: string;
  readonly values: string;
  /** Text of values.schema.json; empty without one. */
  readonly schema: string;
  readonly imports: readonly ChartImport[];
  /** Keys of all subcharts that its Chart.yaml names, enabled or not. */
  readonly depends: readonly string[];
}

/** An entry of `import-values`: keys below `child` of the subchart become those below `parent` of this chart. */
export interface ChartImport {
  readonly chart: string;
  readonly child: string;
  readonly parent: string;
}

/** A chart under given values, as Helm itself sees it. */
export interface ChartView {
  /** What the templates see; undefined when Helm cannot coalesce, for which the render gives the reason. */
  readonly values?: JsonObject;
  readonly parts: readonly ChartPart[];
}

/**
 * Asks Helm, by way of the engine, what a chart (a folder or an archive) makes of values. Undefined where there is no
 * engine or Helm cannot load the chart; why it cannot is told by the render.
 */
export function viewChart(chartPath: string, values: Json): Promise<ChartView | undefined> {
  const text = valuesText(values);
  const question = `${chartPath}\n${text}`;
  const known = foreseen.get(question) ?? askFor(chartPath, text);
  foreseen.delete(question);
  return known;
}

const foreseen = new Map<string, Promise<ChartView | undefined>>();

/**
 * Asks for views that will be wanted, so that the engine works on them while this process works on the first. Each is
 * handed out once; the returned function forgets those that nobody wanted.
 */
export function foreseeCharts(wanted: readonly { chartPath: string; values: Json }[]): () => void {
  for (const { chartPath, values } of wanted) {
    const text = valuesText(values);
    foreseen.set(`${chartPath}\n${text}`, askFor(chartPath, text));
  }
  return () => foreseen.clear();
}

async function askFor(chartPath: string, values: string): Promise<ChartView | undefined> {
  const engine = await sharedEngine();
  if (!engine.ok) return undefined;
  const answer = await engine.value.client.ask({
    op: "chart",
    chart: chartPath,
    name: "release",
    namespace: "default",
    values,
  });
  if (!answer.ok) return undefined;
  const view = answer.value as unknown as { values?: JsonObject; error?: string; parts: ChartPart[] };
  return { parts: view.parts, ...(view.error === undefined && { values: view.values ?? {} }) };
}
