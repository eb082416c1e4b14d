import { type HookEvent, hooksOfEvent } from "../render/hooks.ts";
import type { Manifest, Phase } from "../render/model.ts";

/**
 * What a reader finds of an object at the moment it runs: `later`, a hook of the same event makes it only afterwards;
 * `old`, it is still that of the last revision; `removed`, a delete policy took it away; `deleted`, the release is gone;
 * `unknown`, nothing certain can be said.
 */
export type Found = "there" | "later" | "not yet" | "old" | "removed" | "deleted" | "unknown";

/**
 * What a hook of an event finds of an object that the release makes as `made` (all manifests of its kind and name).
 * Helm removes what a policy `hook-succeeded` names when all hooks of the event have succeeded, not before: hooks of one
 * event see each other's objects (`execHookWithDelayedShutdown`, Helm 4.3). Normal objects are made between pre and post,
 * and are gone at post-delete. Nobody removes a hook's object but its own policies.
 */
export function foundByHook(
  made: readonly Manifest[],
  reader: Manifest,
  event: HookEvent,
  all: readonly Manifest[],
): Found {
  const order = hooksOfEvent(all, event);
  const mine = made.filter((one) => order.includes(one));
  if (mine.some((one) => order.indexOf(one) < order.indexOf(reader))) return "there";
  if (mine.length > 0) return "later";
  const normal = made.some(isNormal);
  switch (event) {
    case "pre-install":
      return "not yet";
    case "pre-upgrade":
      return normal ? "old" : left(made, [...INSTALL, "post-upgrade"]);
    case "post-install":
      return normal ? "there" : left(made, ["pre-install"], "not yet");
    case "post-upgrade":
      return normal ? "there" : left(made, [...INSTALL, "pre-upgrade"]);
    case "post-delete":
      return normal ? "deleted" : "unknown";
    case "test":
    case "pre-delete":
    case "post-rollback":
      return normal ? "there" : "unknown";
    default:
      return "unknown";
  }
}

/** What a normal object of the release finds when it is made: after the hooks of `pre`, before those of `post`. */
export function foundByManifests(made: readonly Manifest[], phase: Phase): Found {
  if (made.some(isNormal)) return "there";
  const before = phase === "install" ? ["pre-install"] : [...INSTALL, "pre-upgrade", "post-upgrade"];
  const found = left(made, before, "not yet");
  const after = made.some((one) => one.hooks.includes(`post-${phase}`));
  return found !== "there" && after ? "later" : found;
}

const INSTALL = ["pre-install", "post-install"];

/** Whether the object stays when its event has ended well. */
export function isKept(manifest: Manifest): boolean {
  return !manifest.hookDeletePolicies.includes("hook-succeeded");
}

function isNormal(manifest: Manifest): boolean {
  return manifest.hooks.length === 0;
}

/** What hooks of events that came before have left. */
function left(made: readonly Manifest[], before: readonly string[], none: Found = "unknown"): Found {
  const ran = made.filter(({ hooks }) => hooks.some((event) => before.includes(event)));
  if (ran.length === 0) return none;
  return ran.some(isKept) ? "there" : "removed";
}
