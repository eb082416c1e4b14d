import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { fileStart } from "../core/source.ts";
import type { Environment } from "../environment/model.ts";
import { mergeLayers } from "../merge/merge.ts";
import type { MergedMap, MergedNode } from "../merge/model.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { annotateRelease, releaseFindings } from "./release.ts";
import { parseSchema } from "./schema.ts";
import { validate } from "./validate.ts";
import { markWriteOnly } from "./write-only.ts";

/** The environment's own schema, relative to the root; a repository need not have one. */
export const ENVIRONMENT_SCHEMA = "schemas/environment.schema.json";

/**
 * All findings about the values of one environment: the environment's document, each release's final values against
 * its chart's schema. `merged` are the environment's own layers.
 */
export async function validateEnvironment(
  environment: Environment,
  merged: MergedMap,
): Promise<Diagnostic[]> {
  const findings = environmentFindings(environment, merged);
  for (const release of environment.releases) {
    if (release.installed) findings.push(...(await releaseFindings(environment, release, merged)));
  }
  return once(findings);
}

/**
 * The environment's values, each release's final ones in place of its overlay, with every secret marked and remembered:
 * what was decrypted, and what a schema calls `writeOnly`. For whoever prints something without checking it.
 */
export async function annotatedValues(environment: Environment, merged: MergedMap): Promise<MergedMap> {
  const schema = parseSchema(readIfThere(path.join(environment.root, ENVIRONMENT_SCHEMA)) ?? "");
  const marked = schema === undefined ? merged : markWriteOnly(merged, withoutCharts(schema));
  const entries = new Map<string, MergedNode>(marked.entries);
  for (const release of environment.releases)
    entries.set(release.name, (await annotateRelease(environment, release, merged)).final);
  return { ...(merged.entries.size > 0 ? marked : mergeLayers([])), entries };
}

function environmentFindings(environment: Environment, merged: MergedMap): Diagnostic[] {
  const text = readIfThere(path.join(environment.root, ENVIRONMENT_SCHEMA));
  if (text === undefined) return [];
  const schema = parseSchema(text);
  if (schema === undefined)
    return [diagnostic("CR210", "this schema is not JSON", { place: fileStart(ENVIRONMENT_SCHEMA) })];
  const options = { schemaFile: ENVIRONMENT_SCHEMA, schemaText: text, owner: "the environment" };
  const own = withoutCharts(schema);
  return [...validate(merged, own, options), ...plainSecrets(merged, own)];
}

/** Refers to chart schemas are left out: a release's final values, defaults included, are checked against those. */
function withoutCharts(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutCharts);
  if (!isObject(schema)) return schema;
  if (typeof schema.$ref === "string" && !schema.$ref.startsWith("#") && !/^[a-z]+:/.test(schema.$ref))
    return true;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutCharts(value)]));
}

function once(findings: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return findings.filter((one) => {
    const key = JSON.stringify([one.code, one.message, one.place]);
    return !seen.has(key) && seen.add(key);
  });
}
