import { diagnostic } from "../../core/diagnostic.ts";
import { autoscalerOf } from "../pods.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/** Workloads with a fixed number of replicas that an autoscaler sets, too. */
export const autoscaling: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const { object } = manifest;
    const replicas = objectAt(object, "spec").replicas ?? null;
    const scaler = replicas === null ? undefined : autoscalerOf(context.rendered.manifests, object);
    if (!scaler) return [];
    const { place, labels } = placeOfPath(context, manifest, ["spec", "replicas"]);
    return [
      diagnostic(
        "CR537",
        `${nameOf(object)}: \`replicas\` is fixed, but ${nameOf(scaler.object)} sets it, too`,
        {
          place,
          labels: [
            ...labels,
            {
              message: "the autoscaler",
              place: placeOfPath(context, scaler, ["spec", "scaleTargetRef"]).place,
            },
          ],
          help: "leave `replicas` out while the autoscaler is on",
        },
      ),
    ];
  });
