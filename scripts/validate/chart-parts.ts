import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isDirectory, isFile, readIfThere } from "../core/files.ts";
import type { Json } from "../core/json.ts";
import { Recent } from "../core/recent.ts";
import { makeSource } from "../core/source.ts";
import { type ChartPart, viewChart } from "../engine/chart.ts";
import type { Release } from "../environment/model.ts";
import { parseLayer } from "../layers/parse.ts";
import { readLayer } from "../layers/read.ts";
import type { PartDefaults } from "../merge/final.ts";
import { mergeLayers } from "../merge/merge.ts";

/** A chart of a release's tree: its defaults with places, its schema, the subcharts it names. */
export interface ReleasePart extends PartDefaults {
  readonly name: string;
  /** Relative to the root; inside an archive its path goes on below the archive's name. */
  readonly schemaFile: string;
  /** Empty without a schema. */
  readonly schema: string;
  readonly depends: readonly string[];
}

/** A release's chart under its values. */
export interface ReleaseChart {
  /** What the templates see; undefined where Helm was not asked or could not tell. */
  readonly values?: Json;
  /** The top chart first; none where the chart cannot be read. */
  readonly parts: readonly ReleasePart[];
  /** False where only the top chart's folder was read, because there is no engine. */
  readonly whole: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a release's chart and its subcharts, from folders and archives, as Helm loads them for these values. */
export async function releaseChart(root: string, release: Release, values: Json): Promise<ReleaseChart> {
  const { chartPath } = release;
  if (chartPath === undefined) return { parts: [], whole: true, diagnostics: [] };
  const view = await viewChart(chartPath, values);
  if (!view) return folderAlone(root, chartPath);
  const relative = (file: string) =>
    path.relative(root, path.join(chartPath, file)).split(path.sep).join("/");
  const archive = isFile(chartPath);
  const diagnostics: Diagnostic[] = [];
  const parts = view.parts.map((part, at) => {
    const inside = part.file.endsWith("values.yaml") ? part.file : `${part.file}/values.yaml`;
    // A chart without values has an empty map of them all the same: its Chart.yaml is why it is there.
    const said = part.values === "" ? inside.replace(/values\.yaml$/, "Chart.yaml") : inside;
    const { defaults, diagnostics: found } = defaultsIn(relative(said), part.values);
    if (at === 0 && !archive) diagnostics.push(...ownFindings(found));
    return toPart(part, relative(inside), defaults);
  });
  return { parts, whole: true, diagnostics, ...(view.values && { values: view.values }) };
}

interface Defaults {
  readonly defaults: PartDefaults["defaults"];
  readonly diagnostics: readonly Diagnostic[];
}

const recent = new Recent<Defaults>(512 * 1024);

/** A chart's values.yaml, read once for several releases, environments or sets of values. */
function defaultsIn(file: string, text: string): Defaults {
  return recent.get(`${file}\n${text}`, () => {
    const document = parseLayer(makeSource(file, text));
    return { defaults: mergeLayers([document]), diagnostics: document.diagnostics };
  });
}

function toPart(part: ChartPart, file: string, defaults: PartDefaults["defaults"]): ReleasePart {
  const { path: steps, name, schema, imports, depends } = part;
  const schemaFile = file.replace(/values\.yaml$/, "values.schema.json");
  return { path: steps, name, schema, imports, depends, defaults, schemaFile };
}

/** Without the engine only a folder's own values.yaml is read. */
function folderAlone(root: string, chartPath: string): ReleaseChart {
  const relative = (file: string) =>
    path.relative(root, path.join(chartPath, file)).split(path.sep).join("/");
  const folder = isDirectory(chartPath);
  const whole = folder && !isDirectory(path.join(chartPath, "charts"));
  if (!folder) return { parts: [], whole, diagnostics: [] };
  const read = isFile(path.join(chartPath, "values.yaml"))
    ? readLayer(root, relative("values.yaml"))
    : undefined;
  const schemaFile = relative("values.schema.json");
  const part: ReleasePart = {
    path: [],
    name: path.basename(chartPath),
    imports: [],
    depends: [],
    defaults: mergeLayers(read?.ok ? [read.value] : []),
    schemaFile,
    schema: readIfThere(path.join(chartPath, "values.schema.json")) ?? "",
  };
  const found = read === undefined ? [] : read.ok ? ownFindings(read.value.diagnostics) : read.error;
  return { parts: [part], whole, diagnostics: found };
}

/** A chart's own file never passes through helmfile, so how helmfile would read it does not matter. */
function ownFindings(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter((one) => one.code !== "CR107");
}
