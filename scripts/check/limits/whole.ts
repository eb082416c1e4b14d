import { isObject, type JsonObject } from "../../core/json.ts";
import { isReached } from "../../core/kubernetes-versions.ts";
import { containersIn, listAt, objectAt, podSpec } from "../rule.ts";
import { groupOf } from "../schemas/catalog.ts";
import { required } from "./faults.ts";
import { type Format, type Refusal, refusedAt } from "./model.ts";
import { dnsLabel, letterLabel, pathSegment, subdomain, tooLong } from "./names.ts";

/**
 * What depends on the kind of an object, not on the type of a field: its name, and the volumes that its pods mount.
 * `minor`: the version of Kubernetes, `1.36`.
 */
export function limitsOfWhole(object: JsonObject, minor: string): Refusal[] {
  return [...nameLimits(object, minor), ...mounts(object)];
}

function nameLimits(object: JsonObject, minor: string): Refusal[] {
  const { name, generateName } = objectAt(object, "metadata");
  if ((name ?? generateName ?? "") === "")
    return isObject(object.metadata) ? required(["metadata"], "name") : [];
  if (typeof name !== "string") return [];
  const path = ["metadata", "name"];
  const most = MOST[String(object.kind)] ?? Number.POSITIVE_INFINITY;
  const format = nameFormat(object, minor)(name);
  return refusedAt(path, format ?? (name.length > most ? tooLong(name, most) : undefined));
}

/**
 * How long the name of an object may be that gets others of a longer name: a CronJob's Jobs get 11 characters more, a
 * StatefulSet's pods the label `controller-revision-hash` with 11 more, a Job's pods its name as a label.
 */
const MOST: Readonly<Record<string, number>> = { Job: 63, CronJob: 52, StatefulSet: 52 };

/** Most names are DNS names; those that become a host's are labels, and roles may have almost any. */
function nameFormat({ apiVersion, kind }: JsonObject, minor: string): Format {
  const group = groupOf(String(apiVersion));
  if (group === "rbac.authorization.k8s.io") return pathSegment;
  if (group === "" && kind === "Service") return isReached("1.36", minor) ? dnsLabel : letterLabel;
  if ((group === "" && kind === "Namespace") || (group === "apps" && kind === "StatefulSet")) return dnsLabel;
  return subdomain;
}

/** Mounts of volumes that the pod does not have. */
function mounts(object: JsonObject): Refusal[] {
  const pod = podSpec(object);
  if (!pod) return [];
  const claims =
    object.kind === "StatefulSet" ? listAt(objectAt(object, "spec"), "volumeClaimTemplates") : [];
  const known = new Set([
    ...listAt(pod, "volumes").map(({ name }) => name),
    ...claims.map((one) => objectAt(one, "metadata").name),
  ]);
  return containersIn(object).flatMap(({ container, path }) =>
    ["volumeMounts", "volumeDevices"].flatMap((field) =>
      listAt(container, field).flatMap(({ name }, at) =>
        typeof name !== "string" || name === "" || known.has(name)
          ? []
          : refusedAt([...path, field, at, "name"], {
              code: "CR557",
              says: "names no volume of the pod",
              help: "add it below `volumes`, or mend the name",
            }),
      ),
    ),
  );
}
