import path from "node:path";
import leven from "leven";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { filesBelow, isDirectory, readIfThere } from "../core/files.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { makeSource, placeAt, type Source } from "../core/source.ts";
import { depthOf } from "./depth.ts";
import type { Node, Step } from "./nodes.ts";
import { parseTemplate } from "./parser.ts";
import { collectUses, type Use } from "./uses.ts";

/** The walk over the nodes calls itself; no template that people write is as deep. */
const DEEPEST = 500;

interface Parsed {
  readonly source: Source;
  readonly nodes: readonly Node[];
}

/**
 * Findings of a chart's templates: syntax, includes of what is not defined, and values that the chart's own closed
 * schema does not declare. What cannot be known (an open object, a dot handed over in a `dict`, subcharts) is left alone.
 */
export function checkTemplates(root: string, chartPath: string): Diagnostic[] {
  const folder = path.join(chartPath, "templates");
  if (!isDirectory(folder)) return [];
  const findings: Diagnostic[] = [];
  const parsed: Parsed[] = [];
  let unread = false;
  for (const name of filesBelow(folder)) {
    if (!/\.(ya?ml|tpl|txt)$/.test(name)) continue;
    const file = path.join(folder, name);
    const source = makeSource(path.relative(root, file).split(path.sep).join("/"), readIfThere(file) ?? "");
    const read = parseTemplate(source.text);
    if (read.ok && depthOf(read.value) > DEEPEST) unread = true;
    else if (read.ok) parsed.push({ source, nodes: read.value });
    else
      findings.push(
        diagnostic("CR401", read.error.message, {
          place: placeAt(source, read.error.start, read.error.end),
          help: read.error.help,
        }),
      );
  }
  const { uses, includes, defined } = collectUses(parsed);
  const schema = readSchema(chartPath);
  // `set .Values "key" ...` makes a value that no schema declares: then nothing is known about what is missing.
  const changed = parsed.some(({ source }) => /\bset\s+\(?\s*\$?\.Values\b/.test(source.text));
  if (schema && !changed) findings.push(...uses.flatMap((use) => undeclared(use, schema, chartPath) ?? []));
  // A file that does not parse or is not walked, or a subchart, may define what seems missing.
  if (
    unread ||
    findings.some((one) => one.code === "CR401") ||
    isDirectory(path.join(chartPath, "charts")) ||
    hasDependencies(chartPath)
  ) {
    return findings;
  }
  for (const { name, source, start, end } of includes) {
    if (defined.has(name)) continue;
    const near = nearest(name, defined);
    findings.push(
      diagnostic("CR404", `no template is named \`${name}\``, {
        place: placeAt(source, start, end),
        ...(near !== undefined && { help: `did you mean \`${near}\`?` }),
      }),
    );
  }
  return findings;
}

function undeclared(use: Use, schema: JsonObject, chartPath: string): Diagnostic | undefined {
  let at: Json | undefined = schema;
  const trail: string[] = [];
  for (const step of use.steps) {
    const node: JsonObject | undefined = resolve(at, schema);
    if (!node || (trail.length === 0 && step.name === "global")) return undefined;
    const properties = isObject(node.properties) ? node.properties : {};
    if (Object.hasOwn(properties, step.name)) {
      at = properties[step.name];
      trail.push(step.name);
      continue;
    }
    if (node.additionalProperties !== false || node.patternProperties !== undefined) return undefined;
    return undeclaredFinding(use, step, trail, Object.keys(properties), chartPath);
  }
  return undefined;
}

function undeclaredFinding(
  use: Use,
  step: Step,
  trail: string[],
  known: string[],
  chartPath: string,
): Diagnostic {
  const near = nearest(step.name, known);
  const where = trail.length === 0 ? "the chart's values" : `\`${trail.join(".")}\``;
  return diagnostic("CR402", `undeclared value \`${[...trail, step.name].join(".")}\``, {
    place: placeAt(use.source, step.start + 1, step.end),
    span: `${path.basename(chartPath)}/values.schema.json has no such property`,
    note: `${where} is closed in the schema (\`additionalProperties: false\`), so it can never be set`,
    ...(near !== undefined && { help: `did you mean \`${near}\`?` }),
  });
}

/** Follows `$ref` inside the document; undefined where the schema says nothing, or refers elsewhere. */
function resolve(node: Json | undefined, schema: JsonObject): JsonObject | undefined {
  let at = node;
  for (let hops = 0; hops < 20 && isObject(at); hops += 1) {
    if (typeof at.$ref !== "string") return at;
    if (!at.$ref.startsWith("#")) return undefined;
    let target: Json | undefined = schema;
    for (const part of at.$ref.slice(1).split("/").slice(1)) {
      const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
      target = isObject(target) ? target[key] : undefined;
    }
    at = target;
  }
  return undefined;
}

/** The chart's schema; one that is no JSON is another stage's finding. */
function readSchema(chartPath: string): JsonObject | undefined {
  const text = readIfThere(path.join(chartPath, "values.schema.json"));
  if (text === undefined) return undefined;
  try {
    const schema = JSON.parse(text) as Json;
    return isObject(schema) ? schema : undefined;
  } catch {
    return undefined;
  }
}

function hasDependencies(chartPath: string): boolean {
  return /^dependencies:/m.test(readIfThere(path.join(chartPath, "Chart.yaml")) ?? "");
}

function nearest(name: string, known: Iterable<string>): string | undefined {
  const limit = Math.min(3, Math.ceil(name.length / 2));
  return [...known]
    .map((one) => ({ one, distance: leven(one, name) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)[0]?.one;
}
