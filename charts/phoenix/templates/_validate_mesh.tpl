{{/* What does not fit together in how the pods are in a mesh; part of phoenix.problems. */}}
{{- define "phoenix.meshProblems" -}}
{{- $v := .Values }}
{{- if ne $v.mesh.kind "none" }}
{{- if ne $v.tls.mode "edge" }}
- tls.mode is {{ $v.tls.mode }}, but mesh.kind is {{ $v.mesh.kind }}, which encrypts the same way to the pods: set tls.mode to edge, or mesh.kind to none
{{- end }}
{{- end }}
{{- if eq $v.mesh.kind "istio" }}
{{- if and $v.mesh.istio.virtualService.enabled (not $v.mesh.istio.virtualService.gateways) }}
- mesh.istio.virtualService.gateways is empty: name Istio's Gateway that carries it, such as istio-ingress/public, or mesh
{{- end }}
{{- if and $v.mesh.istio.waypoint (eq $v.mesh.istio.mode "sidecar") }}
- mesh.istio.waypoint is set, but mesh.istio.mode is sidecar, which has none: empty it, or set the mode to ambient
{{- end }}
{{- if and $v.mesh.istio.h2Upgrade (eq $v.mesh.istio.mode "ambient") (not $v.mesh.istio.waypoint) }}
- mesh.istio.h2Upgrade is true, but mesh.istio.mode is ambient without a waypoint, where nobody reads a DestinationRule: set mesh.istio.waypoint, or turn it off
{{- end }}
{{- if and $v.mesh.istio.h2Upgrade (eq $v.service.protocol "h2c") }}
- mesh.istio.h2Upgrade is true, but service.protocol is h2c: the pods are spoken to by HTTP/2 already, turn one off
{{- end }}
{{- end }}
{{- end }}
