import { diagnostic } from "../../core/diagnostic.ts";
import { podTemplates, selects } from "../pods.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

const KINDS = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

/** Workloads whose selector is not met by the labels of their own pods. */
export const workloadSelectors: Rule = (context) =>
  podTemplates(context.rendered.manifests).flatMap(({ manifest, labels }) => {
    const { object } = manifest;
    const selector = objectAt(object, "spec", "selector");
    if (!KINDS.has(String(object.kind)) || selects(selector, labels)) return [];
    return [
      diagnostic("CR533", `${nameOf(object)}: the selector does not match the labels of its own pods`, {
        ...placeOfPath(context, manifest, ["spec", "selector"]),
        help: "give the pod template each label of the selector: print both from one helper",
      }),
    ];
  });
