import type { CodeRow } from "./row.ts";

/** CR6xx: apply, release state and clusters. */
export const applyCodes = {
  CR601: {
    severity: "error",
    title: "the cluster's folder is not chartroom's",
    docs: "The embedded cluster lives in one folder of chartroom's cache, which holds a marker file. A folder of that name without the marker was made by somebody else, so chartroom neither starts a cluster in it nor removes it.",
  },
  CR602: {
    severity: "error",
    title: "the embedded cluster did not start",
    docs: "kwokctl starts etcd, the Kubernetes API server, controller manager and scheduler, and kwok, which simulates one node. One of them did not get ready. Their logs are kept in the folder that the message names; `chartroom cluster down` followed by `chartroom cluster up` starts from nothing.",
  },
  CR610: {
    severity: "error",
    title: "the environment belongs to another context",
    docs: "An environment names its Kubernetes context in its value `context`. helm would have talked to another one: the one of `--kube-context`, of the release, of HELM_KUBECONTEXT or the current one, in this order. Applying staging's values to production's cluster starts like this, so nothing was sent.",
  },
  CR611: {
    severity: "error",
    title: "the kubeconfig does not have the context",
    docs: "The context that would be used is not in the kubeconfig (KUBECONFIG, else ~/.kube/config). `kubectl config get-contexts` lists those that are.",
  },
  CR612: {
    severity: "error",
    title: "the API server does not answer",
    docs: "The context is known but its API server could not be asked for its version within five seconds. For the embedded cluster: `chartroom cluster up` starts it, also after a reboot.",
  },
  CR614: {
    severity: "error",
    title: "values changed after the check",
    docs: "Just before it applies, chartroom reads every value again and compares it with what was checked. A file was saved in between, or a value is made anew at each reading (a random password, the time), so what would be applied was never checked.",
  },
  CR615: {
    severity: "error",
    title: "a release is stuck",
    docs: "Helm marks a release `pending-install`, `pending-upgrade` or `pending-rollback` while it works, and refuses to touch a marked one. A helm that was killed leaves the mark behind. When no other deploy is running, `chartroom unlock` takes the mark away, so that the revision before it counts again; then apply again. It changes nothing else in the cluster.",
  },
  CR617: {
    severity: "error",
    title: "a stuck release may still be at work",
    docs: "`chartroom unlock` takes helm's mark from a release that a killed helm left behind. Here a hook's Job still runs, or helm began so short a time ago that it may be alive: a chartroom that was killed leaves its helm running. Look for it on the machine that applied (`ps`), wait for the Job; where you know that nobody is at work, give `--force`.",
  },
  CR618: {
    severity: "error",
    title: "helm's record of a release could not be removed",
    docs: "Two things take a record of helm's away: `chartroom unlock` that of an unfinished revision, and `apply` those of a first install that failed before its seed was done, which helm would call an upgrade and skip the seed. Here the record was not removed: helm has written it meanwhile, so that it was alive after all, or the cluster refused, or helm keeps its records outside of the cluster (HELM_DRIVER=sql). `helm history RELEASE` shows how it stands.",
  },
  CR616: {
    severity: "error",
    title: "the secrets are closed",
    docs: "Without a key an environment can be checked, since keys and types are readable, but not applied: helm would get no values where the secrets belong.",
  },
  CR620: {
    severity: "error",
    title: "a hook failed",
    docs: "A Job that the chart runs before or after the release failed, so helm stopped there. A failed pre-upgrade hook changes nothing else: the old pods keep serving. The note holds the reason, the hook's log where pods run (where none ran, what kept its pods from it: no node, no image), and the state of the release; mend the hook and apply again.",
  },
  CR621: {
    severity: "error",
    title: "a release failed",
    docs: "helm refused or could not finish a release; the message is helm's own. The note says which pods are not ready and why, with their last warnings and the end of their log, and which revision serves now.",
  },
  CR622: {
    severity: "error",
    title: "helmfile failed",
    docs: "helmfile stopped for a reason that has no release: the message is the essential line of what it said. `--verbose` shows all of it.",
  },
  CR623: {
    severity: "error",
    title: "nobody was there to say yes",
    docs: "An apply asks before it changes a cluster. Without a terminal nobody can answer: give `--yes` where the difference was reviewed before, as in CI.",
  },
} as const satisfies Record<string, CodeRow>;
