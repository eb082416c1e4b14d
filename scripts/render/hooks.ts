import { isObject } from "../core/json.ts";
import type { Manifest, Phase, RenderedRelease } from "./model.ts";

export type HookEvent = `${"pre" | "post"}-${"install" | "upgrade" | "rollback" | "delete"}` | "test";

/** One thing Helm does, in order: a hook that it waits for, or all normal objects at once. */
export type TimelineStep =
  | { readonly kind: "hook"; readonly event: HookEvent; readonly manifest: Manifest }
  | { readonly kind: "manifests"; readonly manifests: readonly Manifest[] };

/**
 * The hooks of one event in the order in which Helm runs them, one after another: by weight, then by name. Only hooks
 * of the same weight and name keep the order of their kinds. (`hookByWeight` in Helm 4.3; the proof is a test that lets
 * Helm run the hooks.) An event named twice in the annotation runs the hook twice.
 */
export function hooksOfEvent(manifests: readonly Manifest[], event: HookEvent): Manifest[] {
  return manifests
    .flatMap((one) => one.hooks.filter((hook) => hook === event).map(() => one))
    .sort((a, b) => a.hookWeight - b.hookWeight || compare(nameOf(a), nameOf(b)));
}

/** All hooks of the release's phase in the order in which they run: before its objects, then after them. */
export function hookOrder(rendered: RenderedRelease): Manifest[] {
  return releaseTimeline(rendered).flatMap((step) => (step.kind === "hook" ? [step.manifest] : []));
}

/** What Helm does in the release's phase: hooks before, the objects, hooks after. Tests run only on `helm test`. */
export function releaseTimeline(rendered: RenderedRelease, phase: Phase = rendered.phase): TimelineStep[] {
  const steps = (event: HookEvent): TimelineStep[] =>
    hooksOfEvent(rendered.manifests, event).map((manifest) => ({ kind: "hook", event, manifest }));
  const manifests = rendered.manifests.filter((one) => one.hooks.length === 0);
  return [...steps(`pre-${phase}`), { kind: "manifests", manifests }, ...steps(`post-${phase}`)];
}

/** `metadata.name`, or nothing where it is missing. */
export function nameOf({ object }: Manifest): string {
  const name = isObject(object.metadata) ? object.metadata.name : undefined;
  return typeof name === "string" ? name : "";
}

/** Go compares strings by bytes; names of Kubernetes objects are ASCII. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
