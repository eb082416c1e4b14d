{{/* How the application is reached: ports, HTTP/2, TLS at the pods, and what DNS and certificates are told. */}}

{{/* Says something when the pods themselves speak TLS. */}}
{{- define "phoenix.podTls" -}}
{{- if ne .Values.tls.mode "edge" -}}true{{- end -}}
{{- end }}

{{- define "phoenix.podTlsSecret" -}}
{{- default (printf "%s-pod-tls" (include "phoenix.fullname" .)) .Values.tls.secretName -}}
{{- end }}

{{/* Name of the port, of the pod and of the Service, that the edge talks to. */}}
{{- define "phoenix.edgePort" -}}
{{- if include "phoenix.podTls" . -}}https{{- else -}}http{{- end -}}
{{- end }}

{{- define "phoenix.edgePortNumber" -}}
{{- if include "phoenix.podTls" . -}}{{ .Values.tls.servicePort }}{{- else -}}{{ .Values.service.port }}{{- end -}}
{{- end }}

{{/* The Service's name in the cluster's DNS, which its certificate is for. */}}
{{- define "phoenix.serviceHost" -}}
{{ include "phoenix.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end }}

{{/* Says something when websockets need a Service of their own: where HTTP/2 is forced, most proxies cannot upgrade. */}}
{{- define "phoenix.websocketApart" -}}
{{- $upgraded := and (eq .Values.mesh.kind "istio") .Values.mesh.istio.h2Upgrade -}}
{{- if and (or (eq .Values.service.protocol "h2c") $upgraded) .Values.websocket.paths -}}true{{- end -}}
{{- end }}

{{- define "phoenix.tlsEnv" -}}
{{- if include "phoenix.podTls" . -}}
- name: HTTPS_PORT
  value: {{ .Values.tls.port | quote }}
- name: TLS_CERT_PATH
  value: /etc/tls/tls.crt
- name: TLS_KEY_PATH
  value: /etc/tls/tls.key
{{- end }}
{{- end }}

{{/* The annotations for external-dns, under each of its prefixes: dict "root" $ "of" (dict "ttl" "60") */}}
{{- define "phoenix.dnsAnnotations" -}}
{{- $all := dict }}
{{- $own := .root.Values.externalDns }}
{{- if $own.enabled }}
{{- range $prefix := $own.prefixes }}
{{- range $key, $value := merge (dict) $.of $own.annotations }}
{{- $_ := set $all (printf "%s%s" $prefix $key) $value }}
{{- end }}
{{- end }}
{{- end }}
{{- toYaml $all }}
{{- end }}

{{/* What every object that external-dns reads says: more host names, and how long an answer holds. */}}
{{- define "phoenix.dnsWords" -}}
{{- $words := dict }}
{{- with .Values.externalDns.hostnames }}
{{- $_ := set $words "hostname" (join "," .) }}
{{- end }}
{{- with .Values.externalDns.ttl }}
{{- $_ := set $words "ttl" (toString .) }}
{{- end }}
{{- toYaml $words }}
{{- end }}

{{- define "phoenix.ingressAnnotations" -}}
{{- $words := include "phoenix.dnsWords" . | fromYaml }}
{{- with .Values.externalDns.target }}
{{- $_ := set $words "target" (join "," .) }}
{{- end }}
{{- $all := include "phoenix.dnsAnnotations" (dict "root" . "of" $words) | fromYaml }}
{{- $tls := .Values.ingress.tls }}
{{- with $tls.issuer.name }}
{{- $_ := set $all (printf "cert-manager.io/%s" (eq $tls.issuer.kind "ClusterIssuer" | ternary "cluster-issuer" "issuer")) . }}
{{- end }}
{{- if and (eq .Values.ingress.controller "traefik") $tls.enabled }}
{{- $_ := set $all "traefik.ingress.kubernetes.io/router.entrypoints" "websecure" }}
{{- $_ := set $all "traefik.ingress.kubernetes.io/router.tls" "true" }}
{{- end }}
{{- if and (eq .Values.ingress.controller "nginx") (include "phoenix.podTls" .) }}
{{- $_ := set $all "nginx.ingress.kubernetes.io/backend-protocol" "HTTPS" }}
{{- end }}
{{- toYaml (merge (dict) .Values.ingress.annotations $all) }}
{{- end }}

{{/* Target is not among them: of routes external-dns reads it from the Gateway alone. */}}
{{- define "phoenix.routeAnnotations" -}}
{{- $all := include "phoenix.dnsAnnotations" (dict "root" . "of" (include "phoenix.dnsWords" . | fromYaml)) | fromYaml }}
{{- toYaml (merge (dict) .Values.httpRoute.annotations $all) }}
{{- end }}

{{- define "phoenix.serviceAnnotations" -}}
{{- $all := dict }}
{{- if eq .Values.service.type "LoadBalancer" }}
{{- $words := include "phoenix.dnsWords" . | fromYaml }}
{{- $_ := set $words "hostname" (join "," (default (list .Values.host) .Values.externalDns.hostnames)) }}
{{- with .Values.externalDns.target }}
{{- $_ := set $words "target" (join "," .) }}
{{- end }}
{{- $all = include "phoenix.dnsAnnotations" (dict "root" . "of" $words) | fromYaml }}
{{- end }}
{{- if and .Values.ingress.enabled (eq .Values.ingress.controller "traefik") }}
{{- if include "phoenix.podTls" . }}
{{- $_ := set $all "traefik.ingress.kubernetes.io/service.serversscheme" "https" }}
{{- else if eq .Values.service.protocol "h2c" }}
{{- $_ := set $all "traefik.ingress.kubernetes.io/service.serversscheme" "h2c" }}
{{- end }}
{{- end }}
{{- toYaml (merge (dict) .Values.service.annotations $all) }}
{{- end }}
