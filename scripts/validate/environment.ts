import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { fileStart } from "../core/source.ts";
import type { Environment, Release } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import { overriddenSecrets } from "./overridden-secrets.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { type AnnotatedRelease, annotateRelease, releaseFindings } from "./release.ts";
import { parseSchema } from "./schema.ts";
import { validate } from "./validate.ts";

/** The environment's own schema, relative to the root; a repository need not have one. */
export const ENVIRONMENT_SCHEMA = "schemas/environment.schema.json";

/**
 * All findings about the values of one environment: the environment's document, each release's final values against
 * its chart's schema. `merged` are the environment's own layers; `remember` gets each release's values with their places.
 */
export async function validateEnvironment(
  environment: Environment,
  merged: MergedMap,
  remember?: (release: Release, annotated: AnnotatedRelease) => void,
): Promise<Diagnostic[]> {
  const findings = [...environmentFindings(environment, merged), ...overriddenSecrets(merged)];
  for (const release of environment.releases) {
    if (!release.installed) continue;
    const annotated = await annotateRelease(environment, release, merged);
    remember?.(release, annotated);
    findings.push(...releaseFindings(release, annotated));
    findings.push(...overriddenSecrets(annotated.ours).filter((one) => !isTold(one, findings)));
  }
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

/** The environment's values come back in those of its releases, below another path. */
function isTold(one: Diagnostic, findings: readonly Diagnostic[]): boolean {
  const place = JSON.stringify(one.place);
  return findings.some((other) => other.code === one.code && JSON.stringify(other.place) === place);
}

function once(findings: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return findings.filter((one) => {
    const key = JSON.stringify([one.code, one.message, one.place]);
    return !seen.has(key) && seen.add(key);
  });
}
