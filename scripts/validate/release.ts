import path from "node:path";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import { fileStart } from "../core/source.ts";
import type { Environment, Release } from "../environment/model.ts";
import { annotate } from "../merge/annotate.ts";
import { coalesce } from "../merge/coalesce.ts";
import { compareValues } from "../merge/compare.ts";
import { finalValues } from "../merge/final.ts";
import { readLayers } from "../merge/layers.ts";
import { mergeLayers } from "../merge/merge.ts";
import type { MergedMap, Origin } from "../merge/model.ts";
import { withPlaceholders } from "../merge/placeholders.ts";
import { nodeAt, plainValue } from "../merge/value.ts";
import { namedFindings } from "./by-name.ts";
import { type ReleasePart, releaseChart } from "./chart-parts.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { parseSchema } from "./schema.ts";
import { validate } from "./validate.ts";

/** A release's values with origins: `ours` without the charts' defaults, `final` as the templates see them. */
export interface AnnotatedRelease {
  readonly ours: MergedMap;
  readonly final: MergedMap;
  /** The chart and the subcharts that these values enable, the top one first. */
  readonly parts: readonly ReleasePart[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a release's own layers and its charts, and gives the values that Helm makes of them their origins. */
export async function annotateRelease(
  environment: Environment,
  release: Release,
  merged: MergedMap,
): Promise<AnnotatedRelease> {
  const { root } = environment;
  const fallback = fallbackOf(release);
  const sources = [merged.entries.get(release.name), merged];
  const own = await readLayers(root, release.layers, { reader: "helm", sources, inline: release.place });
  const ours = annotate(release.values, [own.merged, ...sources], fallback);
  const chart = await releaseChart(root, release, withPlaceholders(plainValue(ours), ours));
  const [top] = chart.parts;
  const final = chart.values
    ? finalValues(chart.values, ours, chart.parts, fallback)
    : coalesce(ours, top?.defaults ?? mergeLayers([]));
  const diagnostics = [...own.diagnostics, ...chart.diagnostics];
  if (own.whole && !environment.secretsWithheld && !hasErrors(own.diagnostics))
    diagnostics.push(
      ...compareValues(plainValue(own.merged), release.values, {
        what: `release \`${release.name}\``,
        node: own.merged,
        environment: environment.name,
      }),
    );
  if (!chart.whole) diagnostics.push(unseen(release));
  return { ours, final, parts: chart.parts, diagnostics };
}

/** Findings about one release's final values: each chart's schema, or its values.yaml where there is no schema. */
export function releaseFindings(release: Release, annotated: AnnotatedRelease): Diagnostic[] {
  const findings = [...annotated.diagnostics];
  for (const part of annotated.parts) {
    if (part.schema === "") findings.push(...namedFindings(annotated.ours, part, annotated.parts, release));
    else findings.push(...schemaFindings(annotated, part, release));
  }
  return findings;
}

function schemaFindings(
  { ours, final }: AnnotatedRelease,
  part: ReleasePart,
  release: Release,
): Diagnostic[] {
  const { schemaFile } = part;
  const schema = parseSchema(part.schema);
  if (schema === undefined)
    return [diagnostic("CR210", "this schema is not JSON", { place: fileStart(schemaFile) })];
  const folder = release.chartPath === undefined ? part.name : path.basename(release.chartPath);
  const owner = `chart \`${part.path.length === 0 && !folder.endsWith(".tgz") ? folder : part.name}\``;
  const node = nodeAt(final, part.path);
  const set = nodeAt(ours, part.path);
  return [
    ...(node ? validate(node, schema, { schemaFile, schemaText: part.schema, owner, under: part.path }) : []),
    ...(set ? plainSecrets(set, schema, part.path) : []),
  ];
}

function fallbackOf(release: Release): Origin {
  const template = release.layers.findLast((one) => one.kind === "template");
  const place = template ? fileStart(template.file) : (release.place ?? fileStart(release.file));
  return { place, layer: release.layers.length - 1, layers: release.layers.length, made: true };
}

function unseen(release: Release): Diagnostic {
  return diagnostic("CR216", `the subcharts of ${release.name} were not looked into`, {
    place: release.place,
    note: "the Helm engine, which reads them, is not built",
    help: "chartroom tools install engine",
  });
}
