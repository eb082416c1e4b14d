import { diagnostic } from "../../core/diagnostic.ts";
import { namespaceOf, neighbours } from "../neighbours.ts";
import { podTemplates } from "../pods.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

const SCALED = new Set(["Deployment", "StatefulSet", "ReplicaSet"]);

/** Autoscalers of workloads that no release has. */
export const autoscalerTargets: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const { object } = manifest;
    const target = objectAt(object, "spec", "scaleTargetRef");
    if (object.kind !== "HorizontalPodAutoscaler" || !SCALED.has(String(target.kind))) return [];
    // A release without workloads scales those of another one.
    if (podTemplates(context.rendered.manifests).length === 0) return [];
    const near = neighbours(context, namespaceOf(object, context.rendered));
    const wanted = `${String(target.kind)}/${String(target.name)}`;
    if (near.some((one) => nameOf(one.object) === wanted)) return [];
    const message = `${nameOf(object)}: no release has the ${wanted} that it scales`;
    return [
      diagnostic("CR581", message, {
        ...placeOfPath(context, manifest, ["spec", "scaleTargetRef", "name"]),
        help: "print the name from the same helper as the workload's, and leave `replicas` out there",
      }),
    ];
  });
