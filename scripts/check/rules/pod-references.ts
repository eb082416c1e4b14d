import { diagnostic } from "../../core/diagnostic.ts";
import { foundByManifests } from "../hook-life.ts";
import { referencesOf } from "../references.ts";
import { nameOf, type PhaseRule, placeOfPath } from "../rule.ts";

/**
 * Pods of normal objects that read what only a hook makes, and what is not there when they start. Kubernetes tries again
 * and again to start a pod, so what a later hook makes is only fatal where Helm waits for the pods first.
 */
export const podReferences: PhaseRule = (context) => {
  const { manifests, phase, release } = context.rendered;
  const waits = release.wait || release.atomic === true;
  return manifests.flatMap((manifest) => {
    const { object } = manifest;
    // Nobody waits for the pods of a CronJob, and Helm for a Job only under `waitForJobs`.
    const waited = waits && object.kind !== "CronJob" && object.kind !== "Job";
    if (manifest.hooks.length > 0) return [];
    return [...referencesOf(object)].flatMap(([needed, path]) => {
      const made = manifests.filter((one) => nameOf(one.object) === needed);
      if (made.length === 0) return [];
      const found = foundByManifests(made, phase);
      if (found !== "removed" && found !== "not yet" && !(found === "later" && waited)) return [];
      const where = placeOfPath(context, manifest, path); // a release is rendered once more for it
      const name = nameOf(object);
      if (found === "removed")
        return diagnostic("CR521", `${name}: ${needed} is removed by its policy hook-succeeded`, {
          ...where,
          note: `it is a hook of ${made.flatMap((one) => one.hooks).join(", ")}, and gone before the pods start`,
          help: "render it as a normal object for the pods, and a copy of another name for the hooks",
        });
      if (found === "not yet")
        return diagnostic("CR521", `${name}: ${needed} does not exist after an ${phase}`, {
          ...where,
          note: `only a hook of ${made.flatMap((one) => one.hooks).join(", ")} makes it`,
          help: "render it as a normal object, or leave the reference out",
        });
      return diagnostic(
        "CR528",
        `${name}: ${needed} is made at post-${phase}, after Helm waited for ${name}`,
        {
          ...where,
          help: `make ${needed} a normal object, or a hook of pre-${phase}`,
        },
      );
    });
  });
};
