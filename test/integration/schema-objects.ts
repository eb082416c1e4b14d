import type { JsonObject } from "../../scripts/core/json.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";

/** Objects that the API server takes, of the kinds that charts have most, with fields of every shape. */
export const objects = `
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 2
  strategy: { rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 } }
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      securityContext: { runAsNonRoot: true, fsGroup: 10001 }
      volumes: [{ name: tmp, emptyDir: { sizeLimit: 1Gi } }]
      containers:
        - name: web
          image: web:1.0
          args: [start]
          env: [{ name: A, value: b }, { name: C, valueFrom: { secretKeyRef: { name: a, key: b } } }]
          ports: [{ name: http, containerPort: 4000 }]
          readinessProbe: { httpGet: { path: /, port: http, scheme: HTTP }, periodSeconds: 5 }
          imagePullPolicy: IfNotPresent
          terminationMessagePolicy: File
          resources: { requests: { cpu: 50m, memory: 64Mi } }
          volumeMounts: [{ name: tmp, mountPath: /tmp, mountPropagation: None }]
---
apiVersion: v1
kind: Service
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: v1
kind: Service
spec:
  type: NodePort
  externalTrafficPolicy: Cluster
  internalTrafficPolicy: Cluster
  sessionAffinity: None
  ipFamilyPolicy: SingleStack
  ipFamilies: [IPv4]
  ports: [{ port: 80, protocol: TCP }]
---
apiVersion: apps/v1
kind: StatefulSet
spec:
  serviceName: db
  podManagementPolicy: Parallel
  updateStrategy: { type: OnDelete }
  persistentVolumeClaimRetentionPolicy: { whenDeleted: Retain, whenScaled: Delete }
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      restartPolicy: Always
      dnsPolicy: ClusterFirst
      preemptionPolicy: PreemptLowerPriority
      securityContext: { fsGroup: 1, fsGroupChangePolicy: OnRootMismatch, seccompProfile: { type: RuntimeDefault } }
      tolerations: [{ key: a, operator: Equal, value: b, effect: NoSchedule }]
      topologySpreadConstraints:
        - { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, nodeAffinityPolicy: Honor, labelSelector: { matchExpressions: [{ key: a, operator: In, values: [b] }] } }
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms: [{ matchExpressions: [{ key: a, operator: Exists }] }]
      volumes: [{ name: a, hostPath: { path: /a, type: Directory } }]
      containers: [{ name: a, image: b, ports: [{ containerPort: 1, protocol: UDP }] }]
---
apiVersion: batch/v1
kind: CronJob
spec:
  schedule: "0 3 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      completionMode: NonIndexed
      podReplacementPolicy: Failed
      podFailurePolicy: { rules: [{ action: FailJob, onExitCodes: { operator: In, values: [3] } }] }
      template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } }
---
apiVersion: batch/v1
kind: Job
spec: { backoffLimit: 0, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
spec:
  tls: [{ hosts: [a.example], secretName: tls }]
  rules: [{ host: a.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
spec:
  minReplicas: 1
  maxReplicas: 3
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
  behavior: { scaleDown: { selectPolicy: Min, policies: [{ type: Pods, value: 1, periodSeconds: 60 }] } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
spec: { minAvailable: 50%, unhealthyPodEvictionPolicy: AlwaysAllow, selector: { matchLabels: { app: web } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }], ports: [{ port: http, protocol: TCP }] }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: a }
subjects: [{ kind: ServiceAccount, name: a, namespace: default }]
---
apiVersion: v1
kind: PersistentVolumeClaim
spec: { accessModes: [ReadWriteOnce], volumeMode: Filesystem, resources: { requests: { storage: 1Gi } } }
`
  .split(/^---$/m)
  .map((one) => readYaml(one).value as JsonObject);
