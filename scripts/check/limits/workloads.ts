import { isObject, type Json, type JsonObject, type ValuePath } from "../../core/json.ts";
import { objectAt } from "../rule.ts";
import { conflict, listOf, missing, needs } from "./faults.ts";
import { choice } from "./formats.ts";
import { type Refusal, refusedAt, type TypeRule } from "./model.ts";

/** Rules over several fields of what makes pods, selects or scales them (pkg/apis/apps, batch, policy, autoscaling). */
export const WORKLOAD_RULES: Readonly<Record<string, TypeRule>> = {
  "meta.v1.LabelSelectorRequirement": expression,
  "core.v1.NodeSelectorRequirement": expression,
  "apps.v1.DeploymentSpec": (spec, path) => [
    ...selectsAll(spec, path),
    ...restarts(spec, path),
    ...rolling(objectAt(spec, "strategy"), [...path, "strategy"]),
    ...deadline(spec, path),
  ],
  "apps.v1.DaemonSetSpec": (spec, path) => [
    ...selectsAll(spec, path),
    ...restarts(spec, path),
    ...onEachNode(objectAt(spec, "updateStrategy"), [...path, "updateStrategy"]),
  ],
  "apps.v1.StatefulSetSpec": (spec, path) => [...selectsAll(spec, path), ...restarts(spec, path)],
  "apps.v1.ReplicaSetSpec": (spec, path) => [...selectsAll(spec, path), ...restarts(spec, path)],
  "batch.v1.JobSpec": (spec, path) => {
    const policy = objectAt(spec, "template", "spec").restartPolicy ?? "";
    const at = [...path, "template", "spec", "restartPolicy"];
    if (policy === "")
      return refusedAt(at, {
        code: "CR502",
        says: "is required in a Job",
        help: "write `restartPolicy: Never`, or `OnFailure`",
      });
    return refusedAt(at, choice("Never", "OnFailure")(policy));
  },
  "batch.v1.Job": needs("spec"),
  "batch.v1.JobTemplateSpec": needs("spec"),
  "policy.v1.PodDisruptionBudgetSpec": ({ minAvailable, maxUnavailable }, path) =>
    (minAvailable ?? null) !== null && (maxUnavailable ?? null) !== null
      ? refusedAt([...path, "maxUnavailable"], conflict("goes not with `minAvailable`", "keep one of them"))
      : [],
  "autoscaling.v2.HorizontalPodAutoscalerSpec": autoscaler,
  "autoscaling.v2.MetricSpec": (metric, path) => {
    const field = METRICS[String(metric.type)];
    return field === undefined ? [] : missing(metric, path, field);
  },
  "autoscaling.v2.MetricTarget": (target, path) =>
    ["averageUtilization", "averageValue", "value"].some((one) => (target[one] ?? null) !== null)
      ? []
      : refusedAt(path, conflict("needs one of `averageUtilization`, `averageValue`, `value`")),
};

const METRICS: Readonly<Record<string, string>> = {
  ContainerResource: "containerResource",
  External: "external",
  Object: "object",
  Pods: "pods",
  Resource: "resource",
};

/** `In` compares with values, `Exists` does not. */
function expression({ operator, values }: JsonObject, path: ValuePath): Refusal[] {
  const count = listOf(values).length;
  if (operator === "In" || operator === "NotIn")
    return count === 0
      ? refusedAt([...path, "values"], conflict(`is empty, and \`operator: ${operator}\` needs one`))
      : [];
  if (operator === "Gt" || operator === "Lt")
    return count === 1
      ? []
      : refusedAt([...path, "values"], conflict(`must be one, beside \`operator: ${operator}\``));
  if (operator === "Exists" || operator === "DoesNotExist")
    return count > 0
      ? refusedAt([...path, "values"], conflict(`goes not with \`operator: ${operator}\``))
      : [];
  return [];
}

/** A selector of pods that names nothing would take every pod of the namespace. */
function selectsAll({ selector }: JsonObject, path: ValuePath): Refusal[] {
  if (!isObject(selector)) return [];
  const { matchLabels, matchExpressions } = selector;
  const none =
    Object.keys(isObject(matchLabels) ? matchLabels : {}).length + listOf(matchExpressions).length === 0;
  return none
    ? refusedAt([...path, "selector"], conflict("is empty", "name the pods' labels below `matchLabels`"))
    : [];
}

/** Pods that a controller keeps running are restarted always. */
function restarts(spec: JsonObject, path: ValuePath): Refusal[] {
  const policy = objectAt(spec, "template", "spec").restartPolicy ?? "";
  return policy === ""
    ? []
    : refusedAt([...path, "template", "spec", "restartPolicy"], choice("Always")(policy));
}

/** `rollingUpdate` says how, and goes not with another strategy. */
function rolling({ type, rollingUpdate }: JsonObject, path: ValuePath): Refusal[] {
  if (!isObject(rollingUpdate)) return [];
  if ((type ?? "") !== "" && type !== "RollingUpdate")
    return refusedAt(
      [...path, "rollingUpdate"],
      conflict(
        `goes not with \`type: ${String(type)}\``,
        "leave it out, or write `rollingUpdate: null` in the values",
      ),
    );
  return standsStill(rollingUpdate.maxSurge ?? "25%", rollingUpdate.maxUnavailable ?? "25%", path);
}

/** A node has one pod of a DaemonSet: a second one comes before the first goes, or after. */
function onEachNode({ type, rollingUpdate }: JsonObject, path: ValuePath): Refusal[] {
  if (!isObject(rollingUpdate) || type === "OnDelete") return [];
  const [more, less] = [rollingUpdate.maxSurge ?? 0, rollingUpdate.maxUnavailable ?? 1];
  return isNone(more) || isNone(less)
    ? standsStill(more, less, path)
    : refusedAt(
        [...path, "rollingUpdate", "maxSurge"],
        conflict("goes not with `maxUnavailable`", "set one of them to 0"),
      );
}

/** With neither a pod more nor a pod less nothing could go on. */
function standsStill(more: Json, less: Json, path: ValuePath): Refusal[] {
  return isNone(more) && isNone(less)
    ? refusedAt(
        [...path, "rollingUpdate", "maxUnavailable"],
        conflict("is 0, and `maxSurge` is, too", "raise one of them"),
      )
    : [];
}

function isNone(one: Json): boolean {
  return /^0+%?$/.test(String(one));
}

function deadline(
  { progressDeadlineSeconds: most = 600, minReadySeconds: least = 0 }: JsonObject,
  path: ValuePath,
): Refusal[] {
  return typeof most === "number" && typeof least === "number" && most >= 0 && most <= least
    ? refusedAt([...path, "progressDeadlineSeconds"], {
        code: "CR554",
        says: "must be above `minReadySeconds`",
      })
    : [];
}

function autoscaler(
  { minReplicas, maxReplicas, metrics, scaleTargetRef }: JsonObject,
  path: ValuePath,
): Refusal[] {
  const { kind, apiVersion } = isObject(scaleTargetRef) ? scaleTargetRef : {};
  const far = listOf(metrics).some(
    (one) => isObject(one) && (one.type === "Object" || one.type === "External"),
  );
  return [
    ...(typeof minReplicas === "number" &&
    typeof maxReplicas === "number" &&
    maxReplicas >= 1 &&
    minReplicas > maxReplicas
      ? refusedAt([...path, "maxReplicas"], { code: "CR554", says: "is below `minReplicas`" })
      : []),
    ...(minReplicas === 0 && !far
      ? refusedAt([...path, "minReplicas"], {
          code: "CR554",
          says: "may be 0 only beside a metric of type Object or External",
        })
      : []),
    ...(kind !== "ReplicationController" && !String(apiVersion ?? "").includes("/")
      ? refusedAt([...path, "scaleTargetRef", "apiVersion"], conflict("names no group", "write `apps/v1`"))
      : []),
  ];
}
