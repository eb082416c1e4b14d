import type { ErrorObject } from "ajv";
import type { Code } from "../core/codes.ts";
import { type Diagnostic, type DiagnosticDetails, diagnostic, type Label } from "../core/diagnostic.ts";
import { isObject, type Json, showPath, type ValuePath } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import type { MergedNode, Origin } from "../merge/model.ts";
import { nodeAt } from "../merge/value.ts";
import { changeOf } from "./migrations.ts";
import { atPointer } from "./schema.ts";

/** Whose schema speaks, as a message names it, and the keys that lead to its values. */
export interface SchemaOwner {
  readonly owner: string;
  readonly under: ValuePath;
  /** The folder of the chart's subcharts, relative to the root; the values that they bring along have their places there. */
  readonly subcharts: string;
  /** The chart's folder, absolute, where it is one: it may say what became of its former values. */
  readonly chart?: string | undefined;
}

/** One error of ajv as a finding, without any value in it: it may be secret. */
export function describe(
  error: ErrorObject,
  path: ValuePath,
  root: MergedNode,
  schema: Json,
  speaker: SchemaOwner,
): Diagnostic {
  const { owner, under } = speaker;
  const node = nodeAt(root, path);
  const params = error.params as Record<string, unknown>;
  const shown = `\`${showPath([...under, ...path])}\``;
  switch (error.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties":
      return unknownKey(
        String(params.additionalProperty ?? params.unevaluatedProperty),
        path,
        node,
        error,
        schema,
        speaker,
      );
    case "required":
    case "dependentRequired":
      return missing(String(params.missingProperty), path, root, speaker);
    case "type": {
      const wanted = String(params.type).replaceAll(",", " or ");
      return at(node, "CR201", `${shown} must be ${article(wanted)}, and is ${article(kindOf(node))}`, {
        span: `expected ${wanted}`,
        help: typeHelp(wanted, node),
      });
    }
    case "pattern":
      return at(node, "CR204", `${shown} does not match \`${params.pattern}\``, { span: "does not match" });
    case "enum":
      return at(node, "CR205", `${shown} must be one of ${list(params.allowedValues)}`, {
        span: "not one of those allowed",
        help: nearestAllowed(node, params.allowedValues),
      });
    case "const":
      return at(node, "CR205", `${shown} must be ${JSON.stringify(params.allowedValue)}`, {});
    case "oneOf":
    case "anyOf":
      return at(node, "CR207", `${shown} fits none of the shapes that ${owner} allows`, {});
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
    case "multipleOf":
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
    case "uniqueItems":
    case "minProperties":
    case "maxProperties":
      return at(node, "CR206", `${shown} ${error.message ?? "is out of bounds"}`, { span: "out of bounds" });
    default:
      return at(node, "CR208", `${shown} breaks the schema's rule \`${error.keyword}\``, {});
  }
}

function unknownKey(
  key: string,
  path: ValuePath,
  map: MergedNode | undefined,
  error: ErrorObject,
  schema: Json,
  { owner, under, subcharts, chart }: SchemaOwner,
): Diagnostic {
  const node = nodeAt(map, [key]);
  const parent = atPointer(schema, error.schemaPath.replace(/\/[^/]+$/, ""));
  const names = Object.keys(isObject(parent) && isObject(parent.properties) ? parent.properties : {});
  const near = nearest(key, names);
  const nearPlace = near === undefined ? undefined : nodeAt(map, [near])?.origins.at(-1);
  const labels: Label[] = nearPlace
    ? [{ message: `\`${near}\` is set here`, place: nearPlace.key ?? nearPlace.place }]
    : [];
  const last = node?.origins.at(-1);
  if (node?.origins.some(({ place }) => place.file.startsWith(subcharts)))
    return diagnostic("CR203", `unknown key \`${key}\``, {
      place: last?.key ?? last?.place,
      span: `${owner} has no such value`,
      note: "Helm puts the values of a subchart below this key before it checks them",
      help: `declare it in values.schema.json: "${key}": { "type": "object" }`,
    });
  const change = chart === undefined ? undefined : changeOf(chart, [...path, key]);
  if (change)
    return diagnostic("CR203", `unknown key \`${key}\``, {
      place: last?.key ?? last?.place,
      span: `${owner} has had no such value since ${change.version}`,
      note: layerNote(last),
      help: change.to
        ? `\`${showPath([...under, ...change.from])}\` is \`${showPath([...under, ...change.to])}\` now: move it there`
        : `take it out: ${change.reason}`,
    });
  return diagnostic("CR203", `unknown key \`${key}\``, {
    place: last?.key ?? last?.place,
    span: `${owner} has no such value`,
    labels,
    note: layerNote(last),
    help: near === undefined ? knownNames(names) : `did you mean \`${near}\`?`,
  });
}

function missing(key: string, path: ValuePath, root: MergedNode, { owner, under }: SchemaOwner): Diagnostic {
  const node = nodeAt(root, path);
  const last = node?.origins.at(-1);
  const name = showPath([...under, ...path, key]);
  return diagnostic("CR202", `\`${name}\` is missing`, {
    place: last?.key ?? last?.place,
    span: `\`${key}\` belongs here`,
    note: `${owner} requires it and has no default`,
    help: `set \`${name}\``,
  });
}

function at(
  node: MergedNode | undefined,
  code: Code,
  message: string,
  details: DiagnosticDetails,
): Diagnostic {
  const origins = node?.origins ?? [];
  const last = origins.at(-1);
  const labels = origins
    .slice(0, -1)
    .map((one) => ({ message: "overrides this", place: one.key ?? one.place }));
  return diagnostic(code, message, { place: last?.place, labels, note: layerNote(last), ...details });
}

function layerNote(origin: Origin | undefined): string | undefined {
  return origin && origin.layers > 1 ? `layer ${origin.layer + 1} of ${origin.layers}` : undefined;
}

function nearestAllowed(node: MergedNode | undefined, allowed: unknown): string | undefined {
  if (node?.kind !== "scalar" || node.secret || typeof node.value !== "string" || !Array.isArray(allowed))
    return undefined;
  const near = nearest(
    node.value,
    allowed.filter((one) => typeof one === "string"),
  );
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

function knownNames(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const some = [...names].sort().slice(0, 8).join(", ");
  return `known keys: ${some}${names.length > 8 ? `, and ${names.length - 8} more` : ""}`;
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.map((one) => JSON.stringify(one)).join(", ") : "those allowed";
}

function kindOf(node: MergedNode | undefined): string {
  if (!node) return "nothing";
  if (node.kind === "map") return "object";
  if (node.kind === "list") return "array";
  if (node.encrypted !== undefined)
    return {
      str: "string",
      int: "integer",
      float: "number",
      bool: "boolean",
      bytes: "string",
      comment: "string",
      made: "string",
    }[node.encrypted];
  if (node.value === null) return "null";
  if (typeof node.value === "number") return Number.isInteger(node.value) ? "integer" : "number";
  return typeof node.value;
}

function article(kind: string): string {
  if (kind === "null" || kind === "nothing") return kind;
  return /^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function typeHelp(wanted: string, node: MergedNode | undefined): string | undefined {
  const kind = kindOf(node);
  if (wanted === "string" && ["integer", "number", "boolean"].includes(kind))
    return "quote it to make it text";
  if (/integer|number|boolean/.test(wanted) && kind === "string") return "write it without quotes";
  return undefined;
}
