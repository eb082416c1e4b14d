import { isObject, type JsonObject } from "../core/json.ts";
import type { Manifest } from "../render/model.ts";
import { listAt, objectAt, podMetadata, podSpec } from "./rule.ts";

/** One object that makes pods, with what its pods look like. */
export interface PodTemplate {
  readonly manifest: Manifest;
  readonly labels: JsonObject;
  readonly spec: JsonObject;
}

/** What makes pods in a release, hooks too. */
export function podTemplates(manifests: readonly Manifest[]): PodTemplate[] {
  return manifests.flatMap((manifest) => {
    const { object } = manifest;
    const spec = podSpec(object);
    if (!spec) return [];
    return [{ manifest, labels: podMetadata(object).labels, spec }];
  });
}

/** Whether a `LabelSelector` (`matchLabels`, `matchExpressions`) selects these labels. An empty one selects all. */
export function selects(selector: JsonObject, labels: JsonObject): boolean {
  return (
    holds(objectAt(selector, "matchLabels"), labels) &&
    listAt(selector, "matchExpressions").every(({ key, operator, values }) => {
      const value = labels[String(key)];
      const among = Array.isArray(values) && value !== undefined && values.includes(value);
      if (operator === "In") return among;
      if (operator === "NotIn") return !among;
      return (value !== undefined) === (operator === "Exists");
    })
  );
}

/** Whether `labels` has every pair of `wanted`. */
export function holds(wanted: JsonObject, labels: JsonObject): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** Whether a HorizontalPodAutoscaler among the manifests sets the replicas of this object. */
export function autoscalerOf(manifests: readonly Manifest[], object: JsonObject): Manifest | undefined {
  return manifests.find(({ object: one }) => {
    const target = objectAt(one, "spec", "scaleTargetRef");
    return (
      one.kind === "HorizontalPodAutoscaler" &&
      isObject(one.spec) &&
      target.kind === object.kind &&
      target.name === objectAt(object, "metadata").name
    );
  });
}
