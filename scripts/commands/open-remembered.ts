import { isInterrupted } from "../core/lifetime.ts";
import { findHelmfile } from "../environment/find.ts";
import type { Environment } from "../environment/model.ts";
import { environmentValues } from "../merge/environment.ts";
import type { MergedMap } from "../merge/model.ts";
import { annotatedValues } from "../validate/environment.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { annotateReleases } from "../validate/release.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { stop } from "./findings.ts";

/** An environment and its merged values, with every secret remembered, so that nothing is printed before it can be masked. */
export interface Remembered {
  readonly environment: Environment;
  readonly merged: MergedMap;
}

/** Opens an environment for a verb that acts in its cluster; what kept it from being read is said, and its exit code comes back. */
export async function openRemembered(invocation: Invocation, name: string): Promise<Remembered | ExitCode> {
  const found = findHelmfile(invocation.cwd, invocation.file);
  if (!found.ok) return stop(invocation, found.error, 2);
  const { helmfileOptions } = invocation;
  const read = await openEnvironment({ ...found.value, name, helmfileOptions });
  if (isInterrupted()) return 130;
  if (!read.ok) return stop(invocation, read.error, 2, found.value.root);
  const environment = read.value.value;
  const { merged } = await environmentValues(environment);
  annotatedValues(environment, merged, await annotateReleases(environment, merged));
  return { environment, merged };
}
