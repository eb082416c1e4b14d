{{- define "phoenix.hooks.copyName" -}}
{{ include "phoenix.fullname" . }}-hooks
{{- end }}

{{- define "phoenix.hooks.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "phoenix.hooks.copyName" . }}
{{- else -}}
{{ include "phoenix.serviceAccountName" . }}
{{- end -}}
{{- end }}

{{/* Metadata of a copy: made anew before the Jobs, gone when the Jobs have ended. */}}
{{- define "phoenix.hooks.copyMetadata" -}}
name: {{ include "phoenix.hooks.copyName" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "phoenix.labels" . | nindent 2 }}
  app.kubernetes.io/component: hooks
annotations:
  helm.sh/hook: {{ include "phoenix.hooks.copyEvents" . }}
  helm.sh/hook-weight: "-10"
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
