import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Manifest } from "../../render/model.ts";
import { holds, type PodTemplate, podTemplates } from "../pods.ts";
import { containersOf, listAt, nameOf, objectAt, placeOfPath, type Rule, type RuleContext } from "../rule.ts";

/** Services that reach no pod of the release, or no port of the pods they reach. */
export const services: Rule = (context) => {
  const pods = podTemplates(context.rendered.manifests);
  // Without pods of its own a release serves those of another one or of an operator.
  if (pods.length === 0) return [];
  return context.rendered.manifests.flatMap((manifest) => {
    const { object } = manifest;
    const selector = objectAt(object, "spec", "selector");
    if (object.kind !== "Service" || Object.keys(selector).length === 0) return [];
    const reached = pods.filter((pod) => holds(selector, pod.labels));
    if (reached.length > 0) return portFindings(context, manifest, reached);
    return [
      diagnostic("CR534", `${nameOf(object)}: the selector matches no pod of the release`, {
        ...placeOfPath(context, manifest, ["spec", "selector"]),
        help: nearest(selector, pods),
      }),
    ];
  });
};

function portFindings(context: RuleContext, manifest: Manifest, pods: readonly PodTemplate[]): Diagnostic[] {
  const ports = pods.flatMap((pod) => containersOf(pod.spec)).flatMap((one) => listAt(one, "ports"));
  const name = nameOf(manifest.object);
  return listAt(objectAt(manifest.object, "spec"), "ports").flatMap((port, at) => {
    const target = port.targetPort ?? port.port;
    const key = port.targetPort === undefined ? "port" : "targetPort";
    const where = () => placeOfPath(context, manifest, ["spec", "ports", at, key]);
    if (typeof target === "string" && !ports.some((one) => one.name === target)) {
      const names = ports.flatMap((one) => (typeof one.name === "string" ? [`\`${one.name}\``] : []));
      return [
        diagnostic("CR535", `${name}: no container has a port named \`${target}\``, {
          ...where(),
          help: names.length === 0 ? undefined : `the ports are ${[...new Set(names)].join(", ")}`,
        }),
      ];
    }
    // A port that no container states can be open all the same, so only a pod that states some is held to it.
    if (typeof target !== "number" || ports.length === 0 || ports.some((one) => one.containerPort === target))
      return [];
    const stated = ports.flatMap((one) => (typeof one.containerPort === "number" ? [one.containerPort] : []));
    return [
      diagnostic("CR536", `${name}: no container states the port ${target}`, {
        ...where(),
        help:
          stated.length === 0
            ? undefined
            : `write one that is stated (${[...new Set(stated)].join(", ")}), or state this one as a \`containerPort\``,
      }),
    ];
  });
}

function nearest(selector: JsonObject, pods: readonly PodTemplate[]): string | undefined {
  const differing = pods
    .map(({ manifest, labels }) => ({
      name: nameOf(manifest.object),
      keys: Object.keys(selector).filter((key) => labels[key] !== selector[key]),
      known: Object.keys(selector).some((key) => labels[key] !== undefined),
    }))
    .sort((a, b) => a.keys.length - b.keys.length || Number(b.known) - Number(a.known))[0];
  // Pods that have none of these labels were not meant.
  if (!differing?.known) return undefined;
  return `the pods of ${differing.name} differ in ${differing.keys.map((key) => `\`${key}\``).join(", ")}`;
}
