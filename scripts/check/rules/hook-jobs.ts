import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { nameOf, objectAt, placeOfPath, type Rule } from "../rule.ts";

/**
 * Hook Jobs that a failure would keep running, or running again, and hook Pods that nothing ends. Helm's timeout counts
 * for each hook by itself (`WatchUntilReady` in `execHookWithDelayedShutdown`), so each deadline is held against it alone.
 */
export const hookJobs: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const { kind } = manifest.object;
    // A Pod of `helm test` keeps nobody from releasing.
    const hooks = kind === "Pod" ? manifest.hooks.filter((event) => event !== "test") : manifest.hooks;
    if (hooks.length === 0 || (kind !== "Job" && kind !== "Pod")) return [];
    const findings: Diagnostic[] = [];
    const spec = objectAt(manifest.object, "spec");
    const name = nameOf(manifest.object);
    const timeout = context.rendered.release.timeoutSeconds;
    const deadline = spec.activeDeadlineSeconds;
    if (typeof deadline !== "number" || deadline >= timeout) {
      const has =
        typeof deadline === "number"
          ? `the deadline of ${deadline} s is not below`
          : "no `activeDeadlineSeconds` below";
      findings.push(
        diagnostic("CR517", `${name}: ${has} Helm's timeout of ${timeout} s`, {
          ...placeOfPath(context, manifest, [
            "spec",
            ...(deadline === undefined ? [] : ["activeDeadlineSeconds"]),
          ]),
          help: `set \`activeDeadlineSeconds\` below ${timeout}, or give the release a longer timeout`,
        }),
      );
    }
    if (kind === "Pod") return findings;
    if (spec.backoffLimit === undefined || spec.backoffLimit === null) {
      findings.push(
        diagnostic("CR518", `${name}: no \`backoffLimit\`, so a failure is tried six more times`, {
          ...placeOfPath(context, manifest, ["spec"]),
          help: "set `backoffLimit` to the retries that you mean, often 0",
        }),
      );
    }
    return findings;
  });
