{{/*
Requests: recorded shares of them over the windows that the burn-rate alerts compare, then the alerts. Windows and
factors are those of Google's SRE workbook, "Alerting on SLOs": over 30 days, 14.4 uses up 2 % of the error budget in an
hour, 6 uses 5 % in six hours, 3 uses 10 % in a day, 1 uses 10 % in three days.
*/}}
{{- define "phoenix.rules.requests" -}}
{{- $of := include "phoenix.requestSeries" . }}
{{- $recorded := include "phoenix.series" . }}
{{- $rules := .Values.monitoring.rules }}
{{- $total := include "phoenix.metric" (dict "root" . "name" "phoenix_http_requests_total") }}
{{- $duration := include "phoenix.metric" (dict "root" . "name" "phoenix_http_request_duration_milliseconds") }}
{{- $within := include "phoenix.bucket" $rules.slo.latencyMilliseconds -}}
- name: phoenix-requests
  rules:
    - record: namespace_job:phoenix_requests:rate5m
      expr: sum by (namespace, job) (rate({{ $total }}{ {{- $of -}} }[5m]))
    {{- range $window := list "5m" "30m" "1h" "2h" "6h" "1d" "3d" }}
    {{- /* Without a single error there is no series of errors: then the share is 0. */}}
    - record: namespace_job:phoenix_errors:ratio_rate{{ $window }}
      expr: |-
        (
          sum by (namespace, job) (rate({{ $total }}{ {{- $of }},status=~"5.."}[{{ $window }}]))
            or
          0 * sum by (namespace, job) (rate({{ $total }}{ {{- $of -}} }[{{ $window }}]))
        )
          / sum by (namespace, job) (rate({{ $total }}{ {{- $of -}} }[{{ $window }}]))
    - record: namespace_job:phoenix_slow:ratio_rate{{ $window }}
      expr: |-
        1 - sum by (namespace, job) (rate({{ $duration }}_bucket{ {{- $of }},{{ $within -}} }[{{ $window }}]))
          / sum by (namespace, job) (rate({{ $duration }}_count{ {{- $of -}} }[{{ $window }}]))
    {{- end }}
    - alert: PhoenixErrorRateHigh
      expr: |-
        namespace_job:phoenix_errors:ratio_rate5m{ {{- $recorded -}} } > {{ $rules.thresholds.errorRatio }}
          and
        namespace_job:phoenix_requests:rate5m{ {{- $recorded -}} } > {{ $rules.thresholds.requestsPerSecond }}
      for: 5m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "critical") | nindent 8 }}
      annotations:
        summary: {{ include "phoenix.fullname" . }} answers many requests with 5xx
        description: >-
          {{ `{{ $value | humanizePercentage }}` }} of the requests of the last five minutes.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixErrorRateHigh") }}
    {{- range $objective := list
      (dict "alert" "PhoenixAvailability" "share" "errors" "percent" $rules.slo.availability "bad" "answered with 5xx")
      (dict "alert" "PhoenixLatency" "share" "slow" "percent" $rules.slo.latency "bad" (printf "slower than %d ms" (int $rules.slo.latencyMilliseconds)))
    }}
    {{- range $speed := list
      (dict "name" "BurnFast" "severity" "critical" "windows" (list (list "1h" "5m" 14.4) (list "6h" "30m" 6)) "says" "At this pace the error budget of 30 days is gone in five days or sooner.")
      (dict "name" "BurnSlow" "severity" "warning" "windows" (list (list "1d" "2h" 3) (list "3d" "6h" 1)) "says" "At this pace the error budget does not last its 30 days.")
    }}
    {{- $alert := printf "%s%s" $objective.alert $speed.name }}
    - alert: {{ $alert }}
      expr: |-
        (
        {{- range $at, $window := $speed.windows }}
          {{- if $at }}
            or
          {{- end }}
          {{- $budget := printf "%v * (1 - %v / 100)" (index $window 2) $objective.percent }}
          (
            namespace_job:phoenix_{{ $objective.share }}:ratio_rate{{ index $window 0 }}{ {{- $recorded -}} } > {{ $budget }}
              and
            namespace_job:phoenix_{{ $objective.share }}:ratio_rate{{ index $window 1 }}{ {{- $recorded -}} } > {{ $budget }}
          )
        {{- end }}
        )
          and
        namespace_job:phoenix_requests:rate5m{ {{- $recorded -}} } > {{ $rules.thresholds.requestsPerSecond }}
      for: 2m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" $ "severity" $speed.severity) | nindent 8 }}
      annotations:
        summary: {{ include "phoenix.fullname" $ }} uses up its error budget of {{ $objective.percent }} %
        description: >-
          {{ `{{ $value | humanizePercentage }}` }} of the requests are {{ $objective.bad }}. {{ $speed.says }}
        runbook_url: {{ include "phoenix.runbook" (dict "root" $ "alert" $alert) }}
    {{- end }}
    {{- end }}
{{- end }}
