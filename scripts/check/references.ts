import { isObject, type Json, type JsonObject, type ValuePath } from "../core/json.ts";
import { containersIn, objectAt, podPath, podSpec } from "./rule.ts";

/**
 * What a workload's pod cannot start without, as `Kind/name`, with the path in the object at which it is first named: its
 * ServiceAccount, and the Secrets, ConfigMaps and claims of its environment, volumes (projected ones too) and image pulls.
 * What is marked `optional` is left out. A missing imagePullSecret only matters where the image is private, but nobody
 * names one without need.
 */
export function referencesOf(object: JsonObject): ReadonlyMap<string, ValuePath> {
  const found = new Map<string, ValuePath>();
  const pod = podSpec(object) ?? {};
  const base = podPath(object);
  const add = (kind: string, from: JsonObject, at: ValuePath, key: string): void => {
    const name = from[key];
    if (typeof name !== "string" || name === "" || from.optional === true) return;
    if (!found.has(`${kind}/${name}`)) found.set(`${kind}/${name}`, [...at, key]);
  };
  const below = (from: JsonObject, at: ValuePath, kind: string, keys: readonly string[], key: string) =>
    add(kind, objectAt(from, ...keys), [...at, ...keys], key);
  // `serviceAccount` is the old name of the field; the API server still takes it where the new one is missing.
  const account = pod.serviceAccountName === undefined ? "serviceAccount" : "serviceAccountName";
  add("ServiceAccount", pod, base, account);
  for (const [one, at] of itemsOf(pod, base, "imagePullSecrets")) add("Secret", one, at, "name");
  for (const { container, path } of containersIn(object)) {
    for (const [from, at] of itemsOf(container, path, "envFrom")) {
      below(from, at, "Secret", ["secretRef"], "name");
      below(from, at, "ConfigMap", ["configMapRef"], "name");
    }
    for (const [env, at] of itemsOf(container, path, "env")) {
      below(env, at, "Secret", ["valueFrom", "secretKeyRef"], "name");
      below(env, at, "ConfigMap", ["valueFrom", "configMapKeyRef"], "name");
    }
  }
  for (const [volume, at] of itemsOf(pod, base, "volumes")) {
    below(volume, at, "Secret", ["secret"], "secretName");
    below(volume, at, "ConfigMap", ["configMap"], "name");
    below(volume, at, "PersistentVolumeClaim", ["persistentVolumeClaim"], "claimName");
    below(volume, at, "Secret", ["csi", "nodePublishSecretRef"], "name");
    const projected = objectAt(volume, "projected");
    for (const [source, inside] of itemsOf(projected, [...at, "projected"], "sources")) {
      below(source, inside, "Secret", ["secret"], "name");
      below(source, inside, "ConfigMap", ["configMap"], "name");
    }
  }
  return found;
}

/** The maps of a list, each with its path. */
function itemsOf(
  from: JsonObject,
  at: ValuePath,
  key: string,
): readonly (readonly [JsonObject, ValuePath])[] {
  const list = from[key];
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).flatMap((one, index) =>
    isObject(one) ? [[one, [...at, key, index]] as const] : [],
  );
}
