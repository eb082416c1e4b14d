import { isObject, type JsonObject, type ValuePath } from "../../core/json.ts";
import { containersBelow, listAt, objectAt } from "../rule.ts";
import { conflict, missing, needs, oneOf, repeated, required } from "./faults.ts";
import { podField } from "./formats.ts";
import { type Refusal, refusedAt, type TypeRule } from "./model.ts";
import { labelValue } from "./names.ts";
import { quantityOf } from "./quantity.ts";

const HANDLERS = ["exec", "httpGet", "tcpSocket", "grpc"];
const VALUES_FROM = ["configMapKeyRef", "secretKeyRef", "fieldRef", "resourceFieldRef", "fileKeyRef"];

/** Rules over several fields of a pod's spec, by the type in which they stand (pkg/apis/core/validation). */
export const POD_RULES: Readonly<Record<string, TypeRule>> = {
  "core.v1.PodSpec": (pod, path) => [
    ...containerNames(pod, path),
    ...beforeOthers(pod, path),
    ...sleeps(pod, path),
  ],
  "core.v1.Container": (container, path) => [
    ...missing(container, path, "image"),
    ...["livenessProbe", "startupProbe"].flatMap((probe) =>
      once(objectAt(container, probe), [...path, probe]),
    ),
    ...((objectAt(container, "readinessProbe").terminationGracePeriodSeconds ?? null) !== null
      ? refusedAt(
          [...path, "readinessProbe", "terminationGracePeriodSeconds"],
          conflict("is not for a readiness probe, which ends nothing"),
        )
      : []),
  ],
  "core.v1.PodTemplateSpec": needs("spec"),
  "core.v1.SecretKeySelector": needs("name"),
  "core.v1.ConfigMapKeySelector": needs("name"),
  "core.v1.SecretEnvSource": needs("name"),
  "core.v1.ConfigMapEnvSource": needs("name"),
  "core.v1.ConfigMapVolumeSource": needs("name"),
  "core.v1.ConfigMapProjection": needs("name"),
  "core.v1.SecretProjection": needs("name"),
  "core.v1.SecretVolumeSource": needs("secretName"),
  "core.v1.EnvVar": ({ value, valueFrom }, path) =>
    isObject(valueFrom) && (value ?? "") !== ""
      ? refusedAt([...path, "valueFrom"], conflict("goes not with `value`"))
      : [],
  "core.v1.EnvVarSource": (source, path) => [
    ...oneOf(source, path, VALUES_FROM),
    ...refusedAt(
      [...path, "fieldRef", "fieldPath"],
      podField(objectAt(source, "fieldRef").fieldPath ?? null),
    ),
  ],
  "core.v1.ExecAction": (action, path) =>
    Array.isArray(action.command) && action.command.length > 0 ? [] : required(path, "command"),
  "core.v1.EnvFromSource": (source, path) => oneOf(source, path, ["configMapRef", "secretRef"]),
  "core.v1.Probe": (probe, path) => oneOf(probe, path, HANDLERS),
  "core.v1.LifecycleHandler": (handler, path) => oneOf(handler, path, [...HANDLERS, "sleep"]),
  "core.v1.Volume": (volume, path) => {
    const sources = Object.keys(volume).filter((one) => isObject(volume[one]));
    return sources.length > 1
      ? refusedAt([...path, sources[1] as string], conflict(`goes not with \`${sources[0]}\``))
      : [];
  },
  "core.v1.VolumeMount": ({ subPath, subPathExpr }, path) =>
    (subPath ?? "") !== "" && (subPathExpr ?? "") !== ""
      ? refusedAt([...path, "subPathExpr"], conflict("goes not with `subPath`"))
      : [],
  "core.v1.Toleration": toleration,
  "core.v1.ResourceRequirements": resources,
};

function containerNames(pod: JsonObject, path: ValuePath): Refusal[] {
  const all = containersBelow(pod, path);
  return repeated(all, ({ container }) => container.name).flatMap((at) =>
    refusedAt([...(all[at]?.path ?? path), "name"], {
      code: "CR555",
      says: "is another container's of the pod, too",
      help: "give each one of its own",
    }),
  );
}

/** What runs to its end before the others has no probes and no hooks; what goes on beside them (`restartPolicy: Always`) has. */
function beforeOthers(pod: JsonObject, path: ValuePath): Refusal[] {
  return listAt(pod, "initContainers").flatMap((container, at) =>
    container.restartPolicy === "Always"
      ? []
      : ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]
          .filter((key) => isObject(container[key]))
          .flatMap((key) =>
            refusedAt(
              [...path, "initContainers", at, key],
              conflict(
                "is not for a container that ends before the others start",
                "leave it out, or make it a sidecar: `restartPolicy: Always`",
              ),
            ),
          ),
  );
}

/** Who sleeps before it ends must wake up before it is killed; the API server takes equal times, whatever it says. */
function sleeps(pod: JsonObject, path: ValuePath): Refusal[] {
  const grace =
    typeof pod.terminationGracePeriodSeconds === "number" ? pod.terminationGracePeriodSeconds : 30;
  return containersBelow(pod, path).flatMap(({ container, path: at }) => {
    const { seconds } = objectAt(container, "lifecycle", "preStop", "sleep");
    if (typeof seconds !== "number" || (seconds >= 0 && seconds <= grace)) return [];
    return refusedAt([...at, "lifecycle", "preStop", "sleep", "seconds"], {
      code: "CR554",
      says: "must not be above `terminationGracePeriodSeconds`",
    });
  });
}

/** A probe that restarts a container or lets it go on starting counts one success. */
function once({ successThreshold: count }: JsonObject, path: ValuePath): Refusal[] {
  return typeof count === "number" && count > 1
    ? refusedAt([...path, "successThreshold"], { code: "CR554", says: "must be 1 here" })
    : [];
}

function toleration(
  { key, operator, value, effect, tolerationSeconds }: JsonObject,
  path: ValuePath,
): Refusal[] {
  const exists = operator === "Exists";
  return [
    ...((key ?? "") === "" && !exists
      ? refusedAt([...path, "operator"], conflict("must be Exists where there is no `key`"))
      : []),
    ...(exists && (value ?? "") !== ""
      ? refusedAt([...path, "value"], conflict("goes not with `operator: Exists`"))
      : []),
    ...(operator !== "Exists" && typeof value === "string"
      ? refusedAt([...path, "value"], labelValue(value))
      : []),
    ...((tolerationSeconds ?? null) !== null && effect !== "NoExecute"
      ? refusedAt([...path, "tolerationSeconds"], conflict("goes only with `effect: NoExecute`"))
      : []),
  ];
}

/** Quantities are not negative, and nobody may request more than the limit. */
function resources(own: JsonObject, path: ValuePath): Refusal[] {
  const negative = ["limits", "requests"].flatMap((key) =>
    Object.entries(objectAt(own, key))
      .filter(([, amount]) => (quantityOf(amount) ?? 0) < 0)
      .flatMap(([name]) => refusedAt([...path, key, name], { code: "CR554", says: "must not be negative" })),
  );
  const limits = objectAt(own, "limits");
  const above = Object.entries(objectAt(own, "requests")).flatMap(([name, amount]) => {
    const [request, limit] = [quantityOf(amount), quantityOf(limits[name])];
    if (request === undefined || limit === undefined || request <= limit * (1 + 1e-12)) return [];
    return refusedAt([...path, "requests", name], {
      code: "CR554",
      says: "is above its limit",
      help: "raise the limit, or lower the request",
    });
  });
  return [...negative, ...above];
}
