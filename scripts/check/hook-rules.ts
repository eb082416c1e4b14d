import type { PhaseRule, Rule } from "./rule.ts";
import { argo } from "./rules/argo.ts";
import { hookAnnotations } from "./rules/hook-annotations.ts";
import { hookJobs } from "./rules/hook-jobs.ts";
import { hookLogs } from "./rules/hook-logs.ts";
import { hookMesh } from "./rules/hook-mesh.ts";
import { hookReferences } from "./rules/hook-references.ts";
import { hookRetries } from "./rules/hook-retries.ts";
import { hookRights } from "./rules/hook-rights.ts";
import { hookSeed } from "./rules/hook-seed.ts";
import { hookWait } from "./rules/hook-wait.ts";
import { podReferences } from "./rules/pod-references.ts";

/** The rules about hooks, and about what is there when they run, that look at the phase; one file each. */
export const phaseRules: readonly PhaseRule[] = [
  hookReferences,
  podReferences,
  hookRights,
  hookSeed,
  hookWait,
  argo,
];

/** The other rules about hooks. */
export const hookFormRules: readonly Rule[] = [hookAnnotations, hookJobs, hookLogs, hookRetries, hookMesh];
