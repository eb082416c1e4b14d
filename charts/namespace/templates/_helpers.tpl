{{- define "namespace.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The namespaces that get all but labels: those that are made here, or the release's own. */}}
{{- define "namespace.all" -}}
{{- default (list .Release.Namespace) .Values.names | toJson -}}
{{- end }}

{{/* An object's metadata. Takes `root`, `name` and `namespace`. */}}
{{- define "namespace.metadata" -}}
name: {{ .name }}
namespace: {{ .namespace }}
labels:
  {{- include "namespace.labels" .root | nindent 2 }}
{{- end }}

{{- define "namespace.podSecurity" -}}
{{- range $mode := list "enforce" "warn" "audit" }}
{{- with get $.Values.podSecurity $mode }}
pod-security.kubernetes.io/{{ $mode }}: {{ . }}
pod-security.kubernetes.io/{{ $mode }}-version: {{ $.Values.podSecurity.version }}
{{- end }}
{{- end }}
{{- end }}
