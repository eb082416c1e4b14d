import type { Diagnostic } from "../core/diagnostic.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { findHelmfile } from "../environment/find.ts";
import { type SecretsFile, secretsFiles } from "../secrets/files.ts";
import { type CreationRule, readRules } from "../secrets/rules.ts";
import type { Invocation } from "./command.ts";

/** The secrets files a command is about, with the rules for them. */
export interface Chosen {
  readonly root: string;
  readonly rules: readonly CreationRule[] | undefined;
  /** Why there are no rules although there is a .sops.yaml. */
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly SecretsFile[];
}

/** The repository's secrets files; with `-e` those of the named environments, each of which must have one. */
export function chooseFiles({ cwd, file, environments }: Invocation): Result<Chosen> {
  const found = findHelmfile(cwd, file);
  if (!found.ok) return found;
  const { root } = found.value;
  const read = readRules(root);
  const rules = read.ok ? read.value : undefined;
  const all = secretsFiles(root, rules ?? []);
  const known = [...new Set(all.map((one) => one.environment))];
  const unknown = environments.find((one) => !known.includes(one));
  if (unknown !== undefined) {
    const help = known.length > 0 ? `there are some for: ${known.join(", ")}` : "there are none at all";
    return fail([diagnostic("CR001", `there is no secrets file of \`${unknown}\``, { help })]);
  }
  const files = all.filter((one) => environments.length === 0 || environments.includes(one.environment));
  return ok({ root, rules, diagnostics: read.ok ? [] : read.error, files });
}
