{{/* Every check that one value's schema cannot make, because it takes two values. */}}
{{- define "namespace.problems" -}}
{{- $v := .Values }}
{{- if has .Release.Namespace $v.names }}
- names has {{ .Release.Namespace }}, where this release is installed: Helm cannot own what it stands on; install it elsewhere (helm -n default), or leave names empty
{{- end }}
{{- if and (not $v.names) (or $v.labels $v.annotations) }}
- labels or annotations are given, but names is empty: only a namespace that this chart makes gets them
{{- end }}
{{- if and $v.deployer.enabled (not $v.deployer.subjects) (not $v.deployer.serviceAccount.create) }}
- deployer.subjects is empty: name who deploys, such as [{kind: Group, name: deployers}], or set deployer.serviceAccount.create
{{- end }}
{{- if and $v.deployer.serviceAccount.create (not $v.deployer.enabled) }}
- deployer.serviceAccount.create is true, but deployer.enabled is false: the account would have no rights
{{- end }}
{{- end }}

{{- define "namespace.validate" -}}
{{- with include "namespace.problems" . | trim }}
{{- fail (printf "\n\nThese values of chart namespace do not fit together:\n%s\n" .) }}
{{- end }}
{{- end }}
