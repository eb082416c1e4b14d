import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { MASK, taint } from "../core/taint.ts";
import type { Manifest } from "./model.ts";

/**
 * Remembers what the rendered Secrets hold, so that the same value is masked wherever else it stands: in a ConfigMap, an
 * environment variable, an annotation. A Secret made by the chart itself need not come from an encrypted file.
 */
export function taintSecrets(manifests: readonly Manifest[]): void {
  taintObjects(manifests.map((one) => one.object));
}

/** The same for objects as the cluster has them. */
export function taintObjects(objects: readonly JsonObject[]): void {
  for (const object of objects.flatMap(secretsIn)) {
    for (const value of Object.values(mapOf(object.stringData))) taint.add(value);
    for (const value of Object.values(mapOf(object.data)))
      if (typeof value === "string") taint.add(Buffer.from(value, "base64").toString("utf8"));
  }
}

/** An object that may be shown: a Secret's values are masked by their path, whatever they are. */
export function maskObject(object: JsonObject): JsonObject {
  if (secretsIn(object).length === 0) return object;
  if (Array.isArray(object.items))
    return {
      ...object,
      items: object.items.map((item: Json) => (isObject(item) ? maskObject(asItem(item, object)) : item)),
    };
  const masked: Record<string, Json> = { ...object };
  for (const key of ["data", "stringData"]) {
    if (object[key] === undefined) continue;
    masked[key] = isObject(object[key])
      ? Object.fromEntries(Object.keys(object[key]).map((name) => [name, MASK]))
      : MASK;
  }
  return masked;
}

/** The object itself when it is a Secret, or the Secrets of a List. */
function secretsIn(object: JsonObject): JsonObject[] {
  if (Array.isArray(object.items) && String(object.kind).endsWith("List"))
    return object.items.filter(isObject).flatMap((item) => secretsIn(asItem(item, object)));
  return object.kind === "Secret" ? [object] : [];
}

/** A SecretList's items may come without their own kind. */
function asItem(item: JsonObject, list: JsonObject): JsonObject {
  return list.kind === "SecretList" ? { kind: "Secret", ...item } : item;
}

function mapOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
