{{/* What does not fit together in how the nodes meet; part of phoenix.problems. */}}
{{- define "phoenix.clusteringProblems" -}}
{{- $v := .Values }}
{{- if include "phoenix.clustered" . }}
{{- $strategy := $v.clustering.strategy }}
{{- $first := int $v.clustering.distributionPort }}
{{- $last := int (include "phoenix.lastDistributionPort" .) }}
{{- if not (or $v.secrets.releaseCookie.value $v.secrets.releaseCookie.existingSecret $v.extraEnvFrom) }}
- secrets.releaseCookie is not given, but clustering.strategy is {{ $strategy }}: all nodes need the same cookie, set value or existingSecret
{{- end }}
{{- $taken := dict "4369" "epmd's" (toString $v.server.port) "server.port" }}
{{- if include "phoenix.podTls" . }}{{ $_ := set $taken (toString $v.tls.port) "tls.port" }}{{ end }}
{{- range $port, $whose := $taken }}
{{- if and (ge (int $port) $first) (le (int $port) $last) }}
- clustering.distributionPort ({{ $first }}) takes the ports up to {{ $last }}, and {{ $port }} is {{ $whose }}: choose another
{{- end }}
{{- end }}
{{- $ready := int $v.clustering.minReadySeconds }}
{{- $deadline := int $v.rollout.progressDeadlineSeconds }}
{{- if and (eq (include "phoenix.workloadKind" .) "Deployment") (ge $ready $deadline) }}
- clustering.minReadySeconds ({{ $ready }}) is not less than rollout.progressDeadlineSeconds ({{ $deadline }}), so no rollout could succeed: Kubernetes refuses that
{{- end }}
{{- range $name := list "RELEASE_DISTRIBUTION" "RELEASE_NODE" "ERL_AFLAGS" }}
{{- range $v.extraEnv }}
{{- if eq .name $name }}
- extraEnv has {{ $name }}, which clustering.strategy {{ $strategy }} makes: take it out{{ if eq $name "ERL_AFLAGS" }} (ERL_ZFLAGS is free for flags of your own){{ end }}
{{- end }}
{{- end }}
{{- end }}
{{- if eq $strategy "kubernetes" }}
{{- if eq (include "phoenix.serviceAccountName" .) "default" }}
- serviceAccount is the namespace's `default`, but clustering.strategy is kubernetes: every other pod that has this account would get the right to list {{ $v.clustering.kubernetes.lookup }}, too; set serviceAccount.create, or name an account of its own
{{- end }}
{{- if and $v.networkPolicy.enabled $v.networkPolicy.egress.enabled (not $v.networkPolicy.egress.to) }}
- networkPolicy.egress.to is empty, but clustering.strategy is kubernetes: the pods have to reach the API server, list its address and port
{{- end }}
{{- end }}
{{- end }}
{{- end }}
