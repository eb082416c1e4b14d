{{/*
The BEAM's distribution: off, or a node that its peers find by the headless Service's addresses (dns), by its names
(dns-srv) or by asking Kubernetes (kubernetes).
*/}}

{{/* Says something when the nodes are to meet. */}}
{{- define "phoenix.clustered" -}}
{{- if ne .Values.clustering.strategy "none" -}}true{{- end -}}
{{- end }}

{{/* Only a StatefulSet's pods have names of their own in DNS. */}}
{{- define "phoenix.workloadKind" -}}
{{- if eq .Values.clustering.strategy "dns-srv" -}}StatefulSet{{- else -}}Deployment{{- end -}}
{{- end }}

{{- define "phoenix.headlessName" -}}
{{ include "phoenix.fullname" . }}-headless
{{- end }}

{{- define "phoenix.headlessHost" -}}
{{ include "phoenix.headlessName" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clustering.clusterDomain }}
{{- end }}

{{- define "phoenix.nodeBasename" -}}
{{ default (include "phoenix.fullname" .) .Values.clustering.nodeName }}
{{- end }}

{{/*
A node takes the first port. The nine behind it are for who comes later into the same pod, `bin/app remote` and `rpc`,
which are nodes of their own and get these flags too; nobody outside needs to reach them.
*/}}
{{- define "phoenix.lastDistributionPort" -}}
{{ add .Values.clustering.distributionPort 9 }}
{{- end }}

{{- define "phoenix.distributionEnv" -}}
{{- if include "phoenix.clustered" . -}}
{{- $strategy := .Values.clustering.strategy -}}
- name: RELEASE_DISTRIBUTION
  value: name
{{- if eq $strategy "dns-srv" }}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end }}
- name: RELEASE_NODE
  value: {{ include "phoenix.nodeBasename" . }}@{{ if eq $strategy "dns-srv" }}$(POD_NAME).{{ include "phoenix.headlessHost" . }}{{ else }}$(POD_IP){{ end }}
{{- if ne $strategy "kubernetes" }}
- name: DNS_CLUSTER_QUERY
  value: {{ include "phoenix.headlessHost" . }}
{{- end }}
- name: CLUSTER_STRATEGY
  value: {{ $strategy }}
- name: CLUSTER_NODE_BASENAME
  value: {{ include "phoenix.nodeBasename" . | quote }}
- name: CLUSTER_SERVICE
  value: {{ include "phoenix.headlessName" . }}
- name: CLUSTER_NAMESPACE
  value: {{ .Release.Namespace | quote }}
- name: CLUSTER_DOMAIN
  value: {{ .Values.clustering.clusterDomain }}
{{- if eq $strategy "kubernetes" }}
- name: CLUSTER_LOOKUP
  value: {{ .Values.clustering.kubernetes.lookup }}
- name: CLUSTER_SELECTOR
  value: app.kubernetes.io/name={{ include "phoenix.name" . }},app.kubernetes.io/instance={{ .Release.Name }},app.kubernetes.io/component=web
{{- end }}
- name: ERL_AFLAGS
  value: -kernel inet_dist_listen_min {{ .Values.clustering.distributionPort }} inet_dist_listen_max {{ include "phoenix.lastDistributionPort" . }}
{{- else -}}
- name: RELEASE_DISTRIBUTION
  value: none
{{- end }}
{{- end }}
