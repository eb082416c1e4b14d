import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isFile, readIfThere } from "../core/files.ts";
import { fileStart } from "../core/source.ts";
import type { Environment, Release } from "../environment/model.ts";
import { readLayer } from "../layers/read.ts";
import { annotate } from "../merge/annotate.ts";
import { coalesce } from "../merge/coalesce.ts";
import { readLayers } from "../merge/layers.ts";
import { mergeLayers } from "../merge/merge.ts";
import type { MergedMap, MergedNode, Origin } from "../merge/model.ts";
import { nearestName } from "./describe.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { parseSchema } from "./schema.ts";
import { validate } from "./validate.ts";

/** A release's values with origins: `ours` without the chart's defaults, `final` with them, as Helm coalesces. */
export interface AnnotatedRelease {
  readonly ours: MergedMap;
  readonly defaults: MergedMap;
  readonly final: MergedMap;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a release's own layers and its chart's defaults, and gives helmfile's final values their origins. */
export async function annotateRelease(
  environment: Environment,
  release: Release,
  merged: MergedMap,
): Promise<AnnotatedRelease> {
  const own = await readLayers(environment.root, release.layers, "helm");
  const diagnostics = [...own.diagnostics];
  const ours = annotate(
    release.values,
    [own.count > 0 ? own.merged : undefined, merged.entries.get(release.name), merged],
    fallbackOf(release),
  );
  const defaults = chartDefaults(environment.root, release);
  diagnostics.push(...defaults.diagnostics);
  return { ours, defaults: defaults.value, final: coalesce(ours, defaults.value), diagnostics };
}

/** Findings about one release's final values: its chart's schema, or its values.yaml where there is no schema. */
export async function releaseFindings(
  environment: Environment,
  release: Release,
  merged: MergedMap,
): Promise<Diagnostic[]> {
  const annotated = await annotateRelease(environment, release, merged);
  const findings = [...annotated.diagnostics];
  if (release.chartPath === undefined || isFile(release.chartPath)) return findings;
  const absolute = path.join(release.chartPath, "values.schema.json");
  const text = readIfThere(absolute);
  const chart = path.basename(release.chartPath);
  if (text === undefined) return [...findings, ...byName(environment, release, annotated, chart)];
  const schemaFile = path.relative(environment.root, absolute).split(path.sep).join("/");
  const schema = parseSchema(text);
  if (schema === undefined)
    return [...findings, diagnostic("CR210", "this schema is not JSON", { place: fileStart(schemaFile) })];
  const options = { schemaFile, schemaText: text, owner: `chart \`${chart}\`` };
  return [
    ...findings,
    ...validate(annotated.final, schema, options),
    ...plainSecrets(annotated.ours, schema),
  ];
}

function fallbackOf(release: Release): Origin {
  const template = release.layers.findLast((one) => one.kind === "template");
  const place = template ? fileStart(template.file) : (release.place ?? fileStart(release.file));
  return { place, layer: release.layers.length - 1, layers: release.layers.length };
}

function chartDefaults(
  root: string,
  release: Release,
): { value: MergedMap; diagnostics: readonly Diagnostic[] } {
  const file = release.chartPath === undefined ? undefined : path.join(release.chartPath, "values.yaml");
  if (file === undefined || !isFile(file)) return { value: mergeLayers([]), diagnostics: [] };
  const read = readLayer(root, path.relative(root, file).split(path.sep).join("/"));
  if (!read.ok) return { value: mergeLayers([]), diagnostics: read.error };
  // A chart's own file never passes through helmfile, so how helmfile would read it does not matter.
  const diagnostics = read.value.diagnostics.filter((one) => one.code !== "CR107");
  return { value: mergeLayers([read.value]), diagnostics };
}

function byName(
  environment: Environment,
  release: Release,
  annotated: AnnotatedRelease,
  chart: string,
): Diagnostic[] {
  const findings: Diagnostic[] = [
    diagnostic("CR215", `chart \`${chart}\` has no schema: its values are compared by name only`, {
      place: release.place,
      environment: environment.name,
    }),
  ];
  const visit = (ours: MergedNode, defaults: MergedNode | undefined, depth: number): void => {
    // An empty map among the defaults takes anything (labels, annotations); below it nothing is known.
    if (ours.kind !== "map" || defaults?.kind !== "map" || (depth > 0 && defaults.entries.size === 0)) return;
    for (const [key, node] of ours.entries) {
      const base = defaults.entries.get(key);
      if (base) visit(node, base, depth + 1);
      else if (depth > 0 || key !== "global") findings.push(unnamed(key, node, defaults, chart));
    }
  };
  if (annotated.defaults.entries.size > 0) visit(annotated.ours, annotated.defaults, 0);
  return findings;
}

function unnamed(key: string, node: MergedNode, defaults: MergedMap, chart: string): Diagnostic {
  const last = node.origins.at(-1);
  const near = nearestName(key, [...defaults.entries.keys()]);
  return diagnostic("CR214", `\`${key}\` is not in the values.yaml of chart \`${chart}\``, {
    place: last?.key ?? last?.place,
    help: near === undefined ? undefined : `did you mean \`${near}\`?`,
  });
}
