{{/* Peers of a NetworkPolicy. Takes `same`, `namespaces` and `addresses`. */}}
{{- define "namespace.peers" -}}
{{- if .same }}
- podSelector: {}
{{- end }}
{{- with .namespaces }}
- namespaceSelector:
    matchExpressions:
      - key: kubernetes.io/metadata.name
        operator: In
        values:
          {{- toYaml . | nindent 10 }}
{{- end }}
{{- range .addresses }}
- ipBlock:
    cidr: {{ . | quote }}
{{- end }}
{{- end }}
