import path from "node:path";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import { parseJson } from "../core/json.ts";
import { fileStart } from "../core/source.ts";
import { foreseeCharts } from "../engine/chart.ts";
import { type Environment, type Release, releaseKey } from "../environment/model.ts";
import { annotate } from "../merge/annotate.ts";
import { coalesce } from "../merge/coalesce.ts";
import { compareValues } from "../merge/compare.ts";
import { finalValues } from "../merge/final.ts";
import { readLayers } from "../merge/layers.ts";
import { mergeLayers } from "../merge/merge.ts";
import type { MergedMap, MergedNode, Origin } from "../merge/model.ts";
import { withPlaceholders } from "../merge/placeholders.ts";
import { nodeAt, plainValue } from "../merge/value.ts";
import { namedFindings } from "./by-name.ts";
import { type ReleasePart, releaseChart } from "./chart-parts.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { validate } from "./validate.ts";
import { markWriteOnly } from "./write-only.ts";

/** A release's values with origins. */
export interface OriginatedValues {
  /** Without the charts' defaults. */
  readonly ours: MergedMap;
  /** As the templates see them. */
  readonly final: MergedMap;
}

/** The values of an environment's installed releases by `releaseKey`. */
export type ReleaseValues = ReadonlyMap<string, OriginatedValues>;

/** A release's values, with all that was read on the way to them. */
export interface AnnotatedRelease extends OriginatedValues {
  /** The chart and the subcharts that these values enable, the top one first. */
  readonly parts: readonly ReleasePart[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The annotated releases of an environment by `releaseKey`: those that are installed. */
export type AnnotatedReleases = ReadonlyMap<string, AnnotatedRelease>;

/** Every installed release of an environment with its values' origins; `merged` are the environment's own layers. */
export async function annotateReleases(
  environment: Environment,
  merged: MergedMap,
): Promise<AnnotatedReleases> {
  const annotated = new Map<string, AnnotatedRelease>();
  const installed = environment.releases.filter((one) => one.installed);
  const forget = foreseeCharts(
    installed.flatMap(({ chartPath, values }) => (chartPath === undefined ? [] : [{ chartPath, values }])),
  );
  // One after another: what one release's schema calls a secret is masked in the findings of the next.
  for (const release of installed)
    annotated.set(releaseKey(release), await annotateRelease(environment, release, merged));
  forget();
  return annotated;
}

/** The environment's values with each installed release's final ones in place of its overlay. */
export function withReleases(
  environment: Environment,
  merged: MergedMap,
  annotated: ReleaseValues,
): MergedMap {
  const entries = new Map<string, MergedNode>(merged.entries);
  for (const release of environment.releases) {
    const final = annotated.get(releaseKey(release))?.final;
    if (final) entries.set(release.name, final);
  }
  return { ...merged, entries };
}

/** Reads a release's own layers and its charts, and gives the values that Helm makes of them their origins. */
async function annotateRelease(
  environment: Environment,
  release: Release,
  merged: MergedMap,
): Promise<AnnotatedRelease> {
  const { root } = environment;
  const fallback = fallbackOf(release);
  const sources = [merged.entries.get(release.name), merged];
  const own = await readLayers(root, release.layers, { reader: "helm", sources, inline: release.place });
  const ours = annotate(release.values, [own.merged, ...sources], fallback, environment.secretsMarked);
  const chart = await releaseChart(root, release, withPlaceholders(plainValue(ours), ours));
  const [top] = chart.parts;
  const final = withSecrets(
    chart.values
      ? finalValues(chart.values, ours, chart.parts, fallback)
      : coalesce(ours, top?.defaults ?? mergeLayers([])),
    chart.parts,
  );
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

/** The values that a chart's schema calls `writeOnly` are secrets, whoever asks for the values. */
function withSecrets(final: MergedMap, parts: readonly ReleasePart[]): MergedMap {
  return parts.reduce((whole, { path: steps, schema }) => {
    const part = nodeAt(whole, steps);
    const parsed = schema === "" ? undefined : parseJson(schema);
    if (part?.kind !== "map" || parsed === undefined) return whole;
    return replaceAt(whole, steps, markWriteOnly(part, parsed));
  }, final);
}

function replaceAt(whole: MergedMap, [step, ...rest]: readonly string[], part: MergedMap): MergedMap {
  if (step === undefined) return part;
  const child = whole.entries.get(step);
  if (child?.kind !== "map") return whole;
  return { ...whole, entries: new Map(whole.entries).set(step, replaceAt(child, rest, part)) };
}

/**
 * Findings about one release's final values: each chart's schema, or its values.yaml where there is no schema. `accepted`:
 * Helm has rendered the release with these values, so that its own look at the schemas has found nothing.
 */
export function releaseFindings(
  release: Release,
  annotated: AnnotatedRelease,
  accepted = false,
): Diagnostic[] {
  const findings = [...annotated.diagnostics];
  for (const part of annotated.parts) {
    if (part.schema === "") findings.push(...namedFindings(annotated.ours, part, annotated.parts, release));
    else findings.push(...schemaFindings(annotated, part, release, accepted));
  }
  return findings;
}

function schemaFindings(
  { ours, final, parts }: AnnotatedRelease,
  part: ReleasePart,
  release: Release,
  accepted: boolean,
): Diagnostic[] {
  const { schemaFile } = part;
  const schema = parseJson(part.schema);
  if (schema === undefined)
    return [diagnostic("CR210", "this schema is not JSON", { place: fileStart(schemaFile) })];
  const folder = release.chartPath === undefined ? part.name : path.basename(release.chartPath);
  const owner = `chart \`${part.path.length === 0 && !folder.endsWith(".tgz") ? folder : part.name}\``;
  const top = parts[0]?.schemaFile ?? schemaFile;
  const chart =
    release.chartPath &&
    path.join(release.chartPath, path.relative(path.dirname(top), path.dirname(schemaFile)));
  const options = { schemaFile, schemaText: part.schema, owner, chart };
  const node = nodeAt(final, part.path);
  const set = nodeAt(ours, part.path);
  return [
    ...(node ? validate(node, schema, { ...options, under: part.path, accepted }) : []),
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
