import { existsSync } from "node:fs";
import path from "node:path";
import { isFile, readIfThere } from "../core/files.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { makeSource, type Place, placeAt } from "../core/source.ts";
import { embeddedLayers, type LayerList } from "./layers.ts";
import { mergeValues } from "./merge-values.ts";
import type { Release } from "./model.ts";
import { asList, asObject, asText, type State } from "./state.ts";

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
    const kubeContext = asText(release.kubeContext) ?? asText(defaults.kubeContext);
    const chartPath = localChart(chart, release, from);
    const set = setValues(release);
    return {
      name,
      namespace: asText(release.namespace) ?? "default",
      chart,
      ...(chartPath !== undefined && { chartPath }),
      ...(version !== undefined && { version }),
      file: from.helmfile,
      ...(place && { place }),
      installed: release.installed !== false,
      needs: needsOf(release, kubeContext),
      labels: Object.fromEntries(
        Object.entries(asObject(release.labels)).map(([key, value]) => [key, String(value)]),
      ),
      timeoutSeconds: numberOf(release.timeout) ?? numberOf(defaults.timeout) ?? TIMEOUT_SECONDS,
      wait: (release.wait ?? defaults.wait) === true,
      ...(kubeContext !== undefined && { kubeContext }),
      layers: [
        ...embeddedLayers(asList(release.values), asList(embedded.values), from),
        ...embeddedLayers(asList(release.secrets), asList(embedded.secrets), from, true),
        ...(Object.keys(set).length > 0
          ? [{ kind: "inline", value: set, file: from.helmfile } as const]
          : []),
      ],
      values: mergeValues([
        ...[...asList(embedded.values), ...asList(embedded.secrets)].filter(isObject),
        set,
      ]),
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

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** helmfile's `chartPath` can be a temporary copy; the chart the user wrote is the one to point at. */
function localChart(chart: string, release: JsonObject, from: LayerList): string | undefined {
  const written = path.resolve(from.folder, chart);
  // Helm would wait for a pipe in the place of Chart.yaml for ever.
  if (existsSync(path.join(written, "Chart.yaml")) && !isFile(path.join(written, "Chart.yaml")))
    return undefined;
  if (chart !== "" && !/^[a-z]+:\/\//.test(chart) && existsSync(written)) return written;
  const stated = asText(release.chartPath);
  return stated !== undefined && existsSync(path.resolve(from.folder, stated))
    ? path.resolve(from.folder, stated)
    : undefined;
}

function placeOfRelease(source: ReturnType<typeof makeSource>, name: string): Place | undefined {
  const match = new RegExp(
    `^(\\s*(?:-\\s+)?name:\\s*["']?)(${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})["']?\\s*(?:#.*)?$`,
    "m",
  ).exec(source.text);
  if (!match) return undefined;
  const start = match.index + (match[1] as string).length;
  return placeAt(source, start, start + name.length);
}

/** Plain `set:` entries (`a.b: value`), which Helm merges after all values, as one map. */
function setValues(release: JsonObject): JsonObject {
  return mergeValues(
    asList(release.set)
      .filter(isObject)
      .flatMap((entry): JsonObject[] => {
        const steps = asText(entry.name)?.split(".");
        const text = entry.value;
        if (!steps || text === undefined || steps.some((step) => /[[\]\\]/.test(step))) return [];
        return [steps.reduceRight<Json>((value, step) => ({ [step]: value }), typedSet(text)) as JsonObject];
      }),
  );
}

function typedSet(value: Json): Json {
  if (typeof value !== "string") return value;
  if (/^(?:true|false|null)$/.test(value)) return JSON.parse(value) as Json;
  return /^(?:0|-?[1-9]\d*)$/.test(value) ? Number(value) : value;
}
