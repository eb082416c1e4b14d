import { diagnostic } from "../../core/diagnostic.ts";
import { containersOf, nameOf, type PhaseRule, placeOfPath, podSpec } from "../rule.ts";

/**
 * Migrations that Helm runs only when the pods are ready. With `wait: true` (and with `atomic`, which implies it) Helm
 * waits for the release's pods between its objects and the hooks of post; without, Helm 4 waits for hooks alone.
 */
export const hookWait: PhaseRule = (context) => {
  const { manifests, phase, release } = context.rendered;
  if (!release.wait && release.atomic !== true) return [];
  const served = manifests.some(
    ({ object, hooks }) => hooks.length === 0 && SERVING.has(String(object.kind)),
  );
  if (!served) return [];
  return manifests.flatMap((manifest) => {
    const { object, hooks } = manifest;
    // What runs before as well has done its work by then.
    if (!hooks.includes(`post-${phase}`) || hooks.includes(`pre-${phase}`)) return [];
    if (object.kind !== "Job" || !isMigration(object)) return [];
    return diagnostic(
      "CR527",
      `${nameOf(object)}: a migration at ${after(hooks)}, after Helm has waited for the pods`,
      {
        ...placeOfPath(context, manifest, ["metadata", "annotations", "helm.sh/hook"]),
        note: "pods that are ready only on the new schema wait for it until Helm's timeout",
        help: "make it a hook of pre-install and pre-upgrade",
      },
    );
  });
};

/** Both events, so that what is the same in both phases is one finding. */
function after(hooks: readonly string[]): string {
  return hooks.filter((event) => event === "post-install" || event === "post-upgrade").join(" and ");
}

const SERVING = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

/** By its name, or by what its containers are called and run. */
function isMigration(object: Parameters<typeof podSpec>[0]): boolean {
  const pod = podSpec(object);
  const words = pod
    ? containersOf(pod).flatMap(({ name, command, args }) => [name, command, args].flat())
    : [];
  return [nameOf(object), ...words].some((one) => /migrat/i.test(String(one)));
}
