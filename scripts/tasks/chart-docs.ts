import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { isFile, readIfThere, writeWhole } from "../core/files.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../core/json.ts";

const root = path.join(import.meta.dirname, "../..");

/**
 * A chart's README: its prose (`README.head.md`, or name and description where there is none), then a table of all
 * values made from `values.schema.json`.
 */
export function chartReadme(directory: string): string {
  const chart = parse(readFileSync(path.join(directory, "Chart.yaml"), "utf8")) as JsonObject;
  const schema = JSON.parse(readFileSync(path.join(directory, "values.schema.json"), "utf8")) as JsonObject;
  const head =
    readIfThere(path.join(directory, "README.head.md")) ?? `# ${chart.name}\n\n${chart.description}\n`;
  return [
    "<!-- Generated from README.head.md, Chart.yaml and values.schema.json: npx tsx scripts/tasks/chart-docs.ts -->",
    head.trim(),
    "## Values",
    `Chart ${chart.version}, Kubernetes \`${chart.kubeVersion ?? "any"}\`. Unknown keys are refused.`,
    ["| value | type | default | meaning |", "| --- | --- | --- | --- |", ...rows(schema, schema, "")].join(
      "\n",
    ),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

/** Charts of this repository that have a schema. */
export function chartDirectories(): string[] {
  return readdirSync(path.join(root, "charts"))
    .map((name) => path.join(root, "charts", name))
    .filter((directory) => isFile(path.join(directory, "values.schema.json")));
}

function rows(schema: JsonObject, whole: JsonObject, prefix: string): string[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.entries(properties).flatMap(([key, value]) => {
    const node = resolve(value, whole);
    const name = `${prefix}${key}`;
    if (isObject(node.properties) && Object.keys(node.properties).length > 0) {
      return [`| **\`${name}\`** | | | ${cell(text(node.description))} |`, ...rows(node, whole, `${name}.`)];
    }
    const shown = node.default === undefined ? "" : `\`${cell(JSON.stringify(node.default))}\``;
    const row = `| \`${name}\` | ${typeName(node, whole)} | ${shown} | ${cell(meaning(node))} |`;
    return [row, ...rows(resolve(node.items ?? null, whole), whole, `${name}[].`)];
  });
}

/** The node behind a `$ref`, with what stands beside the reference laid over it. */
function resolve(node: Json, whole: JsonObject): JsonObject {
  if (!isObject(node)) return {};
  const only = Array.isArray(node.allOf) && node.allOf.length === 1 ? node.allOf[0] : undefined;
  const reference = isObject(only) && typeof only.$ref === "string" ? only.$ref : node.$ref;
  if (typeof reference !== "string") return node;
  const target = valueAt(whole, reference.replace(/^#\//, "").split("/"));
  return { ...resolve(target ?? null, whole), ...node };
}

function typeName(node: JsonObject, whole: JsonObject): string {
  const type = Array.isArray(node.type) ? node.type.join(" or ") : text(node.type);
  if (type !== "array") return type === "object" ? "map" : type;
  const items = resolve(node.items ?? null, whole);
  return items.type === undefined ? "list" : `list of ${text(items.type)}s`;
}

function meaning(node: JsonObject): string {
  const choices = Array.isArray(node.enum)
    ? ` One of ${node.enum.map((item) => `\`${item}\``).join(", ")}.`
    : "";
  const examples = Array.isArray(node.examples) ? ` Example: \`${JSON.stringify(node.examples[0])}\`.` : "";
  return `${text(node.description)}${choices}${examples}`;
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

const cell = (value: string): string => value.replaceAll("|", "\\|").replaceAll("\n", " ");

function main(check: boolean): number {
  const stale = chartDirectories().filter((directory) => {
    const file = path.join(directory, "README.md");
    const generated = chartReadme(directory);
    if (readIfThere(file) === generated) return false;
    if (!check) writeWhole(file, generated);
    return true;
  });
  for (const directory of stale) {
    const file = path.relative(root, path.join(directory, "README.md"));
    console.log(check ? `${file} is stale: run npx tsx scripts/tasks/chart-docs.ts` : `wrote ${file}`);
  }
  return check && stale.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  process.exitCode = main(process.argv.includes("--check"));
