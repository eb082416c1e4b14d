import type { Environment } from "../environment/model.ts";

/** A hook's Job as the cluster shows it. */
export interface HookJob {
  readonly namespace: string;
  readonly job: string;
  readonly uid: string;
  /** The release it belongs to, by the chart's label or its name; "" when unknown. */
  readonly release: string;
  readonly events: readonly string[];
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
  emit: (event: ApplyEvent) => void,
): { readonly read: (line: string) => void; readonly hooks: ReadonlyMap<string, HookJob> } {
  const hooks = new Map<string, HookJob>();
  const read = (line: string): void => {
    const [namespace = "", job = "", uid = "", annotation = "", instance = "", conditions = ""] =
      line.split("|");
    if (annotation === "" || uid === "") return;
    const release =
      environment.releases.find((one) => one.namespace === namespace && one.name === instance)?.name ??
      environment.releases.find(
        (one) => one.namespace === namespace && (job === one.name || job.startsWith(`${one.name}-`)),
      )?.name ??
      "";
    const state = /Failed/.test(conditions) ? "failed" : /Complete/.test(conditions) ? "ok" : "running";
    const before = hooks.get(uid);
    if (before?.state === state) return;
    const now = Date.now();
    const hook = {
      namespace,
      job,
      uid,
      release,
      events: annotation.split(","),
      state,
      seen: before?.seen ?? now,
      changed: now,
    } as const;
    hooks.set(uid, hook);
    emit({ kind: "hook", hook });
  };
  return { read, hooks };
}
