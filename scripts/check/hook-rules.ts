import type { Rule } from "./rule.ts";
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

/** The rules about hooks; one file each. */
export const hookRules: readonly Rule[] = [
  hookAnnotations,
  hookJobs,
  hookReferences,
  podReferences,
  hookLogs,
  hookRetries,
  hookRights,
  hookSeed,
  hookWait,
  hookMesh,
  argo,
];
