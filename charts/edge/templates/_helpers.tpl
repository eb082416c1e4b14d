{{/* Names leave room for what is put behind them within 63 characters. */}}
{{- define "edge.name" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "edge.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* A host as a part of a name: `*.example.com` is `wildcard-example-com`. */}}
{{- define "edge.slug" -}}
{{- . | replace "*" "wildcard" | replace "." "-" -}}
{{- end }}

{{- define "edge.className" -}}
{{- default .Values.controller .Values.gatewayClass.name -}}
{{- end }}

{{/* Traefik serves a listener whose port is that of one of its entrypoints: 8000 and 8443 in its chart. */}}
{{- define "edge.httpPort" -}}
{{- .Values.gateway.http.port | default (eq .Values.controller "traefik" | ternary 8000 80) -}}
{{- end }}

{{- define "edge.httpsPort" -}}
{{- .Values.gateway.https.port | default (eq .Values.controller "traefik" | ternary 8443 443) -}}
{{- end }}

{{- define "edge.secretName" -}}
{{- default (printf "%s-tls" (include "edge.name" .)) .Values.certificate.secretName -}}
{{- end }}

{{/* The Secret of one host's certificate. Takes `root` and `host`. */}}
{{- define "edge.secretOf" -}}
{{- if or .root.Values.certificate.perHost (eq .root.Values.certificate.source "annotation") -}}
{{- printf "%s-%s" (include "edge.secretName" .root) (include "edge.slug" .host) -}}
{{- else -}}
{{- include "edge.secretName" .root -}}
{{- end -}}
{{- end }}

{{- define "edge.issuerName" -}}
{{- default (include "edge.name" .) .Values.issuer.name -}}
{{- end }}

{{/* Where an issuer's Secrets lie: an Issuer's in its namespace, a ClusterIssuer's where cert-manager looks. */}}
{{- define "edge.issuerNamespace" -}}
{{- eq .Values.issuer.kind "ClusterIssuer" | ternary .Values.issuer.secretsNamespace .Release.Namespace -}}
{{- end }}

{{- define "edge.caSecret" -}}
{{- default (printf "%s-ca" (include "edge.issuerName" .)) .Values.issuer.ca.secretName -}}
{{- end }}

{{/* An issuer's `metadata` but for its name. */}}
{{- define "edge.issuerScope" -}}
{{- if eq .Values.issuer.kind "Issuer" }}
namespace: {{ .Release.Namespace }}
{{- end }}
labels:
  {{- include "edge.labels" . | nindent 2 }}
{{- end }}

{{- define "edge.privateKey" -}}
privateKey:
  algorithm: {{ .Values.certificate.privateKey.algorithm }}
  {{- with .Values.certificate.privateKey.size }}
  size: {{ . }}
  {{- end }}
  rotationPolicy: Always
{{- end }}

{{/* The annotations for external-dns, under each of its prefixes. Takes `root` and `of`, a map without prefixes. */}}
{{- define "edge.dnsAnnotations" -}}
{{- $all := dict }}
{{- range $prefix := .root.Values.externalDns.prefixes }}
{{- range $key, $value := $.of }}
{{- $_ := set $all (printf "%s%s" $prefix $key) $value }}
{{- end }}
{{- end }}
{{- if $all }}{{ toYaml $all }}{{ end }}
{{- end }}

{{/* Which Secret holds which hosts. */}}
{{- define "edge.certificates" -}}
{{- range .Values.hosts }}
{{- if $.Values.certificate.perHost }}
{{ include "edge.secretOf" (dict "root" $ "host" .) }}: [{{ . | quote }}]
{{- end }}
{{- end }}
{{- if not .Values.certificate.perHost }}
{{ include "edge.secretName" . }}: {{ toJson .Values.hosts }}
{{- end }}
{{- end }}
