import type { CodeRow } from "./row.ts";

/** CR63x: one-off commands in a deployed environment (`chartroom run`). */
export const runCodes = {
  CR630: {
    severity: "error",
    title: "the environment forbids the command",
    docs: "An environment's value `run.allow` lists what `chartroom run` may run in it: `migrate`, `seed`, `rollback`, and `command` for any other words. Without it all of them may. A value `run` that cannot be understood forbids everything, since somebody meant to forbid something.",
  },
  CR631: {
    severity: "error",
    title: "the release is not deployed",
    docs: "`chartroom run` works with what is deployed: image, environment and Secrets are those of the release's newest good revision, whatever the files say by now. A release that was never deployed, or whose first install failed, has none; `chartroom apply` makes one.",
  },
  CR632: {
    severity: "error",
    title: "no Job to make the command from",
    docs: "The one-off Job is made from a Job of the deployed chart, so that it has the same image, environment, security context and scheduling. It is found by its name, its label `app.kubernetes.io/component` or its container: `migrate` or `migration`, `seed`. `--hook NAME` names another, `--release NAME` says whose. `rollback` is looked for beside the program that migrates: /app/bin/migrate, /app/bin/rollback.",
  },
  CR633: {
    severity: "error",
    title: "an object that the command needs is gone",
    docs: "The pod of the command names a Secret, a ConfigMap, a ServiceAccount or a volume claim that is not in the namespace. Kubernetes would leave the pod waiting, so nothing was started. What only the chart's hooks had is replaced by the release's own object with the same content, or made once more; this one belongs to neither: somebody removed it, or it never was there.",
  },
  CR634: {
    severity: "error",
    title: "the command was not started",
    docs: "The cluster refused the Job (rights, quota, admission), or its pod did not start within the release's Helm timeout: the image cannot be pulled, no node has room, an init container fails. The note says it in Kubernetes' words. Nothing of the command ran, and the Job was removed, so that it does not start later by itself.",
  },
  CR635: {
    severity: "error",
    title: "the command failed",
    docs: "The command ran and ended with an exit code that is not 0, which is chartroom's exit code too; its log is above. The Job is kept for a week, so that its log and its pod can be looked at. Where nobody can say how it ended (its node was lost, somebody removed the Job), the exit code is 1: look at the database before you run it again.",
  },
  CR636: {
    severity: "error",
    title: "there is no pod to run in",
    docs: "`--via exec` runs in a pod of the release that is ready. None is, or the cluster's pods are simulated, as the embedded cluster's are. `--via job`, the default, starts a pod of its own.",
  },
} as const satisfies Record<string, CodeRow>;
