{{/* The database, as the pool of connections sees it. */}}
{{- define "phoenix.rules.ecto" -}}
{{- $of := include "phoenix.series" . }}
{{- $limits := .Values.monitoring.rules.thresholds }}
{{- $wait := include "phoenix.metric" (dict "root" . "name" "ecto_repo_query_queue_time_milliseconds") -}}
- name: phoenix-ecto
  rules:
    - alert: PhoenixEctoPoolSlow
      expr: |-
        histogram_quantile(0.95, sum by (namespace, job, repo, le) (rate({{ $wait }}_bucket{ {{- $of -}} }[5m])))
          > {{ $limits.poolWaitMilliseconds }}
      for: 10m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: Queries of {{ `{{ $labels.repo }}` }} wait for a connection
        description: One query in twenty waits {{ `{{ $value | humanize }}` }} ms or longer for a connection of the pool.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixEctoPoolSlow") }}
    - alert: PhoenixEctoPoolExhausted
      expr: |-
        1 - sum by (namespace, job, repo) (rate({{ $wait }}_bucket{ {{- $of }},{{ include "phoenix.bucket" $limits.poolExhaustedMilliseconds -}} }[5m]))
          / sum by (namespace, job, repo) (rate({{ $wait }}_count{ {{- $of -}} }[5m]))
          > {{ $limits.poolExhaustedRatio }}
      for: 5m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "critical") | nindent 8 }}
      annotations:
        summary: The pool of {{ `{{ $labels.repo }}` }} is exhausted
        description: >-
          {{ `{{ $value | humanizePercentage }}` }} of the queries waited longer than
          {{ int $limits.poolExhaustedMilliseconds }} ms for a connection; such queries begin to be refused.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixEctoPoolExhausted") }}
{{- end }}
