{{/*
Every check that one value's schema cannot make, because it takes two values. All that is wrong is said at once.
*/}}
{{- define "phoenix.problems" -}}
{{- $v := .Values }}
{{- if not $v.image.repository }}
- image.repository is empty: set it to your release image, such as ghcr.io/you/app
{{- end }}
{{- if not (or $v.image.tag $v.image.digest) }}
- image.tag is empty: set it (or image.digest) to the version to run
{{- end }}
{{- if not $v.host }}
- host is empty: set it to the public host name, such as app.example.com
{{- end }}
{{- range $key, $secret := $v.secrets }}
{{- if and $secret.value $secret.existingSecret }}
- secrets.{{ $key }} has both value and existingSecret: empty one of them
{{- end }}
{{- end }}
{{- if not (or $v.secrets.secretKeyBase.value $v.secrets.secretKeyBase.existingSecret $v.extraEnvFrom) }}
- secrets.secretKeyBase is not given: set value (mix phx.gen.secret makes one) or existingSecret
{{- end }}
{{- $hooked := or $v.hooks.migrate.enabled $v.hooks.seed.enabled }}
{{- if and $hooked (not (or $v.secrets.databaseUrl.value $v.secrets.databaseUrl.existingSecret $v.extraEnvFrom)) }}
- secrets.databaseUrl is not given, but the hooks need a database: set value or existingSecret, or turn off hooks.migrate.enabled and hooks.seed.enabled
{{- end }}
{{- range $key := list "DATABASE_URL" "SECRET_KEY_BASE" "RELEASE_COOKIE" }}
{{- if hasKey $v.config $key }}
- config.{{ $key }} would lie open in a ConfigMap: move it to secrets
{{- end }}
{{- end }}
{{- range $key := list "PHX_HOST" "PORT" "POOL_SIZE" "ECTO_IPV6" "HTTPS_PORT" }}
{{- if hasKey $v.config $key }}
- config.{{ $key }} is made by the chart: use {{ get (dict "PHX_HOST" "host" "PORT" "server.port" "POOL_SIZE" "database.poolSize" "ECTO_IPV6" "database.ipv6" "HTTPS_PORT" "tls.port") $key }} instead
{{- end }}
{{- end }}
{{- include "phoenix.clusteringProblems" . }}
{{- include "phoenix.exposureProblems" . }}
{{- include "phoenix.meshProblems" . }}
{{- range $name := list "migrate" "seed" }}
{{- $job := get $v.hooks $name }}
{{- if and $job.enabled (ge (int $job.activeDeadlineSeconds) (int $v.hooks.helmTimeoutSeconds)) }}
- hooks.{{ $name }}.activeDeadlineSeconds ({{ int $job.activeDeadlineSeconds }}) is not below hooks.helmTimeoutSeconds ({{ int $v.hooks.helmTimeoutSeconds }}): Helm would give up first and leave the Job running; lower the one, or raise the other together with helm's --timeout
{{- end }}
{{- end }}
{{- if and (eq $v.hooks.plan "literal") $v.hooks.migrate.enabled (not $v.hooks.seed.enabled) }}
- hooks.seed.enabled is false, but hooks.plan is literal: nothing would make the schema on the first install; use hooks.plan standard
{{- end }}
{{- if and $v.hooks.seed.rerun (not $v.hooks.seed.enabled) }}
- hooks.seed.rerun is true, but hooks.seed.enabled is false: turn on the seed, or rerun off
{{- end }}
{{- if le (int $v.shutdown.gracePeriodSeconds) (int $v.shutdown.preStopSleepSeconds) }}
- shutdown.gracePeriodSeconds ({{ int $v.shutdown.gracePeriodSeconds }}) is not above shutdown.preStopSleepSeconds ({{ int $v.shutdown.preStopSleepSeconds }}): the pod would be killed in its sleep, without draining
{{- end }}
{{- if and (eq (toString $v.rollout.maxSurge | trimSuffix "%") "0") (eq (toString $v.rollout.maxUnavailable | trimSuffix "%") "0") }}
- rollout.maxSurge and rollout.maxUnavailable are both 0: no pod could ever be replaced; raise one
{{- end }}
{{- if and $v.autoscaling.enabled (gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas)) }}
- autoscaling.minReplicas ({{ int $v.autoscaling.minReplicas }}) is above autoscaling.maxReplicas ({{ int $v.autoscaling.maxReplicas }}): swap them
{{- end }}
{{- if and $v.autoscaling.enabled (not (or $v.autoscaling.targetCPUUtilizationPercentage $v.autoscaling.targetMemoryUtilizationPercentage)) }}
- autoscaling.targetCPUUtilizationPercentage and targetMemoryUtilizationPercentage are both 0: the autoscaler would have nothing to look at
{{- end }}
{{- if and $v.httpRoute.enabled (not $v.httpRoute.parentRefs) }}
- httpRoute.parentRefs is empty: name the Gateway that carries the route, such as [{name: public, namespace: gateway}]
{{- end }}
{{- $qos := include "phoenix.qosClass" $v.resources }}
{{- if ne $qos $v.qosClass }}
- qosClass says {{ $v.qosClass }}, but resources give {{ $qos }}: change qosClass or the requests and limits
{{- end }}
{{- include "phoenix.monitoringProblems" . }}
{{- end }}

{{/* The class Kubernetes will give to a pod with one container of these resources; a missing request equals its limit. */}}
{{- define "phoenix.qosClass" -}}
{{- $limits := default dict .limits }}
{{- $requests := merge dict (default dict .requests) $limits }}
{{- if not (or $limits $requests) -}}
BestEffort
{{- else if and $limits.cpu $limits.memory (eq (toString $limits.cpu) (toString $requests.cpu)) (eq (toString $limits.memory) (toString $requests.memory)) -}}
Guaranteed
{{- else -}}
Burstable
{{- end -}}
{{- end }}

{{- define "phoenix.validate" -}}
{{- with include "phoenix.problems" . | trim }}
{{- fail (printf "\n\nThese values of chart phoenix do not fit together:\n%s\n" .) }}
{{- end }}
{{- end }}
