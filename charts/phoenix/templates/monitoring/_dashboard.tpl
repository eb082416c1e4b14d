{{/*
The JSON of a dashboard for this release: dict "root" $ "name" "overview". The files in dashboards/ have @words@ where
the release's own names belong; all of them stand inside of JSON's strings.
*/}}
{{- define "phoenix.dashboard" -}}
{{- $root := .root }}
{{- $metrics := $root.Values.monitoring.metrics }}
{{- $slo := $root.Values.monitoring.rules.slo }}
{{- $text := $root.Files.Get (printf "dashboards/%s.json" .name) }}
{{- range $name, $own := $metrics.names }}
{{- $text = replace (printf "@prefix@_%s" $name) $own $text }}
{{- end }}
{{- $words := dict
  "prefix" $metrics.prefix
  "series" (include "phoenix.series" $root)
  "requests" (include "phoenix.requestSeries" $root)
  "bucket" (include "phoenix.bucket" $slo.latencyMilliseconds)
  "available" (include "phoenix.replicasAvailable" $root)
  "wanted" (include "phoenix.replicasWanted" $root)
  "availability" (toString $slo.availability)
  "latency" (toString $slo.latency)
  "latencyMilliseconds" (toString (int $slo.latencyMilliseconds))
  "namespace" $root.Release.Namespace
  "release" (include "phoenix.fullname" $root)
  "uid" (include "phoenix.dashboardUid" $root)
}}
{{- range $word, $value := $words }}
{{- $text = replace (printf "@%s@" $word) ($value | toJson | trimPrefix "\"" | trimSuffix "\"") $text }}
{{- end }}
{{- $text | trim }}
{{- end }}

{{/* What the identifiers of a release's dashboards begin with: other releases in the same Grafana have others. */}}
{{- define "phoenix.dashboardUid" -}}
{{- printf "%s/%s" .Release.Namespace (include "phoenix.fullname" .) | sha256sum | trunc 12 -}}
{{- end }}
