/**
 * The files of a chart with about this many references to values, written as people write large charts: a helper file,
 * and components of a Deployment, a Service and a ConfigMap each (19 references), every one with values of its own.
 */
export function largeChart(references: number): Record<string, string> {
  const components = Array.from({ length: Math.ceil(references / 19) }, (_, at) => `part${at}`);
  return {
    "Chart.yaml": "apiVersion: v2\nname: large\nversion: 0.1.0\nappVersion: '1.0'\n",
    "values.yaml": components.map(values).join(""),
    "values.schema.json": JSON.stringify(
      {
        type: "object",
        additionalProperties: false,
        required: components,
        properties: Object.fromEntries(components.map((one) => [one, { $ref: "#/definitions/component" }])),
        definitions: { component },
      },
      null,
      2,
    ),
    "templates/_helpers.tpl": helpers,
    ...Object.fromEntries(components.map((one) => [`templates/${one}.yaml`, template(one)])),
  };
}

function values(name: string): string {
  return `${name}:
  enabled: true
  replicas: 2
  image:
    repository: ghcr.io/example/${name}
    tag: 1.0.0
    pullPolicy: IfNotPresent
  port: 8080
  config:
    LEVEL: info
  env: []
  resources:
    requests:
      cpu: 100m
      memory: 128Mi
  annotations: {}
  tolerations: []
`;
}

const text = { type: "string" };
const component = {
  type: "object",
  additionalProperties: false,
  required: ["enabled", "replicas", "image", "port", "config", "resources"],
  properties: {
    enabled: { type: "boolean" },
    replicas: { type: "integer", minimum: 0, maximum: 100 },
    image: {
      type: "object",
      additionalProperties: false,
      required: ["repository", "tag", "pullPolicy"],
      properties: {
        repository: { type: "string", minLength: 1 },
        tag: { type: "string", minLength: 1 },
        pullPolicy: { enum: ["Always", "IfNotPresent", "Never"] },
      },
    },
    port: { type: "integer", minimum: 1, maximum: 65535 },
    config: { type: "object", additionalProperties: text },
    env: {
      type: "array",
      items: { type: "object", required: ["name"], properties: { name: text, value: text } },
    },
    resources: {
      type: "object",
      required: ["requests"],
      properties: {
        requests: { type: "object", required: ["cpu", "memory"], properties: { cpu: text, memory: text } },
      },
    },
    annotations: { type: "object", additionalProperties: text },
    tolerations: { type: "array", items: { type: "object" } },
  },
};

const helpers = `{{- define "large.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}
{{- define "large.image" -}}
{{ .repository }}:{{ .tag }}
{{- end }}
`;

function template(name: string): string {
  const of = `.Values.${name}`;
  return `{{- if ${of}.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-${name}
  labels:
    {{- include "large.labels" (dict "name" "${name}" "root" $) | nindent 4 }}
  {{- with ${of}.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  replicas: {{ ${of}.replicas }}
  selector:
    matchLabels:
      {{- include "large.labels" (dict "name" "${name}" "root" $) | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "large.labels" (dict "name" "${name}" "root" $) | nindent 8 }}
      annotations:
        checksum/config: {{ ${of}.config | toJson | sha256sum }}
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      {{- with ${of}.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: ${name}
          image: {{ include "large.image" ${of}.image }}
          imagePullPolicy: {{ ${of}.image.pullPolicy }}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
          ports:
            - name: http
              containerPort: {{ ${of}.port }}
          env:
            - name: PORT
              value: {{ ${of}.port | quote }}
            {{- range ${of}.env }}
            - name: {{ .name }}
              value: {{ .value | default "" | quote }}
            {{- end }}
          resources:
            requests:
              cpu: {{ ${of}.resources.requests.cpu }}
              memory: {{ ${of}.resources.requests.memory }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-${name}
spec:
  selector:
    {{- include "large.labels" (dict "name" "${name}" "root" $) | nindent 4 }}
  ports:
    - name: http
      port: {{ ${of}.port }}
      targetPort: http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-${name}
data:
  image: {{ ${of}.image.repository | quote }}
  tag: {{ ${of}.image.tag | quote }}
  replicas: {{ ${of}.replicas | quote }}
  {{- range $key, $value := ${of}.config }}
  {{ $key }}: {{ $value | quote }}
  {{- end }}
{{- end }}
`;
}
