{{/* The BEAM's distribution: off, or a node named by the pod's address that peers find through the headless Service. */}}
{{- define "phoenix.distributionEnv" -}}
{{- if eq .Values.clustering.strategy "dns" -}}
- name: RELEASE_DISTRIBUTION
  value: name
- name: RELEASE_NODE
  value: {{ default (include "phoenix.fullname" .) .Values.clustering.nodeName }}@$(POD_IP)
- name: DNS_CLUSTER_QUERY
  value: {{ include "phoenix.fullname" . }}-headless.{{ .Release.Namespace }}.svc.{{ .Values.clustering.clusterDomain }}
- name: ERL_AFLAGS
  value: -kernel inet_dist_listen_min {{ .Values.clustering.distributionPort }} inet_dist_listen_max {{ .Values.clustering.distributionPort }}
{{- else -}}
- name: RELEASE_DISTRIBUTION
  value: none
{{- end }}
{{- end }}
