import { existsSync } from "node:fs";
import path from "node:path";
import { escapePattern } from "../core/escape-pattern.ts";
import { isDirectory, isFile, readIfThere } from "../core/files.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { makeSource, type Place, placeAt } from "../core/source.ts";
import { fetchedChart } from "./fetched-charts.ts";
import { embeddedLayers, type LayerList } from "./layers.ts";
import { mergeValues } from "./merge-values.ts";
import type { Release } from "./model.ts";
import { setLayer, withSetValues } from "./set-values.ts";
import { asList, asObject, asText, type State } from "./state.ts";

/** What helmfile changes in the chart or in its manifests, by way of chartify or a post-renderer. */
const PATCHES = [
  "jsonPatches",
  "strategicMergePatches",
  "transformers",
  "dependencies",
  "forceNamespace",
  "postRenderer",
] as const;

/** Helm's own default when a helmfile names none. */
const TIMEOUT_SECONDS = 300;

/**
 * The releases of one helmfile. One whose `condition` is false is left alone by helmfile, so it is not here; one with
 * `installed: false` is uninstalled, so it is. `full` is the same helmfile as `build --embed-values` prints it.
 */
export function releasesOf(state: State, full: State | undefined, from: LayerList): Release[] {
  const source = makeSource(from.helmfile, readIfThere(path.resolve(from.root, from.helmfile)) ?? "");
  const wanted = (release: JsonObject) => isWanted(release, state.renderedvalues);
  const embeds = full?.releases.filter(wanted) ?? [];
  return state.releases.filter(wanted).map((release, index) => {
    const name = asText(release.name) ?? "";
    const embedded = embeds.find((one, at) => one.name === release.name && at === index) ?? release;
    const defaults = state.helmDefaults;
    const chart = asText(release.chart) ?? "";
    const place = placeOfRelease(source, name);
    const version = asText(release.version);
    const kubeVersion =
      asText(release.kubeVersion) ?? asText(state.kubeVersion) ?? versionIn((full ?? state).renderedvalues);
    const own = asList(release.apiVersions);
    const apiVersions = (own.length > 0 ? own : state.apiVersions).map(String);
    const kubeContext = asText(release.kubeContext) ?? asText(defaults.kubeContext);
    const local = localChart(chart, from);
    const fetched = local === undefined && isRemote(chart) ? fetchedChart({ chart, version }) : undefined;
    const chartPath = local ?? fetched;
    const embeddedValues = mergeValues(
      [...asList(embedded.values), ...asList(embedded.secrets)].filter(isObject),
    );
    const values = withSetValues(embedded, embeddedValues, from.folder);
    const set = setLayer(embedded, values, from.folder);
    const patched = PATCHES.filter((key) => asList(release[key]).length > 0 || asText(release[key]));
    return {
      name,
      namespace: asText(release.namespace) ?? "default",
      chart,
      ...(chartPath !== undefined && { chartPath }),
      ...(fetched !== undefined && { fetched: true }),
      ...(version !== undefined && { version }),
      ...(kubeVersion !== undefined && { kubeVersion }),
      ...(apiVersions.length > 0 && { apiVersions }),
      file: from.helmfile,
      ...(place && { place }),
      installed: release.installed !== false,
      needs: needsOf(release, kubeContext),
      labels: Object.fromEntries(
        Object.entries(asObject(release.labels)).map(([key, value]) => [key, String(value)]),
      ),
      // helmfile hands no 0 to Helm, which then takes its own default.
      timeoutSeconds: (numberOf(release.timeout) ?? numberOf(defaults.timeout)) || TIMEOUT_SECONDS,
      wait: (release.wait ?? defaults.wait) === true,
      ...((release.atomic ?? defaults.atomic) === true && { atomic: true }),
      ...(kubeContext !== undefined && { kubeContext }),
      layers: [
        ...embeddedLayers(asList(release.values), asList(embedded.values), from),
        ...embeddedLayers(asList(release.secrets), asList(embedded.secrets), from, true),
        ...(Object.keys(set).length > 0
          ? [{ kind: "inline", value: set, file: from.helmfile } as const]
          : []),
      ],
      values,
      ...(patched.length > 0 && { patched }),
    };
  });
}

/** helmfile writes the context in front of a need's namespace; a need is `namespace/name` or `name` here. */
function needsOf(release: JsonObject, kubeContext: string | undefined): string[] {
  return asList(release.needs).map((need) => {
    const text = String(need);
    return kubeContext !== undefined && text.startsWith(`${kubeContext}/`)
      ? text.slice(kubeContext.length + 1)
      : text;
  });
}

function isWanted(release: JsonObject, values: Json): boolean {
  const condition = asText(release.condition);
  if (condition === undefined) return true;
  let value: Json | undefined = values;
  for (const step of condition.split(".")) value = asObject(value)[step];
  return value === true;
}

/** The environment's own value `kubeVersion`, where it is a version: `1.30` in a file is the number 1.3. */
function versionIn(values: Json): string | undefined {
  const { kubeVersion } = asObject(values);
  const text = typeof kubeVersion === "number" ? kubeVersion.toFixed(2) : asText(kubeVersion);
  return text !== undefined && /^v?1\.\d+/.test(text) ? text : undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** A chart's folder or archive as the helmfile names it. */
function localChart(chart: string, { folder }: LayerList): string | undefined {
  const written = path.resolve(folder, chart);
  // Helm would wait for a pipe in the place of Chart.yaml for ever.
  if (existsSync(path.join(written, "Chart.yaml")) && !isFile(path.join(written, "Chart.yaml")))
    return undefined;
  if (chart === "" || /^[a-z]+:/.test(chart) || !existsSync(written)) return undefined;
  // helmfile makes a chart of a folder of manifests or of a kustomization: there is none to look at.
  return isDirectory(written) && !existsSync(path.join(written, "Chart.yaml")) ? undefined : written;
}

function isRemote(chart: string): boolean {
  return chart.startsWith("oci://") || /^[\w-]+\/[\w.-]+$/.test(chart);
}

function placeOfRelease(source: ReturnType<typeof makeSource>, name: string): Place | undefined {
  const match = new RegExp(
    `^(\\s*(?:-\\s+)?name:\\s*["']?)(${escapePattern(name)})["']?\\s*(?:#.*)?$`,
    "m",
  ).exec(source.text);
  if (!match) return undefined;
  const start = match.index + (match[1] as string).length;
  return placeAt(source, start, start + name.length);
}
