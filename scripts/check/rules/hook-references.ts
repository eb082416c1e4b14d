import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import type { JsonObject } from "../../core/json.ts";
import { hooksOfEvent } from "../../render/hooks.ts";
import type { Manifest } from "../../render/model.ts";
import { containersOf, listAt, nameOf, objectAt, placeOf, podSpec, type Rule } from "../rule.ts";

/**
 * Hooks that read what the same release makes only later, or makes anew only later. An object that the release does not
 * render is somebody else's (an existing Secret) and taken as there.
 */
export const hookReferences: Rule = (context) => {
  const { manifests, phase } = context.rendered;
  const event = `pre-${phase}` as const;
  const order = hooksOfEvent(manifests, event);
  const findings: Diagnostic[] = [];
  for (const hook of manifests) {
    const pod = hook.hooks.includes(event) ? podSpec(hook.object) : undefined;
    if (!pod) continue;
    for (const needed of references(pod)) {
      const made = manifests.filter((one) => nameOf(one.object) === needed);
      // A hook that ran before serves, whatever else has the name.
      if (
        made.length === 0 ||
        made.some((one) => order.includes(one) && order.indexOf(one) < order.indexOf(hook))
      )
        continue;
      const place = placeOf(context, hook);
      const name = nameOf(hook.object);
      if (made.some((one) => one.hooks.includes(event))) {
        findings.push(
          diagnostic("CR516", `${name}: ${needed} is a hook of the same event that runs later`, {
            place,
            help: "give it a lower `helm.sh/hook-weight`; hooks of one weight run in the order of their names",
          }),
        );
      } else if (phase === "install") {
        findings.push(diagnostic("CR514", `${name}: ${needed} does not exist yet at pre-install`, { place }));
      } else if (made.some(isNormal)) {
        findings.push(
          diagnostic("CR515", `${name}: ${needed} still has the last revision's content at pre-upgrade`, {
            place,
          }),
        );
      }
    }
  }
  return findings;
};

/** A ServiceAccount or a claim has nothing that goes stale; a Secret or a ConfigMap has. */
function isNormal(manifest: Manifest): boolean {
  return (
    manifest.hooks.length === 0 && (manifest.object.kind === "Secret" || manifest.object.kind === "ConfigMap")
  );
}

function references(pod: JsonObject): Set<string> {
  const found = new Set<string>();
  const add = (kind: string, from: JsonObject, key: string): void => {
    if (typeof from[key] === "string" && from.optional !== true) found.add(`${kind}/${from[key]}`);
  };
  add("ServiceAccount", pod, "serviceAccountName");
  for (const one of listAt(pod, "imagePullSecrets")) add("Secret", one, "name");
  for (const container of containersOf(pod)) {
    for (const from of listAt(container, "envFrom")) {
      add("Secret", objectAt(from, "secretRef"), "name");
      add("ConfigMap", objectAt(from, "configMapRef"), "name");
    }
    for (const env of listAt(container, "env")) {
      add("Secret", objectAt(env, "valueFrom", "secretKeyRef"), "name");
      add("ConfigMap", objectAt(env, "valueFrom", "configMapKeyRef"), "name");
    }
  }
  for (const volume of listAt(pod, "volumes")) {
    add("Secret", objectAt(volume, "secret"), "secretName");
    add("ConfigMap", objectAt(volume, "configMap"), "name");
    add("PersistentVolumeClaim", objectAt(volume, "persistentVolumeClaim"), "claimName");
  }
  return found;
}
