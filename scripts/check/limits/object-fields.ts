import type { Json } from "../../core/json.ts";
import {
  each,
  entries,
  FILLED,
  is,
  KEYS,
  LABELS,
  NOT_NEGATIVE,
  POSITIVE,
  REFERENCE,
  unique,
} from "./field-rules.ts";
import {
  base64,
  choice,
  cidr,
  clusterAddress,
  countOrPercent,
  port,
  portOrName,
  range,
  schedule,
} from "./formats.ts";
import type { FieldRule } from "./model.ts";
import { dataKey, dnsLabel, filled, host, orEmpty, pathSegment, portName, subdomain } from "./names.ts";

const SHARE = { maxSurge: is(countOrPercent()), maxUnavailable: is(countOrPercent(100)) };

/** What single fields take of all that is no pod, as pod-fields.ts has it for these (pkg/apis/NAME/validation). */
export const OBJECT_FIELDS: Readonly<Record<string, Readonly<Record<string, FieldRule>>>> = {
  "core.v1.ConfigMap": { data: KEYS, binaryData: entries(dataKey, base64) },
  "core.v1.Secret": { data: entries(dataKey, base64), stringData: KEYS },
  "core.v1.ServiceSpec": {
    clusterIP: is(clusterAddress),
    selector: LABELS,
    ports: unique("name"),
    externalName: is(orEmpty(subdomain)),
    internalTrafficPolicy: FILLED,
    ipFamilyPolicy: FILLED,
    ipFamilies: each(filled),
  },
  "core.v1.PersistentVolumeClaimSpec": { accessModes: each(filled), volumeMode: FILLED },
  "core.v1.ServicePort": {
    name: is(orEmpty(dnsLabel)),
    port: is(port),
    targetPort: is(portOrNothing),
  },

  "apps.v1.DeploymentSpec": {
    replicas: NOT_NEGATIVE,
    minReadySeconds: NOT_NEGATIVE,
    revisionHistoryLimit: NOT_NEGATIVE,
    progressDeadlineSeconds: NOT_NEGATIVE,
  },
  "apps.v1.RollingUpdateDeployment": SHARE,
  "apps.v1.DaemonSetSpec": { minReadySeconds: NOT_NEGATIVE, revisionHistoryLimit: NOT_NEGATIVE },
  "apps.v1.RollingUpdateDaemonSet": SHARE,
  "apps.v1.StatefulSetSpec": {
    replicas: NOT_NEGATIVE,
    minReadySeconds: NOT_NEGATIVE,
    revisionHistoryLimit: NOT_NEGATIVE,
    serviceName: is(orEmpty(dnsLabel)),
  },
  "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": {
    whenDeleted: is(orEmpty(choice("Retain", "Delete"))),
    whenScaled: is(orEmpty(choice("Retain", "Delete"))),
  },
  "apps.v1.ReplicaSetSpec": { replicas: NOT_NEGATIVE, minReadySeconds: NOT_NEGATIVE },
  "batch.v1.JobSpec": {
    parallelism: NOT_NEGATIVE,
    completions: NOT_NEGATIVE,
    backoffLimit: NOT_NEGATIVE,
    activeDeadlineSeconds: NOT_NEGATIVE,
    ttlSecondsAfterFinished: NOT_NEGATIVE,
    completionMode: FILLED,
    podReplacementPolicy: FILLED,
  },
  "batch.v1.CronJobSpec": {
    schedule: is(schedule),
    startingDeadlineSeconds: NOT_NEGATIVE,
    successfulJobsHistoryLimit: NOT_NEGATIVE,
    failedJobsHistoryLimit: NOT_NEGATIVE,
  },

  "networking.v1.IngressRule": { host: is(orEmpty(host)) },
  "networking.v1.IngressTLS": { hosts: each(host), secretName: is(orEmpty(subdomain)) },
  "networking.v1.HTTPIngressPath": { pathType: FILLED },
  "networking.v1.IngressSpec": { ingressClassName: REFERENCE },
  "networking.v1.IngressServiceBackend": { name: is(dnsLabel) },
  "networking.v1.ServiceBackendPort": { name: is(orEmpty(portName)), number: is(range(0, 65_535)) },
  "networking.v1.NetworkPolicySpec": { policyTypes: each(filled) },
  "networking.v1.IPBlock": { cidr: is(cidr), except: each(cidr) },
  "networking.v1.NetworkPolicyPort": { port: is(portOrName), protocol: FILLED },
  "policy.v1.PodDisruptionBudgetSpec": {
    minAvailable: is(countOrPercent(100)),
    maxUnavailable: is(countOrPercent(100)),
    unhealthyPodEvictionPolicy: FILLED,
  },
  "autoscaling.v2.HorizontalPodAutoscalerSpec": { minReplicas: NOT_NEGATIVE, maxReplicas: POSITIVE },
  "autoscaling.v2.CrossVersionObjectReference": { kind: is(pathSegment), name: is(pathSegment) },
  "autoscaling.v2.MetricSpec": {
    type: is(choice("ContainerResource", "External", "Object", "Pods", "Resource")),
  },
  "autoscaling.v2.MetricTarget": {
    type: is(choice("Utilization", "Value", "AverageValue")),
    averageUtilization: POSITIVE,
  },
  "autoscaling.v2.MetricIdentifier": { name: is(pathSegment) },
  "autoscaling.v2.ResourceMetricSource": { name: FILLED },
  "autoscaling.v2.HPAScalingRules": {
    selectPolicy: is(choice("Disabled", "Max", "Min")),
    stabilizationWindowSeconds: is(range(0, 3600)),
  },
  "autoscaling.v2.HPAScalingPolicy": {
    type: is(choice("Percent", "Pods")),
    value: POSITIVE,
    periodSeconds: is(range(1, 1800)),
  },

  "rbac.v1.RoleRef": {
    apiGroup: is(orEmpty(choice("rbac.authorization.k8s.io"))),
    kind: is(choice("Role", "ClusterRole")),
    name: is(pathSegment),
  },
  "rbac.v1.Subject": { kind: is(choice("ServiceAccount", "User", "Group")), name: FILLED },
};

/** A Service's target: 0 and an empty text stand for the port itself. */
function portOrNothing(value: Json) {
  return value === 0 || value === "" ? undefined : portOrName(value);
}
