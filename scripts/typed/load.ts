import path from "node:path";
import type { Environment as EnvironmentValues } from "../../schemas/environment.d.ts";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import type { Json } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import type { Release } from "../environment/model.ts";
import { environmentValues } from "../merge/environment.ts";
import type { MergedNode } from "../merge/model.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { readOpened } from "../secrets/opened.ts";
import { validateEnvironment } from "../validate/environment.ts";
import { writeOnlyNodes } from "../validate/plain-secrets.ts";
import { annotateRelease } from "../validate/release.ts";
import { parseSchema } from "../validate/schema.ts";
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
  const read = await readOpened({ ...found.value, name, env: secretEnvironment(found.value.root) });
  if (!read.ok) return read;
  const environment = read.value.value;
  const { merged, diagnostics } = await environmentValues(environment);
  const findings: Diagnostic[] = [...read.value.diagnostics, ...diagnostics];
  findings.push(...(await validateEnvironment(environment, merged)));
  if (hasErrors(findings)) return fail(findings);
  const values = wrap(merged) as Record<string, unknown>;
  for (const release of environment.releases) {
    const { final } = await annotateRelease(environment, release, merged);
    const hidden = new Set(writeOnlyNodes(final, chartSchema(release) ?? {}).map(({ node }) => node));
    values[release.name] = wrap(final, hidden);
  }
  return ok(values as T);
}

/** The values as plain JSON, except that what was decrypted or is `writeOnly` is wrapped. */
function wrap(node: MergedNode, hidden: ReadonlySet<MergedNode> = new Set()): unknown {
  if (node.kind === "list") return node.items.map((one) => wrap(one, hidden));
  if (node.kind === "map")
    return Object.fromEntries([...node.entries].map(([key, one]) => [key, wrap(one, hidden)]));
  return (node.secret || hidden.has(node)) && node.value !== null ? secret(node.value) : node.value;
}

function chartSchema(release: Release): Json | undefined {
  if (release.chartPath === undefined) return undefined;
  return parseSchema(readIfThere(path.join(release.chartPath, "values.schema.json")) ?? "");
}

export type { EnvironmentValues, Secret };
