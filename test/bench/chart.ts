/** The files of one chart of the generated repository: about what a hand-written chart for a web application holds. */
export function chartFiles(name: string): Readonly<Record<string, string>> {
  return {
    "Chart.yaml": `apiVersion: v2\nname: ${name}\ndescription: A web application\ntype: application\nversion: 0.1.0\nappVersion: "1.0"\n`,
    "values.yaml": values,
    // No two charts are alike in reality, so nothing here may profit from equal schemas.
    "values.schema.json": `${JSON.stringify({ title: `Values of ${name}`, ...schema }, null, 2)}\n`,
    "templates/_helpers.tpl": helpers,
    "templates/deployment.yaml": deployment,
    "templates/service.yaml": service,
    "templates/configmap.yaml": configMap,
    "templates/ingress.yaml": ingress,
    "templates/secret.yaml": secret,
    "templates/migrate.yaml": migrate,
  };
}

const values = `# How many pods serve requests.
replicaCount: 1
image:
  repository: ghcr.io/example/app
  tag: 1.0.0
  pullPolicy: IfNotPresent
# Variables of the application, kept in a ConfigMap.
config:
  PORT: "4000"
  LOG_LEVEL: info
  POOL_SIZE: "10"
  FEATURE_FLAGS: "search,export"
service:
  type: ClusterIP
  port: 80
  targetPort: 4000
ingress:
  enabled: true
  className: nginx
  host: app.example.com
  path: /
  tls: true
  annotations: {}
resources:
  requests:
    cpu: 100m
    memory: 128Mi
  limits:
    memory: 256Mi
probes:
  path: /healthz
  periodSeconds: 10
migrate:
  enabled: true
  command: [bin/migrate]
  timeoutSeconds: 120
podAnnotations: {}
nodeSelector: {}
# From an encrypted file.
secrets:
  databaseUrl: ""
  secretKeyBase: ""
`;

const text = { type: "string" };
const texts = { type: "object", additionalProperties: text };
const whole = { type: "integer", minimum: 0 };
const closed = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
const quantities = closed({
  cpu: { type: "string", pattern: "^[0-9]+m?$" },
  memory: { type: "string", pattern: "^[0-9]+(Ki|Mi|Gi)$" },
});
const schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  ...closed(
    {
      replicaCount: whole,
      image: closed(
        { repository: text, tag: text, pullPolicy: { enum: ["Always", "IfNotPresent", "Never"] } },
        ["repository", "tag"],
      ),
      config: texts,
      service: closed({ type: { enum: ["ClusterIP", "NodePort"] }, port: whole, targetPort: whole }),
      ingress: closed({
        enabled: { type: "boolean" },
        className: text,
        host: { type: "string", pattern: "^[a-z0-9.-]+$" },
        path: { type: "string", pattern: "^/" },
        tls: { type: "boolean" },
        annotations: texts,
      }),
      resources: closed({ requests: quantities, limits: quantities }),
      probes: closed({ path: text, periodSeconds: whole }),
      migrate: closed({
        enabled: { type: "boolean" },
        command: { type: "array", items: text },
        timeoutSeconds: whole,
      }),
      podAnnotations: texts,
      nodeSelector: texts,
      secrets: closed(
        {
          databaseUrl: { type: "string", writeOnly: true },
          secretKeyBase: { type: "string", writeOnly: true },
        },
        ["databaseUrl", "secretKeyBase"],
      ),
      global: { type: "object" },
    },
    ["image"],
  ),
};

const helpers = `{{- define "app.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "app.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "app.labels" -}}
{{ include "app.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "app.pod.security" -}}
runAsNonRoot: true
runAsUser: 65534
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "app.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
`;

const head = (kind: string, suffix = "") => `apiVersion: ${kind.split(" ")[0]}
kind: ${kind.split(" ")[1]}
metadata:
  name: {{ include "app.name" . }}${suffix}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "app.labels" . | nindent 4 }}
`;

const deployment = `${head("apps/v1 Deployment")}spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels:
      {{- include "app.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "app.selector" . | nindent 8 }}
      annotations:
        checksum/config: {{ toYaml .Values.config | sha256sum }}
        {{- with .Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      securityContext:
        {{- include "app.pod.security" . | nindent 8 }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          securityContext:
            {{- include "app.container.security" . | nindent 12 }}
          ports:
            - name: http
              containerPort: {{ .Values.service.targetPort }}
          envFrom:
            - configMapRef:
                name: {{ include "app.name" . }}
            - secretRef:
                name: {{ include "app.name" . }}
          readinessProbe:
            httpGet:
              path: {{ .Values.probes.path }}
              port: http
            periodSeconds: {{ .Values.probes.periodSeconds }}
          livenessProbe:
            tcpSocket:
              port: http
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
`;

const service = `${head("v1 Service")}spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "app.selector" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .Values.service.port }}
      targetPort: http
`;

const configMap = `${head("v1 ConfigMap")}data:
  {{- range $key, $value := .Values.config }}
  {{ $key }}: {{ $value | quote }}
  {{- end }}
`;

const ingress = `{{- if .Values.ingress.enabled }}
${head("networking.k8s.io/v1 Ingress")}  {{- with .Values.ingress.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  ingressClassName: {{ .Values.ingress.className }}
  {{- if .Values.ingress.tls }}
  tls:
    - hosts:
        - {{ .Values.ingress.host }}
      secretName: {{ include "app.name" . }}-tls
  {{- end }}
  rules:
    - host: {{ .Values.ingress.host }}
      http:
        paths:
          - path: {{ .Values.ingress.path }}
            pathType: Prefix
            backend:
              service:
                name: {{ include "app.name" . }}
                port:
                  name: http
{{- end }}
`;

const secret = `${head("v1 Secret")}type: Opaque
stringData:
  DATABASE_URL: {{ .Values.secrets.databaseUrl | quote }}
  SECRET_KEY_BASE: {{ .Values.secrets.secretKeyBase | quote }}
`;

const migrate = `{{- if .Values.migrate.enabled }}
${head("batch/v1 Job", "-migrate")}  annotations:
    helm.sh/hook: post-install,pre-upgrade
    helm.sh/hook-weight: "-5"
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  backoffLimit: 0
  activeDeadlineSeconds: {{ .Values.migrate.timeoutSeconds }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ .Chart.Name }}-migrate
        app.kubernetes.io/instance: {{ .Release.Name }}
    spec:
      restartPolicy: Never
      securityContext:
        {{- include "app.pod.security" . | nindent 8 }}
      containers:
        - name: migrate
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          command: {{ toJson .Values.migrate.command }}
          securityContext:
            {{- include "app.container.security" . | nindent 12 }}
          env:
            - name: MIGRATE_POOL_SIZE
              value: {{ .Values.config.POOL_SIZE | quote }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
{{- end }}
`;
