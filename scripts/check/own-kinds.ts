import path from "node:path";
import { filesBelow, isDirectory, readIfThere } from "../core/files.ts";
import type { JsonObject } from "../core/json.ts";
import type { RenderedRelease } from "../render/model.ts";
import { groupOf, kindOf } from "./schemas/catalog.ts";
import { type CustomKinds, customKinds } from "./schemas/custom-kinds.ts";
import { readDocuments } from "./schemas/documents.ts";
import { kubernetesTable } from "./schemas/table.ts";

/**
 * Kinds that the releases bring along, as far as their objects need them: CustomResourceDefinitions that they render,
 * and those in `crds/` of their charts.
 */
export function ownKinds(rendered: readonly RenderedRelease[]): CustomKinds[] {
  const objects = rendered.flatMap(({ manifests }) => manifests.map(({ object }) => object));
  const made = objects.flatMap((object) => customKinds(object) ?? []);
  const needed = new Map(objects.filter(isCustom).map((one) => [`${one.apiVersion} ${one.kind}`, one]));
  if (needed.size === 0) return made;
  const charts = new Set(rendered.flatMap(({ release }) => release.chartPath ?? []));
  const texts = [...charts].flatMap((chart) => textsBelow(chart));
  const inFolders = [...needed.values()].flatMap(({ apiVersion, kind }) =>
    texts
      .flatMap((text) =>
        readDocuments(text, groupOf(String(apiVersion)), String(kind), "CustomResourceDefinition"),
      )
      .flatMap((document) => customKinds(document) ?? []),
  );
  return [...made, ...inFolders];
}

/** Only groups with a dot may be somebody's. */
function isCustom(object: JsonObject): boolean {
  return (
    groupOf(String(object.apiVersion)).includes(".") &&
    !Object.hasOwn(kubernetesTable().kinds, kindOf(object))
  );
}

/** The files of `crds/` of a chart and of the charts in it. */
function textsBelow(chart: string, depth = 0): string[] {
  const folder = path.join(chart, "crds");
  const files = isDirectory(folder) ? filesBelow(folder).filter((one) => /\.(?:ya?ml|json)$/.test(one)) : [];
  const own = files.flatMap((one) => readIfThere(path.join(folder, one)) ?? []);
  const below = path.join(chart, "charts");
  const inner = depth < DEEPEST && isDirectory(below) ? subcharts(below) : [];
  return [...own, ...inner.flatMap((one) => textsBelow(path.join(below, one), depth + 1))];
}

const DEEPEST = 6;

function subcharts(folder: string): string[] {
  return filesBelow(folder).flatMap((one) =>
    /^[^/\\]+[/\\]Chart\.yaml$/.test(one) ? [path.dirname(one)] : [],
  );
}
