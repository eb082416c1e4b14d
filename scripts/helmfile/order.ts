import { nameOf, releaseTimeline } from "../render/hooks.ts";
import type { RenderedRelease } from "../render/model.ts";
import type { ApplyEvent, HookJob } from "./events.ts";
import { phaseOf, type ReleaseRecord } from "./records.ts";

/**
 * What was done, one line a step in the order in which helm did it. Which releases were done, when, and how long their
 * Jobs took is what was seen; the hooks between (Secrets, ConfigMaps), which nothing tells of, are those that were
 * rendered for what helm did: it runs them one after another and goes on only when each has succeeded.
 */
export function stepsDone(
  rendered: readonly RenderedRelease[],
  records: readonly ReleaseRecord[],
  events: readonly ApplyEvent[],
): string[] {
  const jobs = events.flatMap((one) => (one.kind === "hook" && one.hook.state === "ok" ? [one.hook] : []));
  return events.flatMap((one) => {
    if (one.kind !== "released") return [];
    const release = rendered.find((other) => other.release.name === one.release)?.release;
    const phase = release ? phaseOf(records, release) : "upgrade";
    const done = `${one.release}: ${phase === "install" ? "installed" : "upgraded"}, revision ${one.revision}`;
    const mine = rendered.find((other) => other.release === release && other.phase === phase);
    if (!mine) return [done];
    return releaseTimeline(mine).flatMap((step) => {
      if (step.kind === "manifests") return [done];
      const name = nameOf(step.manifest);
      const kind = String(step.manifest.object.kind);
      const job = kind === "Job" && jobs.find((other) => other.release === one.release && other.job === name);
      return [`${one.release}: ${step.event} hook ${kind} ${name}${job ? ` (${secondsOf(job)} s)` : ""}`];
    });
  });
}

/** How long a hook's Job was seen to run, in whole seconds. */
export function secondsOf(hook: HookJob): number {
  return Math.round((hook.changed - hook.seen) / 1000);
}
