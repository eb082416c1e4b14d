import type { Severity } from "./diagnostic.ts";

/** Names of objects are `Kind/name`. Version 1 of what `chartroom hooks --json` prints: schemas/hooks.schema.json. */
export interface ReleaseTimeline {
  readonly environment: string;
  readonly release: string;
  readonly namespace: string;
  /** What Helm waits at most: for each hook by itself, and for the release's own objects. */
  readonly timeoutSeconds: number;
  /** Helm waits for the release's own objects to be ready before the hooks of post (`wait`, or `atomic`). */
  readonly waits: boolean;
  /** What fails is rolled back; a first install that fails is uninstalled. */
  readonly atomic: boolean;
  readonly install: readonly TimelineStep[];
  readonly upgrade: readonly TimelineStep[];
  /** Hooks that run in neither phase: those of test, rollback and delete, by event in their order. */
  readonly elsewhere: readonly HookStep[];
  /** What Argo CD would do otherwise, a line each. */
  readonly argocd: readonly string[];
}

export type TimelineStep = HookStep | RemoveStep | ObjectsStep | WaitStep;

/** Helm makes the object and waits until a Job or Pod has ended well, and of others for nothing. */
export interface HookStep {
  readonly step: "hook";
  readonly event: string;
  readonly object: string;
  readonly weight: number;
  /** As Helm reads them, its default included. */
  readonly deletePolicies: readonly string[];
  readonly logPolicies: readonly string[];
  /** A Job's or Pod's own. */
  readonly deadlineSeconds?: number;
  /** A Job's; missing where nobody wrote it and Kubernetes takes 6. */
  readonly retries?: number;
  /** What its pod cannot start without. */
  readonly needs: readonly Need[];
  /** It runs in the first install alone: the next try of one that failed is an upgrade, and skips it. */
  readonly once?: boolean;
  readonly findings: readonly HookFinding[];
}

export interface Need {
  readonly object: string;
  /**
   * `there`: a hook before made it, or it is the release's own by then; `elsewhere`: the release does not make it; `old`:
   * it is still that of the last revision; `not yet`, `later`, `removed`, `deleted`: the hook finds nothing; `unknown`.
   */
  readonly found: "there" | "elsewhere" | "old" | "not yet" | "later" | "removed" | "deleted" | "unknown";
}

export interface HookFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** All hooks of the event have succeeded: Helm deletes those of the policy hook-succeeded, the last one first. */
export interface RemoveStep {
  readonly step: "remove";
  readonly event: string;
  readonly objects: readonly string[];
}

/** Helm makes the release's own objects, or changes them, in this order of kinds. */
export interface ObjectsStep {
  readonly step: "objects";
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  readonly findings: readonly HookFinding[];
}

/** Helm waits until what it made is ready. */
export interface WaitStep {
  readonly step: "wait";
  readonly seconds: number;
}
