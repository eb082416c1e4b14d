{{/*
What `chartroom apply` needs in a namespace. A test holds this list against the kinds that the charts of this repository
render, and another applies the sample with it, and sees it fail without a part of it.
*/}}
{{- define "namespace.deployerRules" -}}
{{- $owned := dict
  "" (list "configmaps" "persistentvolumeclaims" "pods" "secrets" "serviceaccounts" "services")
  "apps" (list "deployments" "statefulsets")
  "autoscaling" (list "horizontalpodautoscalers")
  "batch" (list "cronjobs" "jobs")
  "cert-manager.io" (list "certificates" "issuers")
  "gateway.networking.k8s.io" (list "backendtlspolicies" "gateways" "httproutes")
  "grafana.integreatly.org" (list "grafanadashboards")
  "monitoring.coreos.com" (list "podmonitors" "prometheusrules" "servicemonitors")
  "networking.istio.io" (list "destinationrules" "virtualservices")
  "networking.k8s.io" (list "ingresses" "networkpolicies")
  "policy" (list "poddisruptionbudgets")
  "rbac.authorization.k8s.io" (list "rolebindings" "roles")
  "security.istio.io" (list "authorizationpolicies" "peerauthentications")
}}
# What the charts are made of. Secrets are also where Helm keeps its releases; pods are those of `helm test`.
{{- range $group, $resources := $owned }}
- apiGroups: [{{ $group | quote }}]
  resources: {{ toJson $resources }}
  verbs: [create, delete, get, list, patch, update, watch]
{{- end }}
# Whether a release is ready, and why not. Helm's wait only ends when it can read the ReplicaSets, too.
- apiGroups: [""]
  resources: [events, pods/log]
  verbs: [get, list, watch]
- apiGroups: [apps]
  resources: [replicasets]
  verbs: [get, list, watch]
# What an application may ask to find its peers: Kubernetes lets nobody give away a right that he has not.
- apiGroups: [""]
  resources: [endpoints]
  verbs: [list]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list]
{{- if .Values.deployer.debug }}
- apiGroups: [""]
  resources: [pods/exec, pods/portforward]
  verbs: [create, get]
{{- end }}
{{- with .Values.deployer.extraRules }}
{{ toYaml . }}
{{- end }}
{{- end }}
