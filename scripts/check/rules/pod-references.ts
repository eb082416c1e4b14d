import { diagnostic } from "../../core/diagnostic.ts";
import { foundByManifests } from "../hook-life.ts";
import { referencesOf } from "../references.ts";
import { nameOf, placeOf, podSpec, type Rule } from "../rule.ts";

/**
 * Pods of normal objects that read what only a hook makes, and what is not there when they start. Kubernetes tries again
 * and again to start a pod, so what a later hook makes is only fatal where Helm waits for the pods first.
 */
export const podReferences: Rule = (context) => {
  const { manifests, phase, release } = context.rendered;
  const waits = release.wait || release.atomic === true;
  return manifests.flatMap((manifest) => {
    const { object } = manifest;
    const pod = manifest.hooks.length === 0 ? podSpec(object) : undefined;
    // Nobody waits for the pods of a CronJob, and Helm for a Job only under `waitForJobs`.
    const waited = waits && object.kind !== "CronJob" && object.kind !== "Job";
    if (!pod) return [];
    return [...referencesOf(pod)].flatMap((needed) => {
      const made = manifests.filter((one) => nameOf(one.object) === needed);
      if (made.length === 0) return [];
      const found = foundByManifests(made, phase);
      const place = placeOf(context, manifest);
      const name = nameOf(object);
      if (found === "removed")
        return diagnostic("CR521", `${name}: ${needed} is removed by its policy hook-succeeded`, {
          place,
          note: `it is a hook of ${made.flatMap((one) => one.hooks).join(", ")}, and gone before the pods start`,
          help: "render it as a normal object for the pods, and a copy of another name for the hooks",
        });
      if (found === "not yet")
        return diagnostic("CR521", `${name}: ${needed} does not exist after an ${phase}`, {
          place,
          note: `only a hook of ${made.flatMap((one) => one.hooks).join(", ")} makes it`,
        });
      if (found === "later" && waited)
        return diagnostic(
          "CR528",
          `${name}: ${needed} is made at post-${phase}, after Helm waited for ${name}`,
          {
            place,
            help: `make ${needed} a normal object, or a hook of pre-${phase}`,
          },
        );
      return [];
    });
  });
};
