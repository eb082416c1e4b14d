import { ownChart } from "./own-chart.ts";
import type { Faults } from "./planted.ts";

const own = ownChart("reports");
const configMap = (name: string, more: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-${name}\n${more}`;
/** A second Deployment beside the chart's own, with labels that nothing else has. */
const second = (own["templates/deployment.yaml"] as string)
  .replace(/reports\.labels/g, "second.labels")
  .replace("name: {{ .Release.Name }}\n", "name: {{ .Release.Name }}-second\n")
  .concat('{{- define "second.labels" -}}\napp.kubernetes.io/name: second\n{{- end }}\n');
const SECOND = "templates/second.yaml";
const resources =
  "resources:\n            requests:\n              cpu: 50m\n              memory: 64Mi\n            limits:\n              memory: 64Mi";
const security =
  "securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [ALL]";
const written = (image: string, ...parts: string[]) =>
  second.replace('{{- include "reports.container" . | nindent 10 }}', [image, ...parts].join("\n          "));
const scaler = (target: string) => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ .Release.Name }}
spec:
  minReplicas: 2
  maxReplicas: 5
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    ${target}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 80
`;

/** What Kubernetes would refuse, drop or do otherwise. */
export const manifestFaults: Faults = {
  CR500: { edits: [["templates/service.yaml", "spec:\n", "spec:\n  «CR500»sessionAfinity: ClientIP\n"]] },
  CR501: {
    edits: [["templates/config.yaml", "\ndata:\n", "\ndata:\n  «CR501»REPLICAS: {{ .Values.replicas }}\n"]],
  },
  CR502: {
    edits: [["templates/ingress.yaml", "- path: /\n            pathType: Prefix\n", "«CR502»- path: /\n"]],
  },
  CR503: {
    edits: [["templates/budget.yaml", "apiVersion: policy/v1\n", "«CR503»apiVersion: policy/v1beta1\n"]],
  },
  CR504: {
    files: {
      "templates/topic.yaml":
        "«CR504»apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: {{ .Release.Name }}\n",
    },
  },
  CR505: {
    files: {
      "templates/route.yaml":
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  parentRefs:\n    - name: public\n  rules:\n    - matches:\n        - path:\n            «CR505»type: Prefix\n            value: /\n      backendRefs:\n        - name: {{ .Release.Name }}\n          port: 80\n",
    },
  },
  CR506: {
    files: {
      "templates/claim.yaml":
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      «CR506»storage: 10GB\n",
    },
  },
  CR530: {
    edits: [
      ["templates/config.yaml", "\ndata:\n", "\n  labels:\n    a: b\n  «CR530»labels:\n    c: d\ndata:\n"],
    ],
  },
  CR532: {
    files: {
      "templates/twice.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  «CR532»name: {{ .Release.Name }}\ndata:\n  A: b\n",
    },
  },
  CR533: {
    files: {
      [SECOND]: second.replace(
        'selector:\n    matchLabels:\n      {{- include "second.labels" . | nindent 6 }}',
        "«CR533»selector:\n    matchLabels:\n      app.kubernetes.io/name: first",
      ),
    },
  },
  CR534: {
    edits: [
      [
        "templates/service.yaml",
        'selector:\n    {{- include "reports.labels" . | nindent 4 }}',
        "«CR534»selector:\n    app.kubernetes.io/name: other",
      ],
    ],
  },
  CR535: { edits: [["templates/service.yaml", "targetPort: http", "«CR535»targetPort: web"]] },
  CR536: { edits: [["templates/service.yaml", "targetPort: http", "«CR536»targetPort: 4000"]] },
  CR537: {
    edits: [["templates/deployment.yaml", "  replicas:", "  «CR537»replicas:"]],
    files: { "templates/scaler.yaml": scaler("name: {{ .Release.Name }}") },
  },
  CR538: {
    files: { [SECOND]: written("«CR538»image: registry.example.com/second:latest", resources, security) },
  },
  CR539: { edits: [["templates/budget.yaml", "maxUnavailable: 1", "«CR539»minAvailable: 2"]] },
  CR540: {
    files: {
      [SECOND]: written('image: registry.example.com/second:"1"', security)
        .replace(':"1"', ":1.0.0")
        .replace("- name: reports", "«CR540»- name: reports"),
    },
  },
  CR542: {
    files: {
      "templates/long.yaml": (own["templates/service.yaml"] as string).replace(
        "name: {{ .Release.Name }}",
        "«CR542»name: {{ .Release.Name }}-of-the-shop-that-sells-everything-there-is-to-be-sold-online",
      ),
    },
  },
  CR543: {
    files: {
      "templates/dashboard.yaml": configMap("dashboard", "  «CR543»namespace: monitoring\ndata:\n  A: b\n"),
    },
  },
  CR544: {
    files: {
      [SECOND]: written("image: registry.example.com/second:1.0.0", resources).replace(
        "    spec:\n",
        "    «CR544»spec:\n",
      ),
    },
  },
  CR545: {
    edits: [
      ["values.schema.json", '"global"', '"limit": { "type": "integer" },\n    "global"'],
      ["values.yaml", "# For the mail", "# Bytes.\nlimit: 5000\n# For the mail"],
      ["templates/config.yaml", "\ndata:\n", "\ndata:\n  LIMIT: {{ «CR413».Values.limit | quote }}\n"],
    ],
    values: "limit: «CR545»12345678\n",
  },
  CR587: {
    edits: [
      [
        "templates/deployment.yaml",
        "containerPort: 8080",
        "containerPort: 8080\n          readinessProbe:\n            httpGet:\n              path: /\n              «CR587»port: web",
      ],
    ],
  },
  CR551: {
    files: {
      "templates/database.yaml":
        "«CR551»apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: {{ .Release.Name }}-database\nsubsets:\n  - addresses:\n      - ip: 192.0.2.1\n",
    },
  },
  CR553: {
    edits: [
      [
        "templates/config.yaml",
        "\ndata:\n",
        '\n  labels:\n    «CR553»version: {{ printf "%s+7" .Chart.Version | quote }}\ndata:\n',
      ],
    ],
  },
  CR554: { edits: [["templates/deployment.yaml", "containerPort: 8080", "«CR554»containerPort: 80800"]] },
  CR555: {
    edits: [
      [
        "templates/service.yaml",
        "      targetPort: http\n",
        "      targetPort: http\n    - «CR555»name: http\n      port: 443\n      targetPort: http\n",
      ],
    ],
  },
  CR556: {
    edits: [["templates/budget.yaml", "maxUnavailable: 1", "minAvailable: 1\n  «CR556»maxUnavailable: 1"]],
  },
  CR557: {
    edits: [
      [
        "templates/deployment.yaml",
        "          ports:\n",
        "          volumeMounts:\n            - «CR557»name: tmp\n              mountPath: /tmp\n          ports:\n",
      ],
    ],
  },
  CR558: { edits: [["templates/ingress.yaml", "- path: /\n", "- «CR558»path: reports\n"]] },
  CR580: {
    edits: [
      [
        "templates/policy.yaml",
        'podSelector:\n    matchLabels:\n      {{- include "reports.labels" . | nindent 6 }}',
        "«CR580»podSelector:\n    matchLabels:\n      app.kubernetes.io/name: other",
      ],
    ],
  },
  CR581: { files: { "templates/scaler.yaml": scaler("«CR581»name: {{ .Release.Name }}-web") } },
  CR582: { edits: [["templates/ingress.yaml", "number: 80", "«CR582»number: 8080"]] },
  CR585: {
    edits: [
      [
        "templates/service.yaml",
        "targetPort: http",
        "targetPort: http\n      appProtocol: kubernetes.io/h2c",
      ],
    ],
    files: {
      "templates/route.yaml":
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  parentRefs:\n    - name: public\n  rules:\n    - matches:\n        - path:\n            type: PathPrefix\n            «CR585»value: /live/websocket\n      backendRefs:\n        - name: {{ .Release.Name }}\n          port: 80\n",
    },
  },
  CR586: {
    edits: [
      ["templates/policy.yaml", "  ingress:", "  «CR586»ingress:"],
      [
        "templates/deployment.yaml",
        "          ports:",
        "          env:\n            - name: RELEASE_DISTRIBUTION\n              value: name\n            - name: DNS_CLUSTER_QUERY\n              value: {{ .Release.Name }}-headless\n            - name: ERL_AFLAGS\n              value: -kernel inet_dist_listen_min 4370 inet_dist_listen_max 4379\n          ports:",
      ],
    ],
  },
};
