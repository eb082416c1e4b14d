import { referencesOf } from "../check/references.ts";
import { objectAt } from "../check/rule.ts";
import { canonicalJson, isObject, type Json, type JsonObject } from "../core/json.ts";
import { nameOf } from "../render/hooks.ts";
import type { Manifest } from "../render/model.ts";

/** Kinds of objects that hooks get copies of, since what a release makes is not there yet, or is old, when they run. */
const COPIED = ["Secret", "ConfigMap", "ServiceAccount"];

/** What a Job made from a hook needs that only hooks had. */
export interface HookNeeds {
  /** `Kind/name` of a hook's copy -> the name of the release's own object that holds the same. */
  readonly twins: ReadonlyMap<string, string>;
  /** Hooks' objects that the release has no equal of: they have to be made once more. */
  readonly lone: readonly Manifest[];
  /** `Kind/name` of what must be in the cluster already. */
  readonly present: readonly string[];
}

/**
 * A hook's Secret, ConfigMap or ServiceAccount is gone when the hooks have ended, or is of another revision by now. The
 * release's own object with the same content is there, and is taken instead: it is what the pods that serve use, and a
 * cloud's rights are bound to the name of their ServiceAccount.
 */
export function hookNeeds(job: Manifest, manifests: readonly Manifest[]): HookNeeds {
  const twins = new Map<string, string>();
  const lone: Manifest[] = [];
  const present: string[] = [];
  for (const [reference, at] of referencesOf(job.object)) {
    // Without it Kubernetes pulls as anybody can, which does for an image that is there or public.
    const needed = !at.includes("imagePullSecrets");
    const [kind = "", name = ""] = reference.split("/");
    const mine = manifests.filter((one) => one.object.kind === kind && nameOf(one) === name);
    const copy = COPIED.includes(kind) ? mine.find((one) => one.hooks.length > 0) : undefined;
    const twin =
      copy &&
      manifests.find((one) => one.hooks.length === 0 && one.object.kind === kind && isTwin(one, copy));
    if (!copy || mine.some((one) => one.hooks.length === 0)) present.push(...(needed ? [reference] : []));
    else if (twin) twins.set(reference, nameOf(twin));
    else lone.push(copy);
    if (twin && needed) present.push(`${kind}/${nameOf(twin)}`);
  }
  return { twins, lone, present: [...new Set(present)] };
}

function isTwin(one: Manifest, other: Manifest): boolean {
  return canonicalJson(contentOf(one)) === canonicalJson(contentOf(other));
}

/** What an object is for those who use it: without its name, its labels and what says that it is a hook. */
function contentOf({ object }: Manifest): JsonObject {
  const { metadata, apiVersion: _, data, stringData, ...rest } = object;
  const annotations = object.kind === "ServiceAccount" ? objectAt(metadata, "annotations") : {};
  const own = Object.entries(annotations).filter(([key]) => !key.startsWith("helm.sh/"));
  // stringData is data that Kubernetes has yet to encode; it outweighs data.
  const text = Object.entries(isObject(stringData) ? stringData : {}).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString("base64"),
  ]);
  const all = { ...(isObject(data) ? data : {}), ...Object.fromEntries(text) };
  return { ...rest, data: all, annotations: Object.fromEntries(own) };
}

/** Where a pod's spec names an object: the key above `name`, and the kind that it means. */
const NAMED: Readonly<Record<string, string>> = {
  secretKeyRef: "Secret",
  secretRef: "Secret",
  nodePublishSecretRef: "Secret",
  imagePullSecrets: "Secret",
  secret: "Secret",
  configMapKeyRef: "ConfigMap",
  configMapRef: "ConfigMap",
  configMap: "ConfigMap",
};

/** The Secrets that a pod's spec names, those it can do without among them. */
export function secretsOf(pod: JsonObject): string[] {
  const found = new Set<string>();
  eachName(pod, "", (kind, name) => {
    if (kind === "Secret") found.add(name);
    return undefined;
  });
  return [...found];
}

/** A pod's spec that names other objects: `names` gives the new name of a `Kind/name`. */
export function renamed(pod: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const spec = eachName(pod, "", (kind, name) => names.get(`${kind}/${name}`)) as JsonObject;
  const { serviceAccount: old, serviceAccountName = old, ...rest } = spec;
  if (typeof serviceAccountName !== "string") return rest;
  return {
    ...rest,
    serviceAccountName: names.get(`ServiceAccount/${serviceAccountName}`) ?? serviceAccountName,
  };
}

/** Calls back for each object that is named, by kind and name; what comes back takes the name's place. */
function eachName(
  value: Json,
  above: string,
  rename: (kind: string, name: string) => string | undefined,
): Json {
  if (Array.isArray(value)) return value.map((one) => eachName(one as Json, above, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const kind = key === "name" || key === "secretName" ? NAMED[above] : undefined;
      const other = kind !== undefined && typeof one === "string" ? rename(kind, one) : undefined;
      return [key, other ?? eachName(one, key, rename)];
    }),
  );
}
