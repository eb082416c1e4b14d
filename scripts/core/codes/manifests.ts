import type { CodeRow } from "./row.ts";

/** CR5xx: manifests. */
export const manifestsCodes = {
  CR500: {
    severity: "error",
    title: "unknown field in a Kubernetes object",
    docs: "The kind of this object has no field of that name at that place, so Kubernetes drops it without a word, or refuses the object under strict validation. Most often it is a typing error, or an indentation that puts the field one level too high or too low.",
  },
  CR501: {
    severity: "error",
    title: "wrong type in a Kubernetes object",
    docs: "The field holds another type than Kubernetes takes, and the API server refuses the whole object. The usual case is a number or `true` where text is needed, as in environment variables, labels and annotations: print those with `quote`.",
  },
  CR502: {
    severity: "error",
    title: "required field is missing in a Kubernetes object",
    docs: "Kubernetes needs this field, and it is not there or is null. In a template the value is often behind a condition, or comes from a key that nobody set.",
  },
  CR503: {
    severity: "error",
    title: "API version that Kubernetes does not have",
    docs: "The kind is not served under this `apiVersion` by the Kubernetes that is checked for: it was removed, as the beta versions of Ingress, CronJob and PodDisruptionBudget were, it comes with a later version, or the group is mistyped. The release would fail with `no matches for kind`.",
  },
  CR504: {
    severity: "info",
    title: "kind without a schema",
    docs: "chartroom knows the fields of Kubernetes' own kinds, of the custom resources of cert-manager, Prometheus operator, Gateway API, Istio, CloudNativePG and external-dns, of those whose CustomResourceDefinition the charts bring along, and of those in the folder that `--schemas` names. Objects of other kinds are rendered and follow the general rules, but their fields are not checked.",
  },
  CR505: {
    severity: "error",
    title: "value that is none of the choices",
    docs: "The field takes one of a few words, written exactly as listed, and the API server refuses any other. Upper and lower case count.",
  },
  CR506: {
    severity: "error",
    title: "malformed quantity",
    docs: "CPU, memory and storage are quantities: a number with at most one suffix (`250m`, `1.5`, `512Mi`, `2G`). `512MB`, `1 Gi` or `2GiB` are refused. `m` on memory means thousandths of a byte.",
  },
  CR530: {
    severity: "error",
    title: "key written twice in a rendered object",
    docs: "YAML does not allow one key twice in a map. Helm takes the last without a word and drops the other, so one half of what the template says is lost: a second `annotations:` that hides the first is the usual case. Merge the two in the template.",
  },
  CR532: {
    severity: "error",
    title: "two objects of one name",
    docs: "The release renders two objects of the same kind, name and namespace. Helm applies one after the other, so the later overwrites the earlier and which one wins is an accident of order.",
  },
  CR533: {
    severity: "error",
    title: "selector does not match its own pods",
    docs: "A Deployment, StatefulSet or DaemonSet finds its pods by `spec.selector`; the labels of its pod template must have all of the selector's. Kubernetes refuses the object otherwise. Print both from the same helper.",
  },
  CR534: {
    severity: "warning",
    title: "Service selects no pod",
    docs: "No pod of the release has all labels of the Service's selector, so the Service has no endpoints and every request to it fails. Where the pods belong to another release or are made by an operator, this is as it should be.",
  },
  CR535: {
    severity: "error",
    title: "Service targets a port name that no container has",
    docs: "`targetPort` names a port of the container. No container of the selected pods has a port of that name, so the Service sends nothing anywhere, and nobody reports it.",
  },
  CR536: {
    severity: "warning",
    title: "Service targets a port that no container states",
    docs: "The selected pods state their ports, and this one is not among them. Stating ports is voluntary, so it may be open all the same; most often a number was changed in one place only. A named port avoids this.",
  },
  CR537: {
    severity: "warning",
    title: "fixed replicas under an autoscaler",
    docs: "A HorizontalPodAutoscaler sets the number of replicas, and the template sets it, too: each release puts the fixed number back, which ends pods under load until the autoscaler adds them again.",
  },
  CR538: {
    severity: "warning",
    title: "mutable image tag",
    docs: "The image has no tag, or the tag `latest`: what runs depends on when a node pulled it, and a rollback does not bring the old program back. Name a version or a digest.",
  },
  CR539: {
    severity: "warning",
    title: "disruption budget that cannot be met",
    docs: "The PodDisruptionBudget wants as many pods available as there are, so no pod may ever be evicted: draining a node for an upgrade hangs. Allow one pod to be away, or render no budget for a single replica.",
  },
  CR540: {
    severity: "warning",
    title: "container without resource requests",
    docs: "The scheduler places pods by what their containers request. Without requests for CPU and memory a node is overfilled, and the pod is the first one to be evicted when it runs short. `resources.requests` states what the program usually needs.",
  },
  CR541: {
    severity: "error",
    title: "secret outside of a Secret",
    docs: "A value that is encrypted in the repository ends up in plain text in an object that is no Secret, where everybody who may read the object reads it, and where it is in logs and backups. Put it in a Secret and refer to that.",
  },
  CR542: {
    severity: "error",
    title: "name too long for Kubernetes",
    docs: "Names that become DNS labels or label values have at most 63 characters; a CronJob's and a StatefulSet's 52, because Kubernetes appends to them; the name of a container's port 15; all others 253. Long release names reach this first: cut with `trunc 63 | trimSuffix \"-\"`. A ConfigMap or a Secret holds 1 MiB at most.",
  },
  CR543: {
    severity: "warning",
    title: "object in another namespace than its release",
    docs: "The object names a namespace that is not the release's. Helm puts it there, but who removes or reads the release by its namespace does not find it, and the rights to deploy may not reach that far. Leave `metadata.namespace` out, or write `.Release.Namespace`. A namespace that the release makes itself is no such case.",
  },
  CR544: {
    severity: "warning",
    title: "pod refused under the restricted Pod Security Standard",
    docs: "Namespaces can enforce the Pod Security Standard `restricted`: no root, no privilege escalation, no capabilities, the runtime's seccomp profile, no access to the node. In such a namespace this pod is refused. The finding lists what to set in `securityContext`.",
  },
  CR545: {
    severity: "warning",
    title: "integer that becomes `1e+06`",
    docs: "Helm turns values into JSON, so a template sees each number as a float64, and Go writes one of a million or more with an exponent: `{{ .Values.size | quote }}` gives `1e+06`. An application that expects digits fails on it. Quote the value in the values file, or write `| int64` in the template; `toYaml` and `toJson` keep the digits.",
  },
  CR550: {
    severity: "warning",
    title: "Kubernetes version whose fields are not known",
    docs: "chartroom has the fields of several versions of Kubernetes, and the one that was asked for (`--kube-version`, `kubeVersion` in the helmfile or in the environment) is none of them. Objects are checked against the nearest one: a field that only one of the two has is then judged wrongly. Which API versions are deprecated or gone is known for every version.",
  },
  CR552: {
    severity: "error",
    title: "schema file that cannot be used",
    docs: "The folder that `--schemas` names holds CustomResourceDefinitions (YAML or JSON, any number in a file), or JSON schemas named `GROUP/KIND_VERSION.json` or `KIND_VERSION.json`, as catalogs of such schemas have them. This file is none of that, or cannot be read, so the kinds that it was meant for are not checked.",
  },
  CR551: {
    severity: "warning",
    title: "deprecated API version",
    docs: "The Kubernetes that is checked for still serves the object under this `apiVersion`, and has announced its end: after an upgrade of the cluster the release would fail with `no matches for kind`, and Helm could not even take it away. Of a custom resource its CustomResourceDefinition says so. Move to the version that replaces it while both are served.",
  },
  CR553: {
    severity: "error",
    title: "name that Kubernetes refuses",
    docs: 'Names of objects, containers, ports, volumes and hosts, keys and values of labels, keys of ConfigMaps and Secrets each have a form, which the API server enforces and a schema does not know: mostly `a-z`, `0-9` and `-`, beginning and ending with a letter or digit. Usual causes are a capital letter or `_` in a name that comes from a value, and the `+` of a chart\'s version in a label, for which charts write `| replace "+" "_"`. Helm would fail in the middle of the release.',
  },
  CR554: {
    severity: "error",
    title: "number that Kubernetes refuses",
    docs: "The API server takes the field's type but not this number: a port above 65535, replicas below 0, a file mode above 0777 (`defaultMode: 755` is decimal; write `0755`), a request above its limit, more successes than the one that a liveness probe counts.",
  },
  CR555: {
    severity: "error",
    title: "entry that stands twice in a list",
    docs: "Containers, ports, volumes and the paths of mounts are told apart by their names, so the API server refuses the second of one name. It often comes from a list in the values that is appended to one that the template writes itself.",
  },
  CR556: {
    severity: "error",
    title: "fields that do not go together",
    docs: "Of some fields the API server wants exactly one (an environment variable's `value` or `valueFrom`, a probe's handler, a disruption budget's `minAvailable` or `maxUnavailable`), and some it wants only beside others (`rollingUpdate` beside `type: RollingUpdate`). Values are merged key by key, so a default that was not meant comes along: set it to `null` in the values to take it away.",
  },
  CR557: {
    severity: "error",
    title: "mount of a volume that is not there",
    docs: "A container mounts a volume by a name that none of the pod's `volumes` has, nor a StatefulSet's `volumeClaimTemplates`. The API server refuses the object. Mostly one of the two stands in an `if` that the other does not stand in.",
  },
  CR558: {
    severity: "error",
    title: "text that Kubernetes cannot read",
    docs: "A field takes text of one form only: `data` of a Secret base64, `schedule` of a CronJob five fields of cron, the path of an Ingress one that begins with `/`, a share of pods a percentage. The API server refuses anything else.",
  },
  CR580: {
    severity: "warning",
    title: "selector that matches nothing",
    docs: "A disruption budget, a network policy or a monitor selects by labels, and nothing that the environment's releases put into its namespace has them: the budget protects nobody, the policy holds for no pod, nothing is scraped, and nobody reports it. Print the selector and the labels from the same helper. Where an operator makes the pods, this is as it should be.",
  },
  CR581: {
    severity: "warning",
    title: "autoscaler of a workload that is not there",
    docs: "The HorizontalPodAutoscaler names a workload that no release of the environment has in that namespace, so it scales nothing. Most often only one of the two names was changed. Print both from the same helper.",
  },
  CR582: {
    severity: "error",
    title: "route to a port that the Service does not have",
    docs: "The Ingress or the route sends requests to a port of a Service, by number or by name, and the Service has no such port: controllers answer with 503, or leave the route out. It is the Service's `port` that counts here, not its `targetPort`.",
  },
  CR583: {
    severity: "warning",
    title: "two environments in one cluster",
    docs: "Both environments name the same context, so they run in one cluster, and a namespace is all that keeps them apart: they share its nodes, its version, what is installed for the whole cluster (CustomResourceDefinitions, cluster roles, classes), and whoever may deploy to one may often reach the other. For environments that are tried out beside each other that is as wanted; production should stand alone.",
  },
  CR584: {
    severity: "error",
    title: "two environments with the same release",
    docs: "Both environments name the same context, and have a release of the same name in the same namespace: that is one release. Applying one environment replaces what the other one applied.",
  },
  CR585: {
    severity: "warning",
    title: "websocket over HTTP/2 without TLS",
    docs: "The path of a websocket leads to a port whose `appProtocol` is `kubernetes.io/h2c`. A gateway then speaks HTTP/2 with the pods, and most of them cannot turn a request into a websocket there: LiveView falls back to long polling, or the page does not come alive. Give the websocket's paths a Service of their own for the same pods and the same `targetPort`, with `appProtocol: kubernetes.io/ws`. It is told of paths that name a websocket alone.",
  },
  CR586: {
    severity: "warning",
    title: "NetworkPolicy between the nodes of one cluster",
    docs: "The pods run Erlang nodes that look for each other by DNS_CLUSTER_QUERY, with a distribution port fixed in their environment, and every NetworkPolicy for them leaves out that port, or epmd's 4369, or the pods themselves as the ones who may come. Where the cluster's network enforces policies the nodes never meet: each pod is a cluster of its own, and nothing says so. A policy that is no part of the environment could still let them in. Let the pods reach each other on both ports.",
  },
  CR587: {
    severity: "error",
    title: "probe of a port that the container does not have",
    docs: "A probe or a lifecycle handler names a port, and its own container has no port of that name; another container's do not count. Kubernetes takes the object, and the kubelet finds it out: it cannot ask, so a startup or readiness probe keeps the pod from ever being ready (`--wait` ends with a timeout), a liveness probe is never looked at, and a handler fails. Name a port that the container states, or write its number.",
  },
} as const satisfies Record<string, CodeRow>;
