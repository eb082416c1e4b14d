import type { Diagnostic } from "../core/diagnostic.ts";
import { clusterApplied } from "../helmfile/applied.ts";
import { deployedReleases } from "../helmfile/deployed.ts";
import { droppedSettings } from "../helmfile/dropped.ts";
import { releaseRecords } from "../helmfile/records.ts";
import { findTarget } from "../helmfile/target.ts";
import type { CheckedEnvironment } from "../pipeline.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import type { Invocation } from "./command.ts";

/** What is gone since the last release, as the cluster knows it; a cluster that cannot be asked is a finding. */
export async function vanished(
  { kubeContext }: Invocation,
  { environment, annotated }: CheckedEnvironment,
): Promise<Diagnostic[]> {
  const env = secretEnvironment(environment.root);
  const target = await findTarget({ environment, kubeContext, env });
  if (!target.ok) return target.error.map((one) => ({ ...one, environment: environment.name }));
  const records = await releaseRecords(environment, target.value);
  const applied = clusterApplied(environment, await deployedReleases(records, target.value));
  return droppedSettings(environment, annotated, applied).map((one) => ({
    ...one,
    environment: environment.name,
  }));
}
