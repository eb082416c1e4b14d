import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { filesBelow, isDirectory, readIfThere } from "../core/files.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { makeSource, placeAt, type Source } from "../core/source.ts";
import type { LayerDocument, LayerNode } from "../layers/model.ts";
import { readLayer } from "../layers/read.ts";
import { depthOf } from "./depth.ts";
import type { Define } from "./flow/flow.ts";
import type { Node } from "./nodes.ts";
import { parsedTemplate } from "./parsed.ts";

/** One file of a chart's `templates`. */
export interface TemplateFile {
  readonly source: Source;
  readonly nodes: readonly Node[];
  /** Helm renders it by itself; files that begin with `_` only define. */
  readonly rendered: boolean;
}

/** A chart of which another one is made. */
export interface Subchart {
  /** The key of its values: its alias, else its name. */
  readonly key: string;
  readonly files: ChartFiles;
}

/** A chart as far as its templates need it. */
export interface ChartFiles {
  /** The folder's name, or that of the metadata. */
  readonly name: string;
  readonly folder: string;
  readonly library: boolean;
  readonly templates: readonly TemplateFile[];
  /** Named templates of all files, those of subcharts included. */
  readonly defines: ReadonlyMap<string, Define>;
  readonly schema?: { readonly source: Source; readonly root: JsonObject };
  readonly values?: LayerDocument;
  readonly subcharts: readonly Subchart[];
  /** Some file was not parsed, or a dependency is not there in the open: what seems missing may be in it. */
  readonly partial: boolean;
  /** Keys that belong to dependencies that nobody can look into here. */
  readonly closed: readonly string[];
  /** Conditions, tags and imports of the dependencies, as paths of values. */
  readonly asked: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/** Charts in charts in charts: deeper than this is no chart that anybody wrote. */
const DEEPEST = 6;

/** Reads a chart's templates, values, schema and subcharts; `root` is the folder that places are relative to. */
export function readChart(root: string, folder: string, depth = 0): ChartFiles {
  const metadata = readObject(root, path.join(folder, "Chart.yaml"));
  const findings: Diagnostic[] = [];
  const { templates, unread } = readTemplates(root, folder, findings);
  // Charts of Helm 2's format list them in a file of their own.
  const listed =
    metadata.dependencies ?? readObject(root, path.join(folder, "requirements.yaml")).dependencies;
  const dependencies = objectsIn(listed);
  const subcharts = depth < DEEPEST ? readSubcharts(root, folder, dependencies, depth) : [];
  const defines = new Map<string, Define>();
  // The chart's own definitions come last: they replace those of its subcharts, as Helm has it.
  for (const { files } of subcharts) for (const [name, define] of files.defines) defines.set(name, define);
  for (const { source, nodes } of templates)
    for (const node of definesIn(nodes)) defines.set(node.name, { node, source });
  const closed = dependencies.map(keyOf).filter((key) => !subcharts.some((one) => one.key === key));
  const schema = readSchema(root, folder);
  const values = readValues(root, folder);
  return {
    name: typeof metadata.name === "string" ? metadata.name : path.basename(folder),
    folder,
    library: metadata.type === "library",
    templates,
    defines,
    subcharts,
    ...(schema && { schema }),
    ...(values && { values }),
    partial:
      findings.length > 0 ||
      unread ||
      closed.length > 0 ||
      hasArchives(folder) ||
      subcharts.some(({ files }) => files.partial),
    closed,
    asked: dependencies.flatMap(askedBy),
    findings,
  };
}

/** The walk over the nodes calls itself; no template that people write is as deep. */
const DEEPEST_NODE = 500;

/** The files of `templates`; `unread`: one of them is too deep to be walked. */
function readTemplates(
  root: string,
  folder: string,
  findings: Diagnostic[],
): { templates: TemplateFile[]; unread: boolean } {
  const below = path.join(folder, "templates");
  const templates: TemplateFile[] = [];
  let unread = false;
  for (const name of isDirectory(below) ? filesBelow(below) : []) {
    const source = makeSource(
      relative(root, path.join(below, name)),
      readIfThere(path.join(below, name)) ?? "",
    );
    const read = parsedTemplate(source.text);
    if (!read.ok) {
      const { message, start, end, help } = read.error;
      findings.push(diagnostic("CR401", message, { place: placeAt(source, start, end), help }));
    } else if (depthOf(read.value) > DEEPEST_NODE) unread = true;
    else templates.push({ source, nodes: read.value, rendered: !path.basename(name).startsWith("_") });
  }
  return { templates, unread };
}

/** Subcharts that lie in the open below `charts/`, each under every key by which the dependencies name it. */
function readSubcharts(
  root: string,
  folder: string,
  dependencies: readonly JsonObject[],
  depth: number,
): Subchart[] {
  const below = path.join(folder, "charts");
  if (!isDirectory(below)) return [];
  const folders = new Set(
    filesBelow(below).flatMap((name) => (/^[^/\\]+[/\\]Chart\.yaml$/.test(name) ? [path.dirname(name)] : [])),
  );
  return [...folders].flatMap((name) => {
    const files = readChart(root, path.join(below, name), depth + 1);
    const keys = dependencies.filter((one) => one.name === files.name).map(keyOf);
    return (keys.length > 0 ? keys : [files.name]).map((key) => ({ key, files }));
  });
}

function keyOf(dependency: JsonObject): string {
  return String(dependency.alias ?? dependency.name ?? "");
}

/** `condition: a.enabled,b.enabled`, `tags`, and what `import-values` takes from where. */
function askedBy(dependency: JsonObject): string[] {
  const { condition, tags } = dependency;
  const imported = objectsIn(dependency["import-values"]).map((one) => String(one.parent));
  return [
    ...(typeof condition === "string" ? condition.split(",").map((one) => one.trim()) : []),
    ...(Array.isArray(tags) ? tags.map((one) => `tags.${String(one)}`) : []),
    ...imported,
  ];
}

function* definesIn(nodes: readonly Node[]): Generator<Node & { kind: "define" }> {
  for (const node of nodes) {
    if (node.kind === "define") yield node;
    if (node.kind === "define" || node.kind === "branch") yield* definesIn(node.body);
    if (node.kind === "branch") yield* definesIn(node.otherwise);
  }
}

function hasArchives(folder: string): boolean {
  const below = path.join(folder, "charts");
  return isDirectory(below) && filesBelow(below).some((name) => /\.(tgz|tar\.gz)$/.test(name));
}

function readObject(root: string, file: string): JsonObject {
  const read = readLayer(root, relative(root, file));
  const value = read.ok ? plain(read.value.root) : {};
  return isObject(value) ? value : {};
}

function plain(node: LayerNode): Json {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { node: one }]) => [key, plain(one)]));
}

function readValues(root: string, folder: string): LayerDocument | undefined {
  const read = readLayer(root, relative(root, path.join(folder, "values.yaml")));
  return read.ok ? read.value : undefined;
}

/** The chart's schema; one that is no JSON is another stage's finding. */
function readSchema(root: string, folder: string): ChartFiles["schema"] {
  const file = path.join(folder, "values.schema.json");
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    const schema = JSON.parse(text) as Json;
    return isObject(schema) ? { source: makeSource(relative(root, file), text), root: schema } : undefined;
  } catch {
    return undefined;
  }
}

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join("/");
}
