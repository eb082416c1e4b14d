{{/* The release on its cluster, as kube-state-metrics and the scrapes show it. */}}
{{- define "phoenix.rules.deploys" -}}
{{- $name := include "phoenix.fullname" . }}
{{- $kind := include "phoenix.workloadKind" . | lower }}
{{- $workload := printf "namespace=%q,%s=%q" .Release.Namespace $kind $name }}
{{- $available := include "phoenix.replicasAvailable" . }}
{{- $wanted := include "phoenix.replicasWanted" . }}
{{- $of := include "phoenix.series" . -}}
- name: phoenix-deploys
  rules:
    - alert: PhoenixDown
      expr: |-
        {{ $available }} == 0
          and
        {{ $wanted }} > 0
      for: 2m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "critical") | nindent 8 }}
      annotations:
        summary: No pod of {{ $name }} is ready
        description: Nobody is served.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixDown") }}
    - alert: PhoenixPodsNotReady
      expr: |-
        {{ $wanted }}
          - {{ $available }}
          > 0
      for: {{ .Values.monitoring.rules.thresholds.notReadyMinutes }}m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: Pods of {{ $name }} are not ready
        description: There are {{ `{{ $value }}` }} fewer than wanted.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixPodsNotReady") }}
    {{- if eq $kind "deployment" }}
    - alert: PhoenixRolloutStuck
      expr: |-
        max by (namespace, deployment) (kube_deployment_status_condition{ {{- $workload -}} ,condition="Progressing",status="false"}) == 1
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: The rollout of {{ $name }} makes no progress
        description: New pods did not become ready within {{ int64 .Values.rollout.progressDeadlineSeconds }} s; the old ones go on.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixRolloutStuck") }}
    {{- end }}
    {{- if .Values.hooks.migrate.enabled }}
    - alert: PhoenixMigrationFailed
      expr: |-
        max by (namespace, job_name) (kube_job_failed{namespace="{{ .Release.Namespace }}",job_name="{{ $name }}-migrate",condition="true"}) == 1
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: The migration of {{ $name }} failed
        description: The deploy stopped before any pod was replaced. The last version goes on, perhaps on half a migration.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixMigrationFailed") }}
    {{- end }}
    {{- if .Values.hooks.seed.enabled }}
    - alert: PhoenixSeedFailed
      expr: |-
        max by (namespace, job_name) (kube_job_failed{namespace="{{ .Release.Namespace }}",job_name="{{ $name }}-seed",condition="true"}) == 1
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: The seeds of {{ $name }} failed
        description: The deploy stopped before any pod was started.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixSeedFailed") }}
    {{- end }}
    - alert: PhoenixMetricsMissing
      expr: |-
        absent(up{ {{- $of -}} } == 1)
          or
        group by (namespace, job) ({{ include "phoenix.metric" (dict "root" . "name" "phoenix_http_requests_total") }}{ {{- $of -}} })
          unless on (namespace, job)
        {{ include "phoenix.metric" (dict "root" . "name" "phoenix_http_request_duration_milliseconds") }}_bucket{ {{- $of }},{{ include "phoenix.bucket" .Values.monitoring.rules.slo.latencyMilliseconds -}} }
      for: 10m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: Prometheus does not see {{ $name }}
        description: No pod is scraped, or the histogram of durations has no bucket of {{ int .Values.monitoring.rules.slo.latencyMilliseconds }} ms. Other alerts are blind.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixMetricsMissing") }}
{{- end }}
