import type { Environment, Release } from "../environment/model.ts";
import type { Phase } from "../render/model.ts";

/** A hook's Job as the cluster shows it. */
export interface HookJob {
  readonly namespace: string;
  readonly job: string;
  readonly uid: string;
  /** The release it belongs to, by the chart's label or its name; "" when unknown. */
  readonly release: string;
  /** The event it ran for: `pre-upgrade`; several where its chart names several of one phase. */
  readonly event: string;
  readonly state: "running" | "ok" | "failed";
  /** When this process first and last saw it change, in milliseconds. */
  readonly seen: number;
  readonly changed: number;
}

/** What happens while helmfile runs, in the order in which it is seen. */
export type ApplyEvent =
  | { readonly kind: "hook"; readonly hook: HookJob }
  | { readonly kind: "started"; readonly release: string }
  | { readonly kind: "released"; readonly release: string; readonly revision: number };

/** Reads helmfile's output line by line; helm's own words for a release come when it is done with it. */
export function outputReader(emit: (event: ApplyEvent) => void): (line: string) => void {
  let release = "";
  return (line) => {
    const started = /^(?:Upgrading|Installing) release=([^,]+),/.exec(line)?.[1];
    if (started !== undefined) emit({ kind: "started", release: started });
    release = /^NAME: (\S+)$/.exec(line)?.[1] ?? release;
    const revision = /^REVISION: (\d+)$/.exec(line)?.[1];
    if (revision !== undefined) emit({ kind: "released", release, revision: Number(revision) });
  };
}

/** jsonpath of one line a change for `kubectl get jobs --watch-only`. */
export const watchedFields =
  '{.metadata.namespace}|{.metadata.name}|{.metadata.uid}|{.metadata.annotations.helm\\.sh/hook}|{.metadata.labels.app\\.kubernetes\\.io/instance}|{.status.conditions[?(@.status=="True")].type}{"\\n"}';

/** Reads the watch's lines: hooks of this environment's releases, each told once per change of state. */
export function jobReader(
  environment: Environment,
  phase: (release: Release) => Phase,
  emit: (event: ApplyEvent) => void,
): { readonly read: (line: string) => void; readonly hooks: ReadonlyMap<string, HookJob> } {
  const hooks = new Map<string, HookJob>();
  const read = (line: string): void => {
    const [namespace = "", job = "", uid = "", annotation = "", instance = "", conditions = ""] =
      line.split("|");
    if (annotation === "" || uid === "") return;
    const release =
      environment.releases.find((one) => one.namespace === namespace && one.name === instance) ??
      environment.releases.find(
        (one) => one.namespace === namespace && (job === one.name || job.startsWith(`${one.name}-`)),
      );
    const state = /Failed/.test(conditions) ? "failed" : /Complete/.test(conditions) ? "ok" : "running";
    const before = hooks.get(uid);
    // A Job first seen when it has ended is the last release's, which helm is just taking away.
    if (before?.state === state || (before === undefined && state !== "running")) return;
    const now = Date.now();
    const hook = {
      namespace,
      job,
      uid,
      release: release?.name ?? "",
      event: eventOf(annotation, release && phase(release)),
      state,
      seen: before?.seen ?? now,
      changed: now,
    } as const;
    hooks.set(uid, hook);
    emit({ kind: "hook", hook });
  };
  return { read, hooks };
}

/** Of the events in a hook's annotation those that belong to what helm does to the release this time. */
function eventOf(annotation: string, phase: Phase | undefined): string {
  const events = annotation.split(",").map((one) => one.trim());
  const now = events.filter((one) => phase === undefined || one.endsWith(`-${phase}`));
  return (now.length > 0 ? now : events).join(",");
}
