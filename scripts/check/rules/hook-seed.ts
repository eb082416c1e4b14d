import { diagnostic } from "../../core/diagnostic.ts";
import { nameOf, type PhaseRule, placeOfPath, templateText } from "../rule.ts";

/**
 * Jobs that run at the first install alone. When that fails, Helm calls the next try an upgrade, and they never run;
 * only `atomic` uninstalls what failed, so that the next try is an install again. A template that prints the events from
 * a value may have a switch for the retry: it is told only where they are written out.
 */
export const hookSeed: PhaseRule = (context) => {
  const { manifests, phase, release } = context.rendered;
  if (phase !== "install" || release.atomic === true) return [];
  return manifests.flatMap((manifest) => {
    const { object, hooks } = manifest;
    const first = hooks.filter((event) => event === "pre-install" || event === "post-install");
    const again = hooks.some((event) => event === "pre-upgrade" || event === "post-upgrade");
    if (first.length === 0 || again || (object.kind !== "Job" && object.kind !== "Pod")) return [];
    if (!isWrittenOut(templateText(context, manifest), first)) return [];
    // The same work under the same name at an upgrade, as a hook of its own.
    const twin = manifests.some((one) => one !== manifest && nameOf(one.object) === nameOf(object));
    if (twin) return [];
    return diagnostic(
      "CR526",
      `${nameOf(object)}: runs at ${first.join(" and ")} only, so a failed first install skips it`,
      {
        ...placeOfPath(context, manifest, ["metadata", "annotations", "helm.sh/hook"]),
        note: "Helm calls the next try of a failed first install an upgrade, where it never runs, without a message",
        help: "make it safe to run twice and add pre-upgrade, or add it by a value for that one retry",
      },
    );
  });
};

/** Whether the template states these very events, not a pipeline that may print others. */
function isWrittenOut(text: string | undefined, events: readonly string[]): boolean {
  const lines = text?.match(/(?<![\w./-])["']?helm\.sh\/hook["']?\s*:.*$/gm) ?? [];
  return (
    lines.length > 0 &&
    lines.every((line) => !line.includes("{{")) &&
    lines.some((line) => events.every((one) => line.includes(one)))
  );
}
