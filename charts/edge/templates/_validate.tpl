{{/*
Every check that one value's schema cannot make, because it takes two values. All that is wrong is said at once.
*/}}
{{- define "edge.problems" -}}
{{- $v := .Values }}
{{- $hosts := default list $v.hosts }}
{{- $acme := and $v.issuer.create (eq $v.issuer.type "acme") }}
{{- if not $hosts }}
- hosts is empty: name what this Gateway serves, such as [shop.example.com]
{{- end }}
{{- if ne (len $hosts) (len ($hosts | uniq)) }}
- hosts names a host twice: leave one
{{- end }}
{{- if and $v.gateway.enabled (not $v.gateway.http.enabled) (not $v.gateway.https.enabled) }}
- gateway.http.enabled and gateway.https.enabled are both false: the Gateway would have no listener; turn one on, or gateway.enabled off
{{- end }}
{{- if and $v.gateway.enabled $v.redirect.enabled $v.gateway.http.enabled (not $v.gateway.https.enabled) }}
- redirect.enabled is true, but gateway.https.enabled is false: there would be nothing to redirect to
{{- end }}
{{- if and (eq $v.gateway.allowedRoutes.from "Selector") (not $v.gateway.allowedRoutes.namespaces) }}
- gateway.allowedRoutes.namespaces is empty, but from is Selector: name the namespaces whose routes may attach
{{- end }}
{{- if and $v.gateway.allowedRoutes.namespaces (ne $v.gateway.allowedRoutes.from "Selector") }}
- gateway.allowedRoutes.namespaces is given, but from is {{ $v.gateway.allowedRoutes.from }}: set from to Selector
{{- end }}
{{- if and $v.gatewayClass.create (eq $v.controller "other") }}
- gatewayClass.create is true, but controller is other: make the class where the controller is installed
{{- end }}
{{- if and $v.gateway.enabled (eq $v.controller "other") (not $v.gatewayClass.name) }}
- gatewayClass.name is empty, but controller is other: name the class of your controller
{{- end }}
{{- if and (eq $v.certificate.source "annotation") (not (and $v.gateway.enabled $v.gateway.https.perHost)) }}
- certificate.source is annotation, but gateway.https.perHost is false: cert-manager takes the names from the listeners, so each needs its own
{{- end }}
{{- if and $v.gateway.https.perHost $v.gateway.enabled (not $v.certificate.perHost) (eq $v.certificate.source "existing") (gt (len $hosts) 1) }}
- certificate.perHost is false, but gateway.https.perHost is true and the Secrets exist: each listener would show the same certificate; turn on certificate.perHost, or put all hosts into it and gateway.https.perHost off
{{- end }}
{{- if and $acme (not $v.issuer.acme.email) (has $v.issuer.acme.server (list "staging" "production")) }}
- issuer.acme.email is empty: Let's Encrypt writes there; set an address of your team
{{- end }}
{{- if and $acme (not $v.issuer.acme.http01.enabled) (not $v.issuer.acme.dns01.provider) }}
- issuer.acme.http01.enabled is false and issuer.acme.dns01.provider is empty: nothing would prove that the hosts are yours; turn on one
{{- end }}
{{- if and $acme $v.issuer.acme.http01.enabled (eq $v.issuer.acme.http01.through "gateway") (not (and $v.gateway.enabled $v.gateway.http.enabled)) }}
- issuer.acme.http01.through is gateway, but this Gateway has no HTTP listener: turn on gateway.http.enabled, or choose ingress
{{- end }}
{{- range $host := $hosts }}
{{- if and $acme (hasPrefix "*." $host) (not (include "edge.hasDns01" (dict "dns01" $v.issuer.acme.dns01 "host" $host))) }}
- hosts has the wildcard {{ $host }}, which HTTP-01 cannot prove: set issuer.acme.dns01.provider{{ with $v.issuer.acme.dns01.zones }} and add its zone to issuer.acme.dns01.zones{{ end }}
{{- end }}
{{- end }}
{{- if $acme }}
{{- range $needed := get (dict "acmeDNS" "host secret.name" "azureDNS" "subscriptionID resourceGroupName" "cloudDNS" "project" "cloudflare" "secret.name" "digitalocean" "secret.name" "rfc2136" "nameserver" "webhook" "groupName solverName") $v.issuer.acme.dns01.provider | splitList " " }}
{{- $settings := get $v.issuer.acme.dns01 $v.issuer.acme.dns01.provider | default dict }}
{{- if and $needed (not (eq $needed "secret.name" | ternary (get $settings "secret" | default dict).name (get $settings $needed))) }}
- issuer.acme.dns01.{{ $v.issuer.acme.dns01.provider }}.{{ $needed }} is empty, but provider is {{ $v.issuer.acme.dns01.provider }}: set it
{{- end }}
{{- end }}
{{- with $v.issuer.acme.dns01.route53 }}
{{- if and (eq $v.issuer.acme.dns01.provider "route53") (ne (empty .accessKeyID) (empty .secret.name)) }}
- issuer.acme.dns01.route53.accessKeyID and secret.name go together: give both, or neither for cert-manager's own identity
{{- end }}
{{- end }}
{{- with $v.issuer.acme.dns01.rfc2136 }}
{{- if and (eq $v.issuer.acme.dns01.provider "rfc2136") (ne (empty .tsigKeyName) (empty .secret.name)) }}
- issuer.acme.dns01.rfc2136.tsigKeyName and secret.name go together: give both, or neither
{{- end }}
{{- end }}
{{- if and $v.issuer.acme.externalAccount.keyID (not $v.issuer.acme.externalAccount.secret.name) }}
- issuer.acme.externalAccount.secret.name is empty, but keyID is given: name the Secret with the account's HMAC key
{{- end }}
{{- end }}
{{- if and (not $v.issuer.create) (not $v.issuer.name) (ne $v.certificate.source "existing") }}
- issuer.name is empty, but issuer.create is false: name the {{ $v.issuer.kind }} that is there
{{- end }}
{{- if and (eq $v.certificate.privateKey.algorithm "Ed25519") $v.certificate.privateKey.size }}
- certificate.privateKey.size is given, but Ed25519 has one size: set 0
{{- end }}
{{- if and (eq $v.certificate.privateKey.algorithm "ECDSA") (not (has (int $v.certificate.privateKey.size) (list 256 384 521))) }}
- certificate.privateKey.size is {{ int $v.certificate.privateKey.size }}, but ECDSA has 256, 384 and 521
{{- end }}
{{- if and (eq $v.certificate.privateKey.algorithm "RSA") (lt (int $v.certificate.privateKey.size) 2048) }}
- certificate.privateKey.size is {{ int $v.certificate.privateKey.size }}, but RSA needs 2048 to 8192
{{- end }}
{{- end }}

{{/* Whether a host goes by DNS-01: always, or by one of the provider's zones. */}}
{{- define "edge.hasDns01" -}}
{{- if .dns01.provider }}
{{- if not .dns01.zones }}yes{{ end }}
{{- range .dns01.zones }}
{{- if or (eq (trimPrefix "*." $.host) .) (hasSuffix (printf ".%s" .) $.host) }}yes{{ end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "edge.validate" -}}
{{- with include "edge.problems" . | trim }}
{{- fail (printf "\n\nThese values of chart edge do not fit together:\n%s\n" .) }}
{{- end }}
{{- end }}
