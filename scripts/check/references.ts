import type { JsonObject } from "../core/json.ts";
import { containersOf, listAt, objectAt } from "./rule.ts";

/**
 * What a pod cannot start without, as `Kind/name`: its ServiceAccount, and the Secrets, ConfigMaps and claims of its
 * environment, volumes (projected ones too) and image pulls. What is marked `optional` is left out. A missing
 * imagePullSecret only matters where the image is private, but nobody names one without need.
 */
export function referencesOf(pod: JsonObject): Set<string> {
  const found = new Set<string>();
  const add = (kind: string, from: JsonObject, key: string): void => {
    if (typeof from[key] === "string" && from[key] !== "" && from.optional !== true)
      found.add(`${kind}/${from[key]}`);
  };
  // `serviceAccount` is the old name of the field; the API server still takes it where the new one is missing.
  add("ServiceAccount", pod, pod.serviceAccountName === undefined ? "serviceAccount" : "serviceAccountName");
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
    add("Secret", objectAt(volume, "csi", "nodePublishSecretRef"), "name");
    for (const source of listAt(objectAt(volume, "projected"), "sources")) {
      add("Secret", objectAt(source, "secret"), "name");
      add("ConfigMap", objectAt(source, "configMap"), "name");
    }
  }
  return found;
}
