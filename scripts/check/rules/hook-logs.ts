import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { logPolicies } from "../hook-policies.ts";
import { nameOf, objectAt, placeOfPath, podPath, podSpec, type Rule } from "../rule.ts";

/** Shorter than anybody is at the keyboard, and than most collectors of logs need. */
const SHORT_S = 60;

/**
 * Hooks whose pods are gone when somebody wants to read why they failed. Helm prints the log of a failed Job or Pod
 * before it deletes it where `helm.sh/hook-output-log-policy` has hook-failed (3.18 and later; `outputLogsByPolicy`).
 */
export const hookLogs: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const { object, hooks, hookDeletePolicies } = manifest;
    if (hooks.length === 0 || (object.kind !== "Job" && object.kind !== "Pod")) return [];
    const findings: Diagnostic[] = [];
    const name = nameOf(object);
    const printed = logPolicies(object).includes("hook-failed");
    if (hookDeletePolicies.includes("hook-failed") && !printed)
      findings.push(
        diagnostic("CR522", `${name}: \`hook-failed\` deletes the log of a failure`, {
          ...placeOfPath(context, manifest, ["metadata", "annotations", "helm.sh/hook-delete-policy"]),
          help: "leave hook-failed out: before-hook-creation makes room for the next run",
        }),
      );
    if (object.kind !== "Job") return findings;
    const seconds = objectAt(object, "spec").ttlSecondsAfterFinished;
    if (typeof seconds === "number" && seconds < SHORT_S)
      findings.push(
        diagnostic("CR522", `${name}: Kubernetes deletes it ${seconds} s after its end, with its log`, {
          ...placeOfPath(context, manifest, ["spec", "ttlSecondsAfterFinished"]),
          help: "leave `ttlSecondsAfterFinished` out: before-hook-creation makes room for the next run",
        }),
      );
    if (podSpec(object)?.restartPolicy === "OnFailure")
      findings.push(
        diagnostic("CR523", `${name}: with \`restartPolicy: OnFailure\` a failure takes its pod along`, {
          ...placeOfPath(context, manifest, [...podPath(object), "restartPolicy"]),
          help: "write `restartPolicy: Never`: each try has a pod of its own, which stays",
        }),
      );
    return findings;
  });
