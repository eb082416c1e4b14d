import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { type Found, foundByHook } from "../hook-life.ts";
import { referencesOf } from "../references.ts";
import { nameOf, type PhaseRule, placeOfPath } from "../rule.ts";

/**
 * Hooks that read what the same release makes only later, makes anew only later, or has removed by then. An object that
 * the release does not render is somebody else's (an existing Secret) and taken as there.
 */
export const hookReferences: PhaseRule = (context) => {
  const { manifests, phase } = context.rendered;
  const events = [`pre-${phase}`, `post-${phase}`, "post-delete"] as const;
  return events.flatMap((event) =>
    manifests.flatMap((hook) => {
      if (!hook.hooks.includes(event)) return [];
      return [...referencesOf(hook.object)].flatMap(([needed, path]) => {
        const made = manifests.filter((one) => nameOf(one.object) === needed);
        if (made.length === 0) return [];
        const found = foundByHook(made, hook, event, manifests);
        return tell(found, needed, event, hook.hooks.join(" and ")).map(
          ([code, says, help]): Diagnostic =>
            diagnostic(code, `${nameOf(hook.object)}: ${needed} ${says}`, {
              ...placeOfPath(context, hook, path),
              help,
            }),
        );
      });
    }),
  );
};

function copyFor(event: string): string {
  return `render a copy of another name for the hook, itself a hook of ${event} at a lower weight`;
}

type Told = readonly ["CR514" | "CR515" | "CR516" | "CR520" | "CR546", string, string];

function tell(found: Found, needed: string, event: string, events: string): readonly Told[] {
  switch (found) {
    case "later":
      return [
        [
          "CR516",
          "is a hook of the same event that runs later",
          "give it a lower `helm.sh/hook-weight`; hooks of one weight run in the order of their names",
        ],
      ];
    case "not yet":
      return [["CR514", `does not exist yet at ${event}`, copyFor(event)]];
    case "old":
      // A ServiceAccount or a claim has nothing that goes stale; a Secret or a ConfigMap has.
      return /^(?:Secret|ConfigMap)\//.test(needed)
        ? [["CR515", `still has the last revision's content at ${event}`, copyFor(event)]]
        : [];
    case "removed":
      return [
        [
          "CR520",
          `is removed by its policy hook-succeeded before ${events}`,
          `make it a hook of ${events} too, at a lower weight, or leave hook-succeeded out`,
        ],
      ];
    case "deleted":
      return [["CR546", `is deleted with the release before ${event}`, `give ${event} a copy of its own`]];
    default:
      return [];
  }
}
