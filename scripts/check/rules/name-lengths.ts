import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import type { ValuePath } from "../../core/json.ts";
import { podTemplates } from "../pods.ts";
import { containersIn, listAt, nameOf, objectAt, placeOfPath, podPath, type Rule } from "../rule.ts";

/**
 * How long a name may be where it becomes a DNS label or a label's value. A CronJob's Jobs get 11 more characters, a
 * StatefulSet's pods the label `controller-revision-hash` with 11 more.
 */
const MOST: Readonly<Record<string, number>> = {
  Service: 63,
  Namespace: 63,
  Job: 63,
  CronJob: 52,
  StatefulSet: 52,
};

/** Names and label values that are too long for what Kubernetes makes of them. */
export const nameLengths: Rule = (context) => {
  const findings: Diagnostic[] = [];
  const templates = podTemplates(context.rendered.manifests);
  for (const manifest of context.rendered.manifests) {
    const { object } = manifest;
    const { name } = objectAt(object, "metadata");
    const report = (what: string, value: string, most: number, key: string, path: ValuePath): void => {
      const message = `${nameOf(object)}: ${what} has ${value.length} characters, ${most} are allowed`;
      const help = key === "name" ? `cut it: \`| trunc ${most} | trimSuffix "-"\`` : undefined;
      findings.push(diagnostic("CR542", message, { ...placeOfPath(context, manifest, path), help }));
    };
    const most = MOST[String(object.kind)];
    if (typeof name === "string" && most !== undefined && name.length > most)
      report("the name", name, most, "name", ["metadata", "name"]);
    const pod = templates.find((one) => one.manifest === manifest);
    const own = objectAt(object, "metadata", "labels");
    const labels = { ...own, ...pod?.labels };
    for (const [key, value] of Object.entries(labels)) {
      const path = [
        ...(pod && key in pod.labels ? [...podPath(object).slice(0, -1), "metadata"] : ["metadata"]),
        "labels",
        key,
      ];
      if (typeof value === "string" && value.length > 63)
        report(`the label \`${key}\``, value, 63, key, path);
    }
    for (const { container, path } of containersIn(object))
      for (const [at, port] of listAt(container, "ports").entries())
        if (typeof port.name === "string" && port.name.length > 15)
          report(`the port name \`${port.name}\``, port.name, 15, "ports", [...path, "ports", at, "name"]);
  }
  return findings;
};
