import { hookFormRules } from "./hook-rules.ts";
import type { Rule } from "./rule.ts";
import { apiVersions } from "./rules/api-versions.ts";
import { autoscalerTargets } from "./rules/autoscaler-targets.ts";
import { autoscaling } from "./rules/autoscaling.ts";
import { backends } from "./rules/backends.ts";
import { disruption } from "./rules/disruption.ts";
import { distribution } from "./rules/distribution.ts";
import { duplicateKeys } from "./rules/duplicate-keys.ts";
import { emptySelectors } from "./rules/empty-selectors.ts";
import { floatText } from "./rules/float-text.ts";
import { images } from "./rules/images.ts";
import { kubernetesSchema } from "./rules/kubernetes-schema.ts";
import { kubernetesVersion } from "./rules/kubernetes-version.ts";
import { namespaces } from "./rules/namespaces.ts";
import { objectNames } from "./rules/object-names.ts";
import { podSecurity } from "./rules/pod-security.ts";
import { probePorts } from "./rules/probe-ports.ts";
import { resources } from "./rules/resources.ts";
import { secretsOutside } from "./rules/secrets-outside.ts";
import { services } from "./rules/services.ts";
import { websockets } from "./rules/websockets.ts";
import { workloadSelectors } from "./rules/workload-selectors.ts";

/** Every rule over rendered manifests that knows of no phase; one file each. */
export const rules: readonly Rule[] = [
  ...hookFormRules,
  images,
  kubernetesSchema,
  apiVersions,
  kubernetesVersion,
  objectNames,
  secretsOutside,
  autoscaling,
  autoscalerTargets,
  backends,
  emptySelectors,
  disruption,
  duplicateKeys,
  floatText,
  namespaces,
  podSecurity,
  probePorts,
  resources,
  services,
  workloadSelectors,
  websockets,
  distribution,
];
