{{/* The virtual machine. */}}
{{- define "phoenix.rules.beam" -}}
{{- $of := include "phoenix.series" . }}
{{- $limits := .Values.monitoring.rules.thresholds -}}
- name: phoenix-beam
  rules:
    - alert: PhoenixBeamMemoryHigh
      expr: |-
        max by (namespace, pod) ({{ include "phoenix.metric" (dict "root" . "name" "beam_memory_allocated_bytes") }}{ {{- $of -}} })
          / on (namespace, pod)
        max by (namespace, pod) (kube_pod_container_resource_limits{namespace="{{ .Release.Namespace }}",container="web",resource="memory"})
          > {{ $limits.memoryRatio }}
      for: 10m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: The BEAM in {{ `{{ $labels.pod }}` }} is close to its memory limit
        description: It has allocated {{ `{{ $value | humanizePercentage }}` }} of the limit; at 100 % the pod is killed.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixBeamMemoryHigh") }}
    - alert: PhoenixBeamRunQueueLong
      expr: |-
        sum by (namespace, pod) (avg_over_time({{ include "phoenix.metric" (dict "root" . "name" "beam_stats_run_queue_count") }}{ {{- $of -}} }[10m]))
          > {{ $limits.runQueue }}
      for: 5m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: Processes in {{ `{{ $labels.pod }}` }} wait for a scheduler
        description: On average {{ `{{ $value | humanize }}` }} processes were ready to run and waited. The pod has less CPU than it needs.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixBeamRunQueueLong") }}
    - alert: PhoenixMessageQueueLong
      expr: |-
        max by (namespace, pod) ({{ include "phoenix.metric" (dict "root" . "name" "beam_message_queue_longest_count") }}{ {{- $of -}} })
          > {{ $limits.messageQueue }}
      for: 5m
      labels:
        {{- include "phoenix.alertLabels" (dict "root" . "severity" "warning") | nindent 8 }}
      annotations:
        summary: A process in {{ `{{ $labels.pod }}` }} does not keep up with its messages
        description: Its mailbox holds {{ `{{ $value | humanize }}` }} messages.
        runbook_url: {{ include "phoenix.runbook" (dict "root" . "alert" "PhoenixMessageQueueLong") }}
{{- end }}
