/** The team's own chart: nothing is to be said of it. Each planted fault is one change of these files. */
export const ownChart = (name: string): Readonly<Record<string, string>> => ({
  "Chart.yaml": `apiVersion: v2
name: ${name}
version: 0.1.0
description: The reports of the shop.
kubeVersion: ">=1.32.0-0"
maintainers:
  - name: shop-team
`,
  "values.yaml": `# Pods that serve.
replicas: 2
image:
  repository: registry.example.com/reports
  tag: "1.4.0"
# The name people type.
host: reports.example.com
# What it writes to its log.
logLevel: info
# Rows of one report.
maxRows: 5000
# Of the database; in the secrets.
password: ""
# For the mail service; in the secrets.
token: ""
`,
  "values.schema.json": `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "additionalProperties": false,
  "required": ["image", "password"],
  "properties": {
    "replicas": { "type": "integer", "minimum": 1, "maximum": 50 },
    "image": {
      "type": "object",
      "additionalProperties": false,
      "required": ["repository", "tag"],
      "properties": {
        "repository": { "type": "string", "pattern": "^[a-z0-9./-]+$" },
        "tag": { "type": "string", "minLength": 1 }
      }
    },
    "host": { "type": "string", "maxLength": 253 },
    "logLevel": { "enum": ["debug", "info", "warning"] },
    "maxRows": { "type": "integer", "minimum": 1, "maximum": 100000 },
    "password": { "type": "string", "writeOnly": true },
    "token": { "type": "string", "writeOnly": true },
    "global": { "type": "object" }
  }
}
`,
  "templates/_names.tpl": `{{- define "reports.labels" -}}
app.kubernetes.io/name: reports
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "reports.container" -}}
image: {{ printf "%s:%s" .Values.image.repository .Values.image.tag | quote }}
resources:
  requests:
    cpu: 50m
    memory: 64Mi
  limits:
    memory: 64Mi
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{- define "reports.pod" -}}
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  seccompProfile:
    type: RuntimeDefault
{{- end }}
`,
  "templates/config.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  LOG_LEVEL: {{ .Values.logLevel | quote }}
  MAX_ROWS: {{ .Values.maxRows | int64 | quote }}
`,
  "templates/keys.yaml": `apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
stringData:
  PASSWORD: {{ .Values.password | quote }}
  TOKEN: {{ .Values.token | quote }}
`,
  "templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      {{- include "reports.labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "reports.labels" . | nindent 8 }}
    spec:
      {{- include "reports.pod" . | nindent 6 }}
      containers:
        - name: reports
          {{- include "reports.container" . | nindent 10 }}
          ports:
            - name: http
              containerPort: 8080
          envFrom:
            - configMapRef:
                name: {{ .Release.Name }}
            - secretRef:
                name: {{ .Release.Name }}
`,
  "templates/service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    {{- include "reports.labels" . | nindent 4 }}
  ports:
    - name: http
      port: 80
      targetPort: http
`,
  "templates/ingress.yaml": `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ .Release.Name }}
spec:
  rules:
    - host: {{ .Values.host | quote }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: {{ .Release.Name }}
                port:
                  number: 80
`,
  "templates/policy.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Release.Name }}
spec:
  podSelector:
    matchLabels:
      {{- include "reports.labels" . | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    - ports:
        - port: http
`,
  "templates/budget.yaml": `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .Release.Name }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "reports.labels" . | nindent 6 }}
`,
  "templates/migrate-keys.yaml": `apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}-migrate
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "-5"
    helm.sh/hook-delete-policy: before-hook-creation
stringData:
  PASSWORD: {{ .Values.password | quote }}
`,
  "templates/migrate.yaml": `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-migrate
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: "0"
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  backoffLimit: 0
  activeDeadlineSeconds: 240
  template:
    spec:
      {{- include "reports.pod" . | nindent 6 }}
      restartPolicy: Never
      containers:
        - name: migrate
          {{- include "reports.container" . | nindent 10 }}
          envFrom:
            - secretRef:
                name: {{ .Release.Name }}-migrate
`,
});
