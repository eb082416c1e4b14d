import type { Environment as EnvironmentValues } from "../../schemas/environment.d.ts";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { environmentValues } from "../merge/environment.ts";
import type { MergedNode } from "../merge/model.ts";
import { annotatedValues, validateEnvironment } from "../validate/environment.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { annotateReleases } from "../validate/release.ts";
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
  const read = await openEnvironment({ ...found.value, name });
  if (!read.ok) return read;
  const environment = read.value.value;
  const { merged, diagnostics } = await environmentValues(environment);
  const findings: Diagnostic[] = [...read.value.diagnostics, ...diagnostics];
  const annotated = await annotateReleases(environment, merged);
  findings.push(...validateEnvironment(environment, merged, annotated));
  if (hasErrors(findings)) return fail(findings);
  return ok(wrap(annotatedValues(environment, merged, annotated)) as T);
}

/** The values as plain JSON, except that what was decrypted or is `writeOnly` is wrapped. */
function wrap(node: MergedNode): unknown {
  if (node.kind === "list") return node.items.map(wrap);
  if (node.kind === "map") return Object.fromEntries([...node.entries].map(([key, one]) => [key, wrap(one)]));
  return node.secret && node.value !== null ? secret(node.value) : node.value;
}

export type { EnvironmentValues, Secret };
