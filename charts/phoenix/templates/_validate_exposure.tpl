{{/* What does not fit together in how the application is reached; part of phoenix.problems. */}}
{{- define "phoenix.exposureProblems" -}}
{{- $v := .Values }}
{{- $issuer := $v.ingress.tls.issuer.name }}
{{- if and (eq $v.service.protocol "h2c") (include "phoenix.podTls" .) }}
- service.protocol is h2c, HTTP/2 without TLS, but tls.mode is {{ $v.tls.mode }}: set service.protocol to http; with TLS both sides agree on HTTP/2 by themselves
{{- end }}
{{- if and (eq $v.service.protocol "h2c") $v.ingress.enabled (eq $v.ingress.controller "nginx") }}
- service.protocol is h2c, but ingress.controller is nginx, which speaks no HTTP/2 to pods: set service.protocol to http
{{- end }}
{{- if and (eq $v.tls.mode "pod") (or $v.ingress.enabled $v.httpRoute.enabled) }}
- tls.mode is pod, so nobody in front can read a request, but {{ $v.ingress.enabled | ternary "ingress" "httpRoute" }} is on: use reencrypt, or a Service of type LoadBalancer
{{- end }}
{{- if include "phoenix.podTls" . }}
{{- if not (or $v.tls.secretName $v.tls.certificate.enabled) }}
- tls.mode is {{ $v.tls.mode }}, but the pods have no certificate: set tls.secretName, or tls.certificate.enabled
{{- end }}
{{- if and $v.tls.certificate.enabled (not $v.tls.certificate.issuer.name) }}
- tls.certificate.issuer.name is empty: name the issuer of the pods' certificate
{{- end }}
{{- if eq (int $v.tls.port) (int $v.server.port) }}
- tls.port and server.port are both {{ int $v.tls.port }}: the application listens on both, choose another
{{- end }}
{{- if eq (int $v.tls.servicePort) (int $v.service.port) }}
- tls.servicePort and service.port are both {{ int $v.service.port }}: choose another
{{- end }}
{{- else if $v.tls.certificate.enabled }}
- tls.certificate.enabled is true, but tls.mode is edge, where pods have no certificate: set tls.mode, or turn it off
{{- end }}
{{- if and $issuer (not $v.ingress.tls.enabled) }}
- ingress.tls.issuer.name is set, but ingress.tls.enabled is false: turn it on
{{- end }}
{{- if $v.externalDns.enabled }}
{{- $balanced := eq $v.service.type "LoadBalancer" }}
{{- if not (or $v.ingress.enabled $v.httpRoute.enabled $balanced) }}
- externalDns.enabled is true, but nothing has an address for it to tell: turn on httpRoute or ingress, or set service.type to LoadBalancer
{{- end }}
{{- if and $v.externalDns.target $v.httpRoute.enabled (not (or $v.ingress.enabled $balanced)) }}
- externalDns.target is set, but external-dns reads the target of a route from its Gateway: set it there, and empty this one
{{- end }}
{{- end }}
{{- end }}
