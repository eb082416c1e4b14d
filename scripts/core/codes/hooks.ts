import type { CodeRow } from "./row.ts";

/** Hooks, among CR510 to CR549 and CR560 to CR579. */
export const hooksCodes = {
  CR510: {
    severity: "error",
    title: "unknown hook",
    docs: "The annotation `helm.sh/hook` names an event that Helm does not have, so Helm leaves the whole object out of what it renders, without a message and whatever other events it names. The events are pre- and post- of install, upgrade, delete and rollback, and test.",
  },
  CR511: {
    severity: "error",
    title: "unknown hook delete policy",
    docs: "The annotation `helm.sh/hook-delete-policy` holds a word Helm does not know; Helm ignores it without a message. The policies are before-hook-creation, hook-succeeded and hook-failed.",
  },
  CR512: {
    severity: "error",
    title: "hook weight is no integer",
    docs: "Helm reads a `helm.sh/hook-weight` that is no integer as 0 and says nothing, so the hook may run before what it needs. Write a whole number in quotes.",
  },
  CR513: {
    severity: "warning",
    title: "hook is not deleted before it is created again",
    docs: "Writing any `helm.sh/hook-delete-policy` removes Helm's default `before-hook-creation`. A hook with a fixed name that stays behind, after a failure for instance, makes the next release fail with `already exists`. Add before-hook-creation to the policies.",
  },
  CR514: {
    severity: "error",
    title: "hook needs an object that does not exist yet",
    docs: "At pre-install nothing of the release exists but its own hooks of lower weight. A hook that reads a normal ServiceAccount, Secret, ConfigMap or volume claim of the same release waits for an object Helm makes only afterwards. The same holds for what only a hook of another, later event makes. Give the hook its own copy as a hook of lower weight.",
  },
  CR515: {
    severity: "warning",
    title: "hook reads an object of the release before",
    docs: "At pre-upgrade the normal objects of the release still have the content of the last revision: a migration would run with old settings. Give the hook its own copy as a hook of lower weight.",
  },
  CR516: {
    severity: "error",
    title: "hook needs a hook that runs later",
    docs: "Hooks of one event run strictly one after the other: by weight, then by name; the kind does not matter. This hook reads an object that is itself a hook of the same event and comes later in that order, so it does not exist when it is needed. Give the object a lower weight.",
  },
  CR517: {
    severity: "warning",
    title: "hook job without a deadline below Helm's timeout",
    docs: "A hook Job that hangs is ended by Helm's timeout: Helm gives up while the Job still runs, and its logs do not say why. `activeDeadlineSeconds` below the release's timeout lets Kubernetes end the Job first, with a reason.",
  },
  CR518: {
    severity: "warning",
    title: "hook job without a backoff limit",
    docs: "A Job without `backoffLimit` tries a failing pod six more times with growing pauses: a broken migration runs again and again before Helm reports it. State the number of retries you mean, often 0.",
  },
  CR519: {
    severity: "error",
    title: "unknown hook log policy",
    docs: "The annotation `helm.sh/hook-output-log-policy` holds a word Helm does not know, so Helm prints nothing when the hook ends. The policies are hook-succeeded and hook-failed. Helm 3.18 and later read it; earlier versions ignore it.",
  },
  CR520: {
    severity: "error",
    title: "hook needs an object that is removed by then",
    docs: "The object is a hook with the delete policy hook-succeeded: Helm removes it when all hooks of its event have succeeded. This hook belongs to an event that comes later, so the object is gone and its pod never starts. Name both events on the object, at a lower weight, or leave hook-succeeded out.",
  },
  CR521: {
    severity: "error",
    title: "pod needs an object that no phase leaves for it",
    docs: "A pod of a normal object reads a Secret, ConfigMap, ServiceAccount or volume claim that only a hook makes, and in this phase the object is not there when the pod starts: its policy hook-succeeded has removed it, or its event does not happen. The pod waits for it without end. Hooks and pods need an object each: the hook's copy under a name of its own.",
  },
  CR522: {
    severity: "warning",
    title: "log of a failed hook is deleted",
    docs: "When a hook fails, its pod's log is what says why. The delete policy hook-failed, or a `ttlSecondsAfterFinished` of less than a minute, takes the pod away before anybody reads it. before-hook-creation alone keeps the last run until the next. hook-failed does no harm where `helm.sh/hook-output-log-policy: hook-failed` has Helm (3.18 and later) print the log first.",
  },
  CR523: {
    severity: "warning",
    title: "failure of a hook job ends its pod and log",
    docs: "Under `restartPolicy: OnFailure` a Job's one pod is started again in place, and when the retries are used up, or the deadline is over, Kubernetes deletes that pod: of a hook that failed nothing is left to read, and Helm has nothing to print. Under `Never` each try is a pod of its own that stays.",
  },
  CR524: {
    severity: "warning",
    title: "retries that do not fit into the deadline",
    docs: "Between two tries of a Job Kubernetes pauses 10 s, then 20 s, 40 s and so on. With more retries than fit into `activeDeadlineSeconds` the Job always ends with DeadlineExceeded in place of its own failure, and the pod that runs then is deleted with its log. Lower `backoffLimit`.",
  },
  CR525: {
    severity: "warning",
    title: "name of a hook changes at each render",
    docs: "Helm finds the last run of a hook by its name: with the revision, the time or a random text in it, before-hook-creation finds nothing to delete. One more Job stays in the namespace with each release, and a difference never comes out empty. Give the hook one name.",
  },
  CR526: {
    severity: "warning",
    title: "job of the first install is skipped when that fails",
    docs: "A Job of pre-install or post-install alone runs in the first install. When that fails, by this Job or by anything else, Helm calls the next try an upgrade, and the Job never runs: the database stays without its seed, and nothing says so. Add pre-upgrade to a Job that may run twice, or let a value add it for that one try. Under `atomic` a failed first install is uninstalled, so the next try is an install again.",
  },
  CR527: {
    severity: "warning",
    title: "migration that waits for the pods that wait for it",
    docs: "The release is applied with `wait` or `atomic`, so Helm waits for the pods before it runs the hooks of post-install and post-upgrade. Pods of a new version that get ready only on the new schema wait for this migration, and it waits for them: the release fails at Helm's timeout. Migrate before: pre-install and pre-upgrade.",
  },
  CR528: {
    severity: "error",
    title: "pods wait for an object that comes after them",
    docs: "The release is applied with `wait` or `atomic`: Helm waits until the pods are ready, and only then runs the hooks of post-install and post-upgrade. The pods cannot start without an object that such a hook makes, so the release always fails at Helm's timeout.",
  },
  CR529: {
    severity: "warning",
    title: "mesh sidecar in the pod of a hook",
    docs: 'Pods in this place get a sidecar from Istio or Linkerd. It goes on running when the hook\'s own program has ended, so the Job is never complete and Helm waits until its timeout. Turn injection off for the hook\'s pod. A native sidecar (Kubernetes 1.29 and later, and a recent mesh) starts before the program and ends with it; a hook that has to be in the mesh, since its database takes mTLS alone, asks for one by the annotation `sidecar.istio.io/nativeSidecar: "true"` or `config.beta.linkerd.io/proxy-enable-native-sidecar: "true"`.',
  },
  CR531: {
    severity: "info",
    title: "Argo CD runs these hooks otherwise than Helm",
    docs: "Argo CD renders a chart with `helm template` and translates its hooks: pre-install and pre-upgrade become PreSync, post-install and post-upgrade PostSync, and each sync runs all of them, since it knows no first install. A weight becomes a sync wave, and hooks of one wave start together. The hooks of rollback never run. This finding lists what that changes here; it is made only where something of Argo CD is rendered.",
  },
  CR546: {
    severity: "error",
    title: "hook needs an object that is deleted with the release",
    docs: "At post-delete the release's own objects are gone. A hook that reads a normal ServiceAccount, Secret, ConfigMap or volume claim of the same release waits for it until Helm's timeout. Make the object a hook of post-delete too, at a lower weight, or run the hook at pre-delete.",
  },
  CR547: {
    severity: "warning",
    title: "hook gets its rights only later",
    docs: "The hook's ServiceAccount is bound to a role by objects of the same release that Helm makes only after the hooks of pre-install. On the first install the hook runs without these rights, and its calls to Kubernetes are refused. Make the role and its binding hooks of pre-install at a lower weight, as the account is.",
  },
} as const satisfies Record<string, CodeRow>;
