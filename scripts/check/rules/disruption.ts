import { diagnostic } from "../../core/diagnostic.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Manifest } from "../../render/model.ts";
import { autoscalerOf, podTemplates, selects } from "../pods.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

const SCALED = new Set(["Deployment", "StatefulSet", "ReplicaSet"]);

/** Disruption budgets that never let a pod be evicted, so that a node can never be drained. */
export const disruption: Rule = (context) => {
  const { manifests } = context.rendered;
  return manifests.flatMap((manifest) => {
    const spec = objectAt(manifest.object, "spec");
    if (manifest.object.kind !== "PodDisruptionBudget") return [];
    const pods = podTemplates(manifests).filter(
      (pod) => pod.manifest.hooks.length === 0 && selects(objectAt(spec, "selector"), pod.labels),
    );
    // How many pods a DaemonSet or a Job has is not written anywhere.
    if (pods.length === 0 || pods.some(({ manifest: { object } }) => !SCALED.has(String(object.kind))))
      return [];
    const counts = pods.map((pod) => mostReplicas(manifests, pod.manifest.object));
    const all = counts.reduce((sum, one) => sum + one, 0);
    const key = spec.minAvailable === undefined ? "maxUnavailable" : "minAvailable";
    const count = amount(spec[key], all);
    if (count === undefined || all === 0) return [];
    if (key === "minAvailable" ? count < all : count > 0) return [];
    const message = `${nameOf(manifest.object)}: \`${key}: ${String(spec[key])}\` of ${all} ${all === 1 ? "pod" : "pods"} never lets one be evicted`;
    return [
      diagnostic("CR539", message, {
        ...placeOfPath(context, manifest, ["spec", key]),
        help:
          all === 1
            ? "render no budget where there is one pod, or run more of them"
            : "write `maxUnavailable: 1` in its place: one pod may be away at a time",
      }),
    ];
  });
};

/** The replicas that a workload has at most: under an autoscaler its upper limit. */
function mostReplicas(manifests: readonly Manifest[], object: JsonObject): number {
  const scaler = autoscalerOf(manifests, object);
  const count = scaler ? objectAt(scaler.object, "spec").maxReplicas : objectAt(object, "spec").replicas;
  return typeof count === "number" ? count : 1;
}

/** A number of pods, or a share of them, which Kubernetes rounds up in both fields. */
function amount(value: Json | undefined, all: number): number | undefined {
  if (typeof value === "number") return value;
  const share = typeof value === "string" ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return share === undefined ? undefined : Math.ceil((Number(share) * all) / 100);
}
