import type { Rule } from "./rule.ts";
import { hookAnnotations } from "./rules/hook-annotations.ts";
import { hookJobs } from "./rules/hook-jobs.ts";
import { hookReferences } from "./rules/hook-references.ts";
import { images } from "./rules/images.ts";
import { kubernetesSchema } from "./rules/kubernetes-schema.ts";
import { objectNames } from "./rules/object-names.ts";
import { secretsOutside } from "./rules/secrets-outside.ts";

/** Every rule over rendered manifests; one file each. */
export const rules: readonly Rule[] = [
  hookAnnotations,
  hookJobs,
  hookReferences,
  images,
  kubernetesSchema,
  objectNames,
  secretsOutside,
];
