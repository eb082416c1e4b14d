import { diagnostic } from "../../core/diagnostic.ts";
import type { Json } from "../../core/json.ts";
import { autoscalerOf, podTemplates, selects } from "../pods.ts";
import { nameOf, objectAt, placeOf, type Rule } from "../rule.ts";

/** Disruption budgets that never let a pod be evicted, so that a node can never be drained. */
export const disruption: Rule = (context) => {
  const { manifests } = context.rendered;
  return manifests.flatMap((manifest) => {
    const spec = objectAt(manifest.object, "spec");
    if (manifest.object.kind !== "PodDisruptionBudget") return [];
    const pods = podTemplates(manifests).filter(
      (pod) => pod.manifest.hooks.length === 0 && selects(objectAt(spec, "selector"), pod.labels),
    );
    if (pods.length === 0 || pods.some((pod) => autoscalerOf(manifests, pod.manifest.object))) return [];
    const replicas = pods.map((pod) => objectAt(pod.manifest.object, "spec").replicas ?? 1);
    const all = replicas.reduce<number>((sum, one) => sum + (typeof one === "number" ? one : 1), 0);
    const key = spec.minAvailable === undefined ? "maxUnavailable" : "minAvailable";
    const count = amount(spec[key], all);
    if (count === undefined || all === 0) return [];
    if (key === "minAvailable" ? count < all : count > 0) return [];
    const message = `${nameOf(manifest.object)}: \`${key}: ${String(spec[key])}\` of ${all} ${all === 1 ? "pod" : "pods"} never lets one be evicted`;
    return [diagnostic("CR539", message, { place: placeOf(context, manifest, key) })];
  });
};

/** A number of pods, or a share of them, which Kubernetes rounds up in both fields. */
function amount(value: Json | undefined, all: number): number | undefined {
  if (typeof value === "number") return value;
  const share = typeof value === "string" ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return share === undefined ? undefined : Math.ceil((Number(share) * all) / 100);
}
