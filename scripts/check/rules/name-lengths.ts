import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { podTemplates } from "../pods.ts";
import { containersOf, listAt, nameOf, objectAt, placeOf, type Rule } from "../rule.ts";

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
    const report = (what: string, value: string, most: number, key: string): void => {
      const message = `${nameOf(object)}: ${what} has ${value.length} characters, ${most} are allowed`;
      const help = key === "name" ? `cut it: \`| trunc ${most} | trimSuffix "-"\`` : undefined;
      findings.push(diagnostic("CR542", message, { place: placeOf(context, manifest, key), help }));
    };
    const most = MOST[String(object.kind)];
    if (typeof name === "string" && most !== undefined && name.length > most)
      report("the name", name, most, "name");
    const pod = templates.find((one) => one.manifest === manifest);
    const labels = { ...objectAt(object, "metadata", "labels"), ...pod?.labels };
    for (const [key, value] of Object.entries(labels)) {
      if (typeof value === "string" && value.length > 63) report(`the label \`${key}\``, value, 63, key);
    }
    for (const port of containersOf(pod?.spec ?? {}).flatMap((one) => listAt(one, "ports"))) {
      if (typeof port.name === "string" && port.name.length > 15)
        report(`the port name \`${port.name}\``, port.name, 15, "ports");
    }
  }
  return findings;
};
