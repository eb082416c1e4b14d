import type { Environment as EnvironmentValues } from "../../schemas/environment.d.ts";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { readEnvironment } from "../environment/read.ts";
import { readLayers } from "../merge/layers.ts";
import type { MergedNode } from "../merge/model.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { validateEnvironment } from "../validate/environment.ts";
import { annotateRelease } from "../validate/release.ts";
import { type Secret, secret } from "./secret.ts";

export interface LoadOptions {
  /** Where to look for the helmfile from; the working directory unless told otherwise. */
  readonly cwd?: string;
  readonly file?: string;
}

/**
 * An environment's checked values with the charts' defaults filled in, secrets wrapped. The error holds the findings;
 * one with severity `error` among them means that there are no values.
 */
export async function loadEnvironment<T = EnvironmentValues>(
  name: string,
  options: LoadOptions = {},
): Promise<Result<T>> {
  const found = findHelmfile(options.cwd ?? process.cwd(), options.file);
  if (!found.ok) return found;
  const read = await readEnvironment({ ...found.value, name, env: secretEnvironment(found.value.root) });
  if (!read.ok) return read;
  const environment = read.value.value;
  const { merged, diagnostics } = await readLayers(environment.root, environment.layers, "helmfile");
  const findings: Diagnostic[] = [...read.value.diagnostics, ...diagnostics];
  findings.push(...(await validateEnvironment(environment, merged)));
  if (hasErrors(findings)) return fail(findings);
  const values = wrap(merged) as Record<string, unknown>;
  for (const release of environment.releases) {
    values[release.name] = wrap((await annotateRelease(environment, release, merged)).final);
  }
  return ok(values as T);
}

function wrap(node: MergedNode): unknown {
  if (node.kind === "list") return node.items.map(wrap);
  if (node.kind === "map") return Object.fromEntries([...node.entries].map(([key, one]) => [key, wrap(one)]));
  return node.secret && node.value !== null ? secret(node.value) : node.value;
}

export type { EnvironmentValues, Secret };
