import type { ErrorObject } from "ajv";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Json, ValuePath } from "../core/json.ts";
import type { MergedNode } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import { describe } from "./describe.ts";
import { foldAlternatives, instanceSteps } from "./fold.ts";
import { compileSchema, schemaNotes } from "./schema.ts";

export interface ValidateOptions {
  /** The schema's file, relative to the root: findings about the schema itself point there. */
  readonly schemaFile: string;
  /** The schema's text, for places in it. */
  readonly schemaText?: string;
  /** Whose schema it is, as a message names it: "chart `phoenix`". */
  readonly owner?: string;
  /** Keys that lead to the node: a subchart's name. They stand before each path in a message. */
  readonly under?: ValuePath;
  /** The folder of the chart whose schema it is, absolute. */
  readonly chart?: string | undefined;
  /** Helm has held these values against this schema, and took them: only the schema itself can be at fault. */
  readonly accepted?: boolean;
}

/** Checks merged values against a JSON Schema, as Helm does; each finding stands at the value or key it is about. */
export function validate(node: MergedNode, schema: Json, options: ValidateOptions): Diagnostic[] {
  if (options.accepted) {
    const notes = schemaNotes(schema, options.schemaFile, options.schemaText ?? JSON.stringify(schema));
    return notes.ok ? [...notes.value] : notes.error;
  }
  const compiled = compileSchema(schema, options.schemaFile, options.schemaText);
  if (!compiled.ok) return compiled.error;
  const value = standIn(node);
  const { notes } = compiled.value;
  if (compiled.value.check(value)) return [...notes];
  const errors = foldAlternatives(compiled.value.check.errors ?? [], value, compiled.value);
  const seen = new Set<string>();
  const found = errors.flatMap((error) => {
    const path = instanceSteps(error, value);
    if (!isKnowable(error, nodeAt(node, path))) return [];
    const found = describe(error, path, node, compiled.value.root, {
      owner: options.owner ?? "the schema",
      under: options.under ?? [],
      chart: options.chart,
      subcharts: options.schemaFile.replace(/[^/]*$/, "charts/"),
    });
    const same = `${found.code} ${found.message} ${JSON.stringify(found.place)} ${pathKey(path)}`;
    if (seen.has(same)) return [];
    seen.add(same);
    return [found];
  });
  return [...notes, ...found];
}

/** Of an encrypted value only presence and type are known. */
function isKnowable(error: ErrorObject, node: MergedNode | undefined): boolean {
  if (node?.kind !== "scalar" || node.encrypted === undefined) return true;
  return error.keyword === "type" && node.encrypted !== "made";
}

/** The values with something of the right type for each leaf that stayed encrypted. */
function standIn(node: MergedNode): Json {
  if (node.kind === "list") return node.items.map(standIn);
  if (node.kind === "map")
    return Object.fromEntries([...node.entries].map(([key, one]) => [key, standIn(one)]));
  switch (node.encrypted) {
    case undefined:
      return node.value;
    case "int":
      return 1;
    case "float":
      return 0.5;
    case "bool":
      return true;
    default:
      return "encrypted";
  }
}

function pathKey(path: ValuePath): string {
  return JSON.stringify(path);
}
