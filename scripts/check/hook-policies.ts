import type { JsonObject } from "../core/json.ts";
import { objectAt } from "./rule.ts";

/** The words of `helm.sh/hook-output-log-policy`, as Helm reads them; empty without the annotation. */
export function logPolicies(object: JsonObject): string[] {
  const value = objectAt(object, "metadata", "annotations")["helm.sh/hook-output-log-policy"];
  return typeof value === "string" ? value.split(",").map((one) => one.trim().toLowerCase()) : [];
}
