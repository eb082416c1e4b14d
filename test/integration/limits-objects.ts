import type { JsonObject } from "../../scripts/core/json.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";
import { objects } from "./schema-objects.ts";

/** Objects that the API server takes, whose fields have limits of many kinds. */
const more = `
apiVersion: apps/v1
kind: DaemonSet
metadata: { labels: { a.example/b: c }, annotations: { A.example/b: "any text: at all" } }
spec:
  minReadySeconds: 1
  updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 10% } }
  selector: { matchExpressions: [{ key: app, operator: In, values: [agent] }] }
  template:
    metadata: { labels: { app: agent }, annotations: { checksum/config: abc } }
    spec:
      nodeSelector: { kubernetes.io/os: linux }
      serviceAccountName: agent
      priorityClassName: system-node-critical
      hostname: agent
      subdomain: agents
      terminationGracePeriodSeconds: 30
      securityContext: { runAsUser: 1000, runAsGroup: 1000, supplementalGroups: [1], seccompProfile: { type: RuntimeDefault } }
      imagePullSecrets: [{ name: pull }]
      tolerations: [{ key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 30 }]
      initContainers:
        - { name: first, image: a, volumeMounts: [{ name: config, mountPath: /etc/a, subPath: a/b }] }
        - { name: beside, image: a, restartPolicy: Always, startupProbe: { tcpSocket: { port: 80 }, failureThreshold: 3 } }
      containers:
        - name: agent
          image: agent:1.0
          envFrom: [{ prefix: A_, secretRef: { name: a } }, { configMapRef: { name: b } }]
          env: [{ name: A.b-c, valueFrom: { configMapKeyRef: { name: a, key: b } } }, { name: P, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]
          ports: [{ name: http, containerPort: 80, hostPort: 8080 }, { name: metrics, containerPort: 81 }]
          lifecycle: { postStart: { exec: { command: [a] } }, preStop: { sleep: { seconds: 5 } } }
          livenessProbe: { exec: { command: [a] }, successThreshold: 1, timeoutSeconds: 1, initialDelaySeconds: 1, terminationGracePeriodSeconds: 5 }
          readinessProbe: { grpc: { port: 90 }, successThreshold: 2 }
          resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { cpu: "1", memory: 1Gi } }
          securityContext: { runAsUser: 1000 }
          volumeMounts: [{ name: config, mountPath: /a }, { name: secret, mountPath: /b }, { name: host, mountPath: /c }]
      volumes:
        - { name: config, configMap: { name: a, defaultMode: 420, items: [{ key: a, path: b/c, mode: 256 }] } }
        - { name: secret, secret: { secretName: a, defaultMode: 256 } }
        - { name: host, hostPath: { path: /var/log } }
        - { name: all, projected: { defaultMode: 420, sources: [{ configMap: { name: a } }] } }
        - { name: claim, persistentVolumeClaim: { claimName: a } }
---
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 1
  minReadySeconds: 5
  progressDeadlineSeconds: 60
  revisionHistoryLimit: 2
  strategy: { type: Recreate }
  selector: { matchLabels: { app: web }, matchExpressions: [{ key: tier, operator: DoesNotExist }] }
  template:
    metadata: { labels: { app: web } }
    spec:
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - { weight: 100, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } } } }
        nodeAffinity:
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: a, operator: Gt, values: ["1"] }] } }]
      containers: [{ name: web, image: web:1.0 }]
---
apiVersion: apps/v1
kind: StatefulSet
spec:
  serviceName: db
  replicas: 3
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: db, volumeMounts: [{ name: data, mountPath: /data }] }] }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi }, limits: { storage: 2Gi } } } }]
---
apiVersion: batch/v1
kind: Job
spec:
  parallelism: 1
  completions: 1
  activeDeadlineSeconds: 60
  ttlSecondsAfterFinished: 60
  template: { spec: { restartPolicy: OnFailure, activeDeadlineSeconds: 10, containers: [{ name: a, image: b }] } }
---
apiVersion: batch/v1
kind: CronJob
spec:
  schedule: "@daily"
  startingDeadlineSeconds: 10
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 1
  jobTemplate: { metadata: { labels: { a: b } }, spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } } }
---
apiVersion: v1
kind: Service
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: a, port: 80 }, { name: b, port: 81, targetPort: 82 }] }
---
apiVersion: v1
kind: Service
spec: { type: ExternalName, externalName: a.example }
---
apiVersion: v1
kind: Service
spec: { type: LoadBalancer, externalTrafficPolicy: Local, ports: [{ name: a, port: 80, nodePort: 30080 }] }
---
apiVersion: v1
kind: ConfigMap
data: { a.b_c-D: text }
binaryData: { e: aGVsbG8= }
---
apiVersion: v1
kind: Secret
type: Opaque
data: { .a: aGVsbG8= }
stringData: { b: text }
---
apiVersion: v1
kind: Secret
type: kubernetes.io/tls
data: { tls.crt: YQ==, tls.key: YQ== }
---
apiVersion: v1
kind: Secret
type: kubernetes.io/dockerconfigjson
stringData: { .dockerconfigjson: "{}" }
---
apiVersion: v1
kind: ServiceAccount
imagePullSecrets: [{ name: a }]
---
apiVersion: v1
kind: Namespace
metadata: { labels: { pod-security.kubernetes.io/enforce: restricted } }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
rules: [{ apiGroups: [""], resources: [pods], resourceNames: [a], verbs: [get] }, { nonResourceURLs: [/metrics], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:a" }
subjects: [{ kind: ServiceAccount, name: a, namespace: default }, { kind: User, name: "a b", apiGroup: rbac.authorization.k8s.io }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
spec:
  ingressClassName: nginx
  defaultBackend: { service: { name: web, port: { name: http } } }
  tls: [{ hosts: ["*.a.example"] }]
  rules: [{ host: "*.a.example", http: { paths: [{ path: /a, pathType: Exact, backend: { service: { name: web, port: { name: http } } } }, { pathType: ImplementationSpecific, backend: { service: { name: web, port: { number: 80 } } } }] } }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Ingress, Egress]
  egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }, { namespaceSelector: {}, podSelector: {} }], ports: [{ port: 443 }] }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
spec: { maxUnavailable: 1, selector: { matchLabels: { app: web } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
spec:
  maxReplicas: 3
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  metrics: [{ type: Pods, pods: { metric: { name: requests }, target: { type: AverageValue, averageValue: 1k } } }]
  behavior: { scaleUp: { stabilizationWindowSeconds: 60, policies: [{ type: Percent, value: 100, periodSeconds: 15 }] } }
`
  .split(/^---$/m)
  .map((one) => readYaml(one).value as JsonObject);

export const limited: readonly JsonObject[] = [...objects, ...more];
