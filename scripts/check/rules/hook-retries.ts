import { diagnostic } from "../../core/diagnostic.ts";
import { nameOf, objectAt, placeOfPath, podSpec, type Rule } from "../rule.ts";

/** Kubernetes' Job controller: the pause before a retry is doubled each time, from 10 s up to 10 min. */
const FIRST_PAUSE_S = 10;
const LONGEST_PAUSE_S = 600;

/** Hook Jobs that state more retries than their deadline has room for. Pods that run side by side share the pauses. */
export const hookRetries: Rule = (context) =>
  context.rendered.manifests.flatMap((manifest) => {
    const { object, hooks } = manifest;
    const spec = objectAt(object, "spec");
    const pod = podSpec(object);
    const { activeDeadlineSeconds: deadline, backoffLimit, parallelism = 1, backoffLimitPerIndex } = spec;
    if (hooks.length === 0 || object.kind !== "Job" || !pod || pod.restartPolicy === "OnFailure") return [];
    if (typeof deadline !== "number" || typeof backoffLimit !== "number") return [];
    if (parallelism !== 1 || backoffLimitPerIndex !== undefined) return [];
    const longest = typeof pod.activeDeadlineSeconds === "number" ? pod.activeDeadlineSeconds : 0;
    const fits = retriesWithin(deadline, longest);
    if (backoffLimit <= fits) return [];
    const room = `leave room for ${fits === 1 ? "1 retry" : `${fits === 0 ? "no" : fits} retries`}`;
    return diagnostic(
      "CR524",
      `${nameOf(object)}: ${backoffLimit} retries do not fit into its deadline of ${deadline} s`,
      {
        ...placeOfPath(context, manifest, ["spec", "backoffLimit"]),
        note:
          longest === 0
            ? `the pauses between them alone (10 s, 20 s, 40 s, ...) ${room}`
            : `tries of ${longest} s, the pod's own deadline, and the pauses between them (10 s, 20 s, 40 s, ...) ${room}`,
        help: "lower `backoffLimit`, so that the Job ends with its own failure, not with DeadlineExceeded",
      },
    );
  });

/** How many retries begin before the deadline when each try takes `longest` seconds. */
function retriesWithin(deadline: number, longest: number): number {
  let retries = 0;
  let pause = FIRST_PAUSE_S;
  for (let at = longest + pause; at < deadline; at += longest + pause) {
    retries += 1;
    pause = Math.min(pause * 2, LONGEST_PAUSE_S);
  }
  return retries;
}
