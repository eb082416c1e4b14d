import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isObject } from "../../core/json.ts";
import { lineText, type Place } from "../../core/source.ts";
import type { LayerNode } from "../../layers/model.ts";
import type { ChartFiles } from "../chart-files.ts";
import { entryOf, namesOf, SchemaDocument, type Shape } from "../flow/schema-shape.ts";
import type { ValuePath } from "../flow/types.ts";
import type { Walked } from "./finding.ts";

const DEEPEST = 12;

/**
 * CR411: values that are declared and that no template reads. What is read whole (`toYaml`, a function that nobody
 * follows) reads all below it; texts in values.yaml that are templates themselves read what they name.
 */
export function deadValues(walked: Walked): Diagnostic[] {
  const { chart, recorder, declarations } = walked;
  if (chart.library || chart.partial || recorder.opaque || chart.templates.length === 0) return [];
  const reads = [...recorder.reads.values(), ...inTexts(chart), ...asked(chart)];
  const isRead = (path: ValuePath) => reads.some((one) => reaches(one, path));
  const foreign = new Set(["global", "tags", ...chart.closed, ...chart.subcharts.map(({ key }) => key)]);
  const found: Diagnostic[] = [];
  const document = chart.schema && new SchemaDocument(chart.schema.root);
  const visit = (path: ValuePath): void => {
    for (const name of declared(chart, document, path)) {
      const at = [...path, name];
      if (path.length === 0 && foreign.has(name)) continue;
      if (isRead(at)) {
        if (at.length < DEEPEST) visit(at);
        continue;
      }
      const place = declarations.inSchema(at) ?? declarations.inValues(at);
      if (place && !isAnchor(chart, declarations.inValues(at))) found.push(dead(at, place));
    }
  };
  visit([]);
  return found;
}

function dead(path: ValuePath, place: Place): Diagnostic {
  const shown = path.join(".").replaceAll(".[]", "[]");
  return diagnostic("CR411", `no template reads \`${shown}\``, {
    place,
    note: "whoever sets it changes nothing",
    help: "read it in a template, or take it out",
  });
}

interface Read {
  readonly path: ValuePath;
  readonly whole: boolean;
}

/** Whether a read is of a value, of something below it, or of all that is above it. */
function reaches({ path, whole }: Read, value: ValuePath): boolean {
  const length = Math.min(path.length, value.length);
  for (let at = 0; at < length; at += 1)
    if (path[at] !== value[at] && path[at] !== "*" && value[at] !== "*") return false;
  return path.length >= value.length || whole;
}

/** The names that are declared right below a value: by the schema, else by values.yaml. */
function declared(
  chart: ChartFiles,
  document: SchemaDocument | undefined,
  path: ValuePath,
): readonly string[] {
  if (document) {
    let shape: Shape | undefined = document.shape(document.root, "");
    for (const step of path) {
      if (!shape) break;
      const part: Shape["parts"][number] | undefined = shape.parts.find(({ node }) => isObject(node.items));
      shape =
        step === "[]"
          ? part && document.shape(part.node.items, `${part.pointer}/items`)
          : entryOf(document, shape, step).shape;
    }
    if (!shape) return [];
    const isList = shape.parts.some(({ node }) => isObject(node.items));
    return [...namesOf(shape), ...(isList ? ["[]"] : [])];
  }
  let node: LayerNode | undefined = chart.values?.root;
  for (const step of path) node = node?.kind === "map" ? node.entries.get(step)?.node : undefined;
  return node?.kind === "map" ? [...node.entries.keys()] : [];
}

/** A key of values.yaml that only holds an anchor for others is used where that stands. */
function isAnchor({ values }: ChartFiles, place: Place | undefined): boolean {
  return values !== undefined && place !== undefined && /:\s*&\w/.test(lineText(values.source, place.line));
}

/** What texts in values.yaml ask for where a template renders them. */
function inTexts({ values }: ChartFiles): Read[] {
  const text = values?.source.text ?? "";
  return [...text.matchAll(/\.Values((?:\.\w+)+)/g)].map((one) => ({
    path: (one[1] as string).split(".").slice(1),
    whole: true,
  }));
}

function asked(chart: ChartFiles): Read[] {
  return chart.asked.map((one) => ({ path: one.split("."), whole: true }));
}
