{{- define "edge.listeners" -}}
{{- if .Values.gateway.http.enabled }}
- name: http
  protocol: HTTP
  port: {{ include "edge.httpPort" . }}
  {{- if .Values.redirect.enabled }}
  # The redirect and challenges only, which both lie in this namespace: a route of an application would answer unencrypted.
  allowedRoutes:
    namespaces:
      from: Same
  {{- else }}
  {{- include "edge.allowedRoutes" . | nindent 2 }}
  {{- end }}
{{- end }}
{{- if .Values.gateway.https.enabled }}
{{- if .Values.gateway.https.perHost }}
{{- range .Values.hosts }}
- name: https-{{ include "edge.slug" . }}
  hostname: {{ . | quote }}
  {{- include "edge.https" (dict "root" $ "secrets" (list (include "edge.secretOf" (dict "root" $ "host" .)))) | nindent 2 }}
{{- end }}
{{- else }}
{{- $secrets := list }}
{{- range .Values.hosts }}
{{- $secrets = append $secrets (include "edge.secretOf" (dict "root" $ "host" .)) }}
{{- end }}
- name: https
  {{- include "edge.https" (dict "root" $ "secrets" ($secrets | uniq)) | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{- define "edge.https" -}}
protocol: HTTPS
port: {{ include "edge.httpsPort" .root }}
tls:
  mode: Terminate
  certificateRefs:
    {{- range .secrets }}
    - kind: Secret
      name: {{ . }}
    {{- end }}
{{ include "edge.allowedRoutes" .root }}
{{- end }}

{{- define "edge.allowedRoutes" -}}
allowedRoutes:
  namespaces:
    from: {{ .Values.gateway.allowedRoutes.from }}
    {{- if eq .Values.gateway.allowedRoutes.from "Selector" }}
    selector:
      matchExpressions:
        - key: kubernetes.io/metadata.name
          operator: In
          values:
            {{- toYaml .Values.gateway.allowedRoutes.namespaces | nindent 12 }}
    {{- end }}
{{- end }}
