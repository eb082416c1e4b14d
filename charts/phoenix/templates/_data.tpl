{{/* The ConfigMap's data, shared by the object of the release and the hooks' copy. */}}
{{- define "phoenix.configData" -}}
PHX_HOST: {{ .Values.host | quote }}
PORT: {{ .Values.server.port | quote }}
POOL_SIZE: {{ .Values.database.poolSize | quote }}
{{- if .Values.database.ipv6 }}
ECTO_IPV6: "true"
{{- end }}
{{- range $name, $value := .Values.config }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{/* The Secret's data, shared likewise. */}}
{{- define "phoenix.secretData" -}}
{{- with .Values.secrets.databaseUrl.value }}
DATABASE_URL: {{ . | b64enc }}
{{- end }}
{{- with .Values.secrets.secretKeyBase.value }}
SECRET_KEY_BASE: {{ . | b64enc }}
{{- end }}
{{- with .Values.secrets.releaseCookie.value }}
RELEASE_COOKIE: {{ . | b64enc }}
{{- end }}
{{- end }}

{{/* One variable from the chart's Secret or an existing one: dict "name" "DATABASE_URL" "from" .Values.secrets.databaseUrl "secret" NAME */}}
{{- define "phoenix.secretEnv" -}}
{{- if .from.existingSecret }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .from.existingSecret }}
      key: {{ .from.key }}
{{- else if .from.value }}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .name }}
{{- end }}
{{- end }}

{{/* The variables every container of the release gets: dict "root" $ "secret" NAME */}}
{{- define "phoenix.commonEnv" -}}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: RELEASE_TMP
  value: /tmp
{{- $secrets := .root.Values.secrets }}
{{- include "phoenix.secretEnv" (dict "name" "DATABASE_URL" "from" $secrets.databaseUrl "secret" .secret) }}
{{- include "phoenix.secretEnv" (dict "name" "SECRET_KEY_BASE" "from" $secrets.secretKeyBase "secret" .secret) }}
{{- include "phoenix.secretEnv" (dict "name" "RELEASE_COOKIE" "from" $secrets.releaseCookie "secret" .secret) }}
{{- end }}
