{{/* Labels of an alert: dict "root" $ "severity" "critical" or "warning" */}}
{{- define "phoenix.alertLabels" -}}
{{- with .root.Values.monitoring.rules.alertLabels }}
{{- toYaml . }}
{{ end -}}
severity: {{ .severity }}
namespace: {{ .root.Release.Namespace }}
job: {{ include "phoenix.metricsJob" .root | quote }}
{{- end }}

{{/* The address of an alert's runbook: dict "root" $ "alert" NAME */}}
{{- define "phoenix.runbook" -}}
{{ .root.Values.monitoring.rules.runbooks }}/{{ .alert }}.md
{{- end }}

{{/*
A bucket of a histogram, by its bound in milliseconds. Prometheus 3 writes le="250.0" where Prometheus 2 and the
application write le="250".
*/}}
{{- define "phoenix.bucket" -}}
le=~"{{ int . }}([.]0)?"
{{- end }}
