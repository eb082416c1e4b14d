{{/* What each pod says to the mesh. The callers name the pod's part: web, hook or test. */}}

{{/* Says something when a pod of this part is in the mesh: dict "root" $ "part" "hook" */}}
{{- define "phoenix.mesh.inside" -}}
{{- $mesh := .root.Values.mesh -}}
{{- if and (ne $mesh.kind "none") (or (ne .part "hook") (eq $mesh.hooks "inside")) -}}true{{- end -}}
{{- end }}

{{/* Says something when the mesh puts a container into each pod. */}}
{{- define "phoenix.mesh.sidecars" -}}
{{- if or (eq .Values.mesh.kind "linkerd") (and (eq .Values.mesh.kind "istio") (eq .Values.mesh.istio.mode "sidecar")) -}}true{{- end -}}
{{- end }}

{{- define "phoenix.mesh.ambient" -}}
{{- if and (eq .Values.mesh.kind "istio") (eq .Values.mesh.istio.mode "ambient") -}}true{{- end -}}
{{- end }}

{{/* Labels for the mesh laid over the pod's own ones: dict "root" $ "part" "web" "own" .Values.podLabels */}}
{{- define "phoenix.mesh.labels" -}}
{{- $inside := include "phoenix.mesh.inside" . }}
{{- $labels := dict }}
{{- if include "phoenix.mesh.ambient" .root }}
{{- $_ := set $labels "istio.io/dataplane-mode" (ternary "ambient" "none" (not (empty $inside))) }}
{{- else if eq .root.Values.mesh.kind "istio" }}
{{- $_ := set $labels "sidecar.istio.io/inject" (ternary "true" "false" (not (empty $inside))) }}
{{- end }}
{{- with mergeOverwrite (dict) .own $labels }}{{ toYaml . }}{{ end }}
{{- end }}

{{/*
Annotations likewise. The distribution goes past a sidecar: it is one connection between two nodes that never ends, and the proxy
would cut it whenever it restarts. What ends by itself gets a sidecar that ends with it.
*/}}
{{- define "phoenix.mesh.annotations" -}}
{{- $inside := include "phoenix.mesh.inside" . }}
{{- $notes := dict }}
{{- $ports := printf "4369,%v" (int .root.Values.clustering.distributionPort) }}
{{- $apart := and $inside (eq .part "web") (include "phoenix.clustered" .root) }}
{{- $ends := and $inside (ne .part "web") }}
{{- if eq .root.Values.mesh.kind "linkerd" }}
{{- $_ := set $notes "linkerd.io/inject" (ternary "enabled" "disabled" (not (empty $inside))) }}
{{- if $apart }}
{{- $_ := set $notes "config.linkerd.io/skip-inbound-ports" $ports }}
{{- $_ := set $notes "config.linkerd.io/skip-outbound-ports" $ports }}
{{- end }}
{{- if $ends }}
{{- $_ := set $notes "config.beta.linkerd.io/proxy-enable-native-sidecar" "true" }}
{{- end }}
{{- else if and (eq .root.Values.mesh.kind "istio") (eq .root.Values.mesh.istio.mode "sidecar") }}
{{- if $apart }}
{{- $_ := set $notes "traffic.sidecar.istio.io/excludeInboundPorts" $ports }}
{{- $_ := set $notes "traffic.sidecar.istio.io/excludeOutboundPorts" $ports }}
{{- end }}
{{- if $ends }}
{{- $_ := set $notes "sidecar.istio.io/nativeSidecar" "true" }}
{{- end }}
{{- end }}
{{- with mergeOverwrite (dict) $notes .own }}{{ toYaml . }}{{ end }}
{{- end }}

{{/* The label of a Service that hands it to a waypoint. */}}
{{- define "phoenix.mesh.waypoint" -}}
{{- if include "phoenix.mesh.ambient" . }}
{{- with .Values.mesh.istio.waypoint }}
istio.io/use-waypoint: {{ . }}
{{- end }}
{{- end }}
{{- end }}
