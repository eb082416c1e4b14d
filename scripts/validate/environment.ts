import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { forbiddenFile, isForbidden } from "../core/forbidden.ts";
import { isObject, type Json, parseJson } from "../core/json.ts";
import { fileStart } from "../core/source.ts";
import { type Environment, releaseKey } from "../environment/model.ts";
import type { MergedMap } from "../merge/model.ts";
import { ENVIRONMENT_SCHEMA } from "./environment-schema.ts";
import { overriddenSecrets } from "./overridden-secrets.ts";
import { plainSecrets } from "./plain-secrets.ts";
import { type AnnotatedReleases, type ReleaseValues, releaseFindings, withReleases } from "./release.ts";
import { validate } from "./validate.ts";
import { markWriteOnly } from "./write-only.ts";

/**
 * All findings about the values of one environment: the environment's document, each release's final values against
 * its chart's schema. `merged` are the environment's own layers, `annotated` the releases' values, `accepted` says which
 * releases Helm has taken with these values (their `releaseKey`).
 */
export function validateEnvironment(
  environment: Environment,
  merged: MergedMap,
  annotated: AnnotatedReleases,
  accepted: ReadonlySet<string> = new Set(),
): Diagnostic[] {
  const findings = [...environmentFindings(environment, merged), ...overriddenSecrets(merged)];
  for (const release of environment.releases) {
    const key = releaseKey(release);
    const one = annotated.get(key);
    if (!one) continue;
    findings.push(...releaseFindings(release, one, accepted.has(key)));
    findings.push(...overriddenSecrets(one.ours).filter((two) => !isTold(two, findings)));
  }
  return once(findings);
}

/**
 * The environment's values, each release's final ones in place of its overlay, with every secret marked and remembered:
 * what was decrypted, and what a schema calls `writeOnly`. For whoever prints something without checking it.
 */
export function annotatedValues(
  environment: Environment,
  merged: MergedMap,
  annotated: ReleaseValues,
): MergedMap {
  const schema = parseJson(readIfThere(path.join(environment.root, ENVIRONMENT_SCHEMA)) ?? "");
  const marked = schema === undefined ? merged : markWriteOnly(merged, withoutCharts(schema));
  return withReleases(environment, marked, annotated);
}

function environmentFindings(environment: Environment, merged: MergedMap): Diagnostic[] {
  const file = path.join(environment.root, ENVIRONMENT_SCHEMA);
  const text = readIfThere(file);
  if (text === undefined && isForbidden(file)) return [forbiddenFile(ENVIRONMENT_SCHEMA)];
  if (text === undefined) return [];
  const schema = parseJson(text);
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
