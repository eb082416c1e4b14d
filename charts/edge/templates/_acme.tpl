{{- define "edge.acmeServer" -}}
{{- $known := dict "staging" "https://acme-staging-v02.api.letsencrypt.org/directory" "production" "https://acme-v02.api.letsencrypt.org/directory" -}}
{{- get $known .Values.issuer.acme.server | default .Values.issuer.acme.server -}}
{{- end }}

{{- define "edge.acme" -}}
{{- $acme := .Values.issuer.acme -}}
server: {{ include "edge.acmeServer" . }}
{{- with $acme.email }}
email: {{ . | quote }}
{{- end }}
privateKeySecretRef:
  # Accounts of two servers need two keys.
  name: {{ default (printf "%s-account-%s" (include "edge.issuerName" .) (hasPrefix "https:" $acme.server | ternary "acme" $acme.server)) $acme.accountSecret }}
{{- with $acme.externalAccount.keyID }}
externalAccountBinding:
  keyID: {{ . | quote }}
  keySecretRef:
    {{- toYaml $acme.externalAccount.secret | nindent 4 }}
{{- end }}
solvers:
  {{- if $acme.dns01.provider }}
  - dns01:
      {{- include "edge.dns01" . | nindent 6 }}
    {{- with $acme.dns01.zones }}
    selector:
      dnsZones:
        {{- toYaml . | nindent 8 }}
    {{- end }}
  {{- end }}
  {{- if $acme.http01.enabled }}
  - http01:
      {{- if eq $acme.http01.through "gateway" }}
      gatewayHTTPRoute:
        parentRefs:
          - kind: Gateway
            name: {{ include "edge.name" . }}
            namespace: {{ .Release.Namespace }}
            sectionName: http
      {{- else }}
      ingress:
        {{- with $acme.http01.ingressClassName }}
        ingressClassName: {{ . }}
        {{- end }}
        # Without a Service of its own on every node.
        serviceType: ClusterIP
      {{- end }}
  {{- end }}
{{- end }}

{{/* The chosen provider as cert-manager writes it: empty settings are left out, and its Secret gets cert-manager's name. */}}
{{- define "edge.dns01" -}}
{{- $provider := .Values.issuer.acme.dns01.provider -}}
{{- $given := get .Values.issuer.acme.dns01 $provider -}}
{{- $references := dict "acmeDNS" "accountSecretRef" "cloudDNS" "serviceAccountSecretRef" "cloudflare" "apiTokenSecretRef" "digitalocean" "tokenSecretRef" "rfc2136" "tsigSecretSecretRef" "route53" "secretAccessKeySecretRef" -}}
{{- $made := dict -}}
{{- range $key, $value := omit $given "secret" "managedIdentityClientID" -}}
{{- if $value -}}{{- $_ := set $made $key $value -}}{{- end -}}
{{- end -}}
{{- with $given.managedIdentityClientID -}}{{- $_ := set $made "managedIdentity" (dict "clientID" .) -}}{{- end -}}
{{- if (get $given "secret" | default dict).name -}}{{- $_ := set $made (get $references $provider) $given.secret -}}
{{- else if eq $provider "rfc2136" -}}{{- $_ := unset $made "tsigAlgorithm" -}}{{- end -}}
{{- dict $provider $made | toYaml -}}
{{- end }}
