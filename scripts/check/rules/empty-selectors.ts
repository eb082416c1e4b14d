import { diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject, ValuePath } from "../../core/json.ts";
import type { Manifest } from "../../render/model.ts";
import { namespaceOf, neighbours } from "../neighbours.ts";
import { podTemplates, selects } from "../pods.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/** What selects pods or Services, beside Services and workloads, which have rules of their own. */
const SELECTORS: Readonly<Record<string, { readonly path: ValuePath; readonly what: "pod" | "Service" }>> = {
  PodDisruptionBudget: { path: ["spec", "selector"], what: "pod" },
  NetworkPolicy: { path: ["spec", "podSelector"], what: "pod" },
  PodMonitor: { path: ["spec", "selector"], what: "pod" },
  ServiceMonitor: { path: ["spec", "selector"], what: "Service" },
};

/** Budgets, policies and monitors that select nothing of what the releases put into their namespace. */
export const emptySelectors: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const { object } = manifest;
    const known = SELECTORS[String(object.kind)];
    const selector = known && objectAt(object, ...known.path.map(String));
    if (!known || !selector || Object.keys(selector).length === 0) return [];
    // Monitors that look into other namespaces find what is not rendered here.
    if (objectAt(object, "spec").namespaceSelector !== undefined) return [];
    // Without anything of the kind the release is for what another one, or an operator, makes.
    if (labelsOf(context.rendered.manifests, known.what).length === 0) return [];
    const near = neighbours(context, namespaceOf(object, context.rendered));
    if (labelsOf(near, known.what).some((labels) => selects(selector, labels))) return [];
    const message = `${nameOf(object)}: the selector matches no ${known.what} of any release in its namespace`;
    return [
      diagnostic("CR580", message, {
        ...placeOfPath(context, manifest, known.path),
        help: `print its labels from the same helper as those of the ${known.what}s`,
      }),
    ];
  });

function labelsOf(manifests: readonly Manifest[], what: "pod" | "Service"): JsonObject[] {
  return what === "pod"
    ? podTemplates(manifests).map(({ labels }) => labels)
    : manifests.flatMap(({ object }) =>
        object.kind === "Service" ? [objectAt(object, "metadata", "labels")] : [],
      );
}
