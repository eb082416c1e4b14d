import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { fileStart } from "../core/source.ts";
import { foreseeCharts } from "../engine/chart.ts";
import type { Environment } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import { ENVIRONMENT_SCHEMA } from "./environment-schema.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { releaseFindings } from "./release.ts";
import { parseSchema } from "./schema.ts";
import { validate } from "./validate.ts";

/**
 * All findings about the values of one environment: the environment's document, each release's final values against
 * its chart's schema. `merged` are the environment's own layers.
 */
export async function validateEnvironment(
  environment: Environment,
  merged: MergedMap,
): Promise<Diagnostic[]> {
  const findings = environmentFindings(environment, merged);
  const installed = environment.releases.filter((one) => one.installed);
  const forget = foreseeCharts(
    installed.flatMap(({ chartPath, values }) => (chartPath === undefined ? [] : [{ chartPath, values }])),
  );
  // One after another: what one release's schema calls a secret is masked in the findings of the next.
  for (const release of installed) findings.push(...(await releaseFindings(environment, release, merged)));
  forget();
  return once(findings);
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
