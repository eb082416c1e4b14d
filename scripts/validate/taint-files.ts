import { readdirSync } from "node:fs";
import path from "node:path";
import { filesBelow, isDirectory, readIfThere } from "../core/files.ts";
import { type Json, parseJson } from "../core/json.ts";
import type { HelmfileLocation } from "../environment/find.ts";
import { namedFiles } from "../environment/named-files.ts";
import { readLayer } from "../layers/read.ts";
import { mergeLayers } from "../merge/merge.ts";
import { markWriteOnly } from "./write-only.ts";

/**
 * Remembers the unencrypted secrets of every values file that can be read, for the moment when helmfile failed: what
 * belongs to which chart is not known then, so each chart's schema is held against each file and each key at its top.
 */
export function taintPlainFiles(location: HelmfileLocation, environment: string): void {
  const schemas = chartSchemas(location.root);
  for (const file of new Set([...namedFiles(location, environment), ...environmentFiles(location.root)])) {
    const read = readLayer(location.root, file);
    if (!read.ok) continue;
    const whole = mergeLayers([read.value]);
    const parts = [whole, ...whole.entries.values()];
    for (const part of parts)
      if (part.kind === "map") for (const schema of schemas) markWriteOnly(part, schema);
  }
}

function chartSchemas(root: string): Json[] {
  const charts = path.join(root, "charts");
  if (!isDirectory(charts)) return [];
  return readdirSync(charts).flatMap((chart) => {
    const text = readIfThere(path.join(charts, chart, "values.schema.json"));
    return (text === undefined ? undefined : parseJson(text)) ?? [];
  });
}

function environmentFiles(root: string): string[] {
  const folder = path.join(root, "environments");
  if (!isDirectory(folder)) return [];
  return filesBelow(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => `environments/${file}`);
}
