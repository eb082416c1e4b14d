import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { MASK, taint } from "../core/taint.ts";
import type { Manifest } from "./model.ts";

/**
 * Remembers what the rendered Secrets hold, so that the same value is masked wherever else it stands: in a ConfigMap, an
 * environment variable, an annotation. A Secret made by the chart itself need not come from an encrypted file.
 */
export function taintSecrets(manifests: readonly Manifest[]): void {
  for (const { object } of manifests) {
    if (!isSecret(object)) continue;
    for (const value of Object.values(mapOf(object.stringData))) taint.add(value);
    for (const value of Object.values(mapOf(object.data)))
      if (typeof value === "string") taint.add(Buffer.from(value, "base64").toString("utf8"));
  }
}

/** An object that may be shown: a Secret's values are masked by their path, whatever they are. */
export function maskObject(object: JsonObject): JsonObject {
  if (!isSecret(object)) return object;
  const masked: Record<string, Json> = { ...object };
  for (const key of ["data", "stringData"]) {
    if (object[key] === undefined) continue;
    masked[key] = isObject(object[key])
      ? Object.fromEntries(Object.keys(object[key]).map((name) => [name, MASK]))
      : MASK;
  }
  return masked;
}

function isSecret(object: JsonObject): boolean {
  return object.kind === "Secret" && object.apiVersion === "v1";
}

function mapOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
