import { isObject, type Json, type JsonObject, type ValuePath } from "../../core/json.ts";
import { listAt, objectAt } from "../rule.ts";
import { conflict, listOf, missing, needs, required } from "./faults.ts";
import { choice } from "./formats.ts";
import { type Refusal, refusedAt, type TypeRule } from "./model.ts";
import { orEmpty, subdomain } from "./names.ts";
import { quantityOf } from "./quantity.ts";

/** Rules over several fields of ConfigMaps, Secrets, claims and rights (pkg/apis/core, rbac). */
export const STORED_RULES: Readonly<Record<string, TypeRule>> = {
  "core.v1.ConfigMap": (map, path) => [...sharedKeys(map, path), ...size(map, path, ["data", "binaryData"])],
  "core.v1.Secret": secret,
  "core.v1.PersistentVolumeClaim": needs("spec"),
  "core.v1.PersistentVolumeClaimSpec": (spec, path) => [
    ...(listOf(spec.accessModes).length === 0 ? required(path, "accessModes") : []),
    ...missing(objectAt(spec, "resources", "requests"), [...path, "resources", "requests"], "storage"),
    ...((quantityOf(objectAt(spec, "resources", "requests").storage) ?? 1) <= 0
      ? refusedAt([...path, "resources", "requests", "storage"], { code: "CR554", says: "must be above 0" })
      : []),
  ],
  "rbac.v1.PolicyRule": (rule, path) => {
    if (listOf(rule.verbs).length === 0) return "verbs" in rule ? required(path, "verbs") : [];
    if (listOf(rule.nonResourceURLs).length > 0)
      return ["apiGroups", "resources"]
        .filter((one) => listOf(rule[one]).length > 0)
        .flatMap((one) => refusedAt([...path, one], conflict("goes not with `nonResourceURLs`")));
    return ["apiGroups", "resources"].flatMap((one) =>
      listOf(rule[one]).length === 0 ? required(path, one) : [],
    );
  },
  "rbac.v1.Subject": ({ kind, name, apiGroup }, path) => {
    if (kind !== "ServiceAccount")
      return refusedAt([...path, "apiGroup"], orEmpty(choice("rbac.authorization.k8s.io"))(apiGroup ?? ""));
    return typeof name === "string" ? refusedAt([...path, "name"], orEmpty(subdomain)(name)) : [];
  },
  "rbac.v1.ClusterRoleBinding": (binding, path) =>
    listAt(binding, "subjects").flatMap((one, at) =>
      one.kind === "ServiceAccount" && (one.namespace ?? "") === ""
        ? required([...path, "subjects", at], "namespace")
        : [],
    ),
};

const MOST_BYTES = 1024 * 1024;

/** What a Secret of a known type must have. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

/** What etcd holds in one object. */
function size(object: JsonObject, path: ValuePath, fields: readonly string[]): Refusal[] {
  const bytes = (field: string): number =>
    Object.values(objectAt(object, field)).reduce<number>(
      (sum, one) =>
        sum +
        (typeof one !== "string"
          ? 0
          : field === "data" && fields.length > 1
            ? Buffer.byteLength(one)
            : one.length * 0.75),
      0,
    );
  const total = fields.reduce((sum, field) => sum + bytes(field), 0);
  return total > MOST_BYTES
    ? refusedAt([...path, "data"], { code: "CR542", says: "holds more than 1 MiB" })
    : [];
}

function sharedKeys(map: JsonObject, path: ValuePath): Refusal[] {
  const text = objectAt(map, "data");
  return Object.keys(objectAt(map, "binaryData"))
    .filter((key) => Object.hasOwn(text, key))
    .flatMap((key) =>
      refusedAt([...path, "binaryData", key], { code: "CR555", says: "is a key of `data`, too" }),
    );
}

function secret(object: JsonObject, path: ValuePath): Refusal[] {
  const there = { ...objectAt(object, "data"), ...objectAt(object, "stringData") };
  const keys = (SECRETS[String(object.type)] ?? []).filter((key) => !Object.hasOwn(there, key));
  return [
    ...[".dockerconfigjson", ".dockercfg"].flatMap((key) => registries(object, key, path)),
    ...keys.flatMap((key) =>
      refusedAt([...path, "data", key], {
        code: "CR502",
        says: `is required in a Secret of type ${String(object.type)}`,
      }),
    ),
    ...size(object, path, ["data"]),
  ];
}

/** Logins of registries are JSON. */
function registries(object: JsonObject, key: string, path: ValuePath): Refusal[] {
  if (!(SECRETS[String(object.type)] ?? []).includes(key)) return [];
  const [text, data] = [objectAt(object, "stringData")[key], objectAt(object, "data")[key]];
  const plain =
    typeof text === "string"
      ? text
      : typeof data === "string"
        ? Buffer.from(data, "base64").toString()
        : "{}";
  if (isJsonObject(plain)) return [];
  const field = typeof text === "string" ? "stringData" : "data";
  return refusedAt([...path, field, key], {
    code: "CR558",
    says: "is no JSON object",
    help: "print it with `| toJson`",
  });
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text) as Json);
  } catch {
    return false;
  }
}
