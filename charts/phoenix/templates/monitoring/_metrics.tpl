{{/*
The full name of a metric: dict "root" $ "name" "beam_memory_allocated_bytes". The names are those of PromEx 1.x, as its
plugins Application, Beam, Ecto, Phoenix and PhoenixLiveView give them (lib/prom_ex/plugins/*.ex of
https://github.com/akoutmos/prom_ex). One is not PromEx's, which measures no mailbox: beam_message_queue_longest_count,
see README.md. `monitoring.metrics.names` has other names, such as those of telemetry_metrics_prometheus.
*/}}
{{- define "phoenix.metric" -}}
{{- $metrics := .root.Values.monitoring.metrics -}}
{{- get $metrics.names .name | default (printf "%s_%s" $metrics.prefix .name) -}}
{{- end }}

{{/* The `job` label: both monitors take it from the label app.kubernetes.io/instance. */}}
{{- define "phoenix.metricsJob" -}}
{{- default .Release.Name .Values.monitoring.metrics.job -}}
{{- end }}

{{/* Matchers of the release's series. */}}
{{- define "phoenix.series" -}}
namespace="{{ .Release.Namespace }}",job="{{ include "phoenix.metricsJob" . }}"
{{- end }}

{{/* Matchers of the requests that count. */}}
{{- define "phoenix.requestSeries" -}}
{{ include "phoenix.series" . }}{{ with .Values.monitoring.metrics.requests }},{{ . }}{{ end }}
{{- end }}

{{/* Pods that are ready, and that there should be, as kube-state-metrics says. */}}
{{- define "phoenix.replicasAvailable" -}}
{{- $kind := include "phoenix.workloadKind" . | lower -}}
{{- printf "max by (namespace, %s) (kube_%s_status_replicas_available{namespace=%q,%s=%q})" $kind $kind .Release.Namespace $kind (include "phoenix.fullname" .) -}}
{{- end }}

{{- define "phoenix.replicasWanted" -}}
{{- $kind := include "phoenix.workloadKind" . | lower -}}
{{- $metric := ternary "kube_statefulset_replicas" "kube_deployment_spec_replicas" (eq $kind "statefulset") -}}
{{- printf "max by (namespace, %s) (%s{namespace=%q,%s=%q})" $kind $metric .Release.Namespace $kind (include "phoenix.fullname" .) -}}
{{- end }}

{{/* Says something when the metrics have a port of their own. */}}
{{- define "phoenix.ownMetricsPort" -}}
{{- $port := int .Values.monitoring.metrics.port }}
{{- if and $port (ne $port (int .Values.server.port)) -}}
true
{{- end }}
{{- end }}

{{/* The name of the pods' port that answers with metrics. */}}
{{- define "phoenix.metricsPort" -}}
{{- if include "phoenix.ownMetricsPort" . -}}metrics{{- else -}}http{{- end -}}
{{- end }}

{{/* What ServiceMonitor and PodMonitor both say about the endpoint. */}}
{{- define "phoenix.metricsEndpoint" -}}
port: {{ include "phoenix.metricsPort" . }}
path: {{ .Values.monitoring.metrics.path | quote }}
interval: {{ .Values.monitoring.monitor.interval }}
scrapeTimeout: {{ .Values.monitoring.monitor.scrapeTimeout }}
{{- with .Values.monitoring.monitor.relabelings }}
relabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.monitoring.monitor.metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Checks of these values that take two of them; part of phoenix.problems. */}}
{{- define "phoenix.monitoringProblems" -}}
{{- $m := .Values.monitoring }}
{{- if and (or $m.rules.enabled (ne $m.dashboards.kind "none")) (not $m.metrics.prefix) }}
- monitoring.metrics.prefix is empty, but rules or dashboards are on: set it to what your metrics begin with, such as shop_prom_ex
{{- end }}
{{- if and (eq $m.monitor.kind "ServiceMonitor") (include "phoenix.ownMetricsPort" .) }}
- monitoring.metrics.port ({{ int $m.metrics.port }}) is not server.port, and no Service carries it: use monitoring.monitor.kind PodMonitor
{{- end }}
{{- $port := int $m.metrics.port }}
{{- $first := int .Values.clustering.distributionPort }}
{{- if and (include "phoenix.ownMetricsPort" .) (include "phoenix.clustered" .) (or (eq $port 4369) (and (ge $port $first) (le $port (add $first 9)))) }}
- monitoring.metrics.port ({{ $port }}) is one that clustering takes (4369, {{ $first }} to {{ add $first 9 }}): choose another
{{- end }}
{{- end }}
