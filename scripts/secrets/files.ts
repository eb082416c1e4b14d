import { readdirSync } from "node:fs";
import path from "node:path";
import { isDirectory, readIfThere } from "../core/files.ts";
import { type CreationRule, ruleFor } from "./rules.ts";

/** A secrets file, relative to the root, and the environment its path names. */
export interface SecretsFile {
  readonly file: string;
  readonly environment: string;
}

/**
 * The secrets files of a repository, sorted: those that hold a `sops` block, those that a creation rule with a path is
 * for, and those that are called so (`secrets.yaml`, `production-secrets.yaml`). Charts, templates, hidden folders and
 * node_modules are passed over; where there is a folder `environments`, only that one is looked through.
 */
export function secretsFiles(root: string, rules: readonly CreationRule[]): SecretsFile[] {
  const start = isDirectory(path.join(root, "environments")) ? "environments" : "";
  const named = rules.filter((rule) => rule.pathRegex !== undefined);
  return walk(root, start)
    .filter(
      (file) =>
        /(^|[./_-])secrets?([._-][^/]*)?\.(ya?ml|json)$/i.test(file) ||
        isMeant(named, file) ||
        /^(sops:| *"sops":)/m.test(readIfThere(path.join(root, file)) ?? ""),
    )
    .sort()
    .map((file) => ({ file, environment: environmentOf(file) }));
}

/** True for a file that a rule of .sops.yaml singles out, and that is no file like any other of its folder. */
export function isMeantSecret(rules: readonly CreationRule[], file: string): boolean {
  return isMeant(
    rules.filter((rule) => rule.pathRegex !== undefined),
    file,
  );
}

/** A rule that is also for any other file of the folder says nothing about this one. */
function isMeant(rules: readonly CreationRule[], file: string): boolean {
  const other = path.posix.join(path.posix.dirname(file), `other-file${path.extname(file)}`);
  return ruleFor(rules, file) !== undefined && ruleFor(rules, other) === undefined;
}

/** `environments/NAME/...` names it; elsewhere the file's folder, or its own name without `secrets`. */
export function environmentOf(file: string): string {
  const parts = file.split("/");
  if (parts[0] === "environments" && parts.length > 2) return parts[1] as string;
  const own = path.basename(file).replace(/\.(ya?ml|json)$/i, "");
  const rest = own.split(/[._-]/).filter((word) => !/^(secrets?|enc|sops)$/i.test(word));
  return rest.join("-") || (parts.at(-2) ?? "");
}

function walk(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const at = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return /^\.|^(node_modules|charts|templates)$/.test(entry.name) ? [] : walk(root, at);
    }
    return entry.isFile() && !entry.name.startsWith(".") && /\.(ya?ml|json)$/i.test(entry.name) ? [at] : [];
  });
}
