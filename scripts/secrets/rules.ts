import path from "node:path";
import { parse } from "yaml";
import { type Diagnostic, diagnostic, type Severity } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { isForbidden } from "../core/forbidden.ts";
import { type GoPattern, goPattern } from "../core/go-pattern.ts";
import { isObject, type Json, type JsonObject } from "../core/json.ts";
import { Recent } from "../core/recent.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart, makeSource, type Place, placeAt } from "../core/source.ts";
import { rulesFile } from "./rules-file.ts";

/** One creation rule of .sops.yaml: which files it is for, and who may open them. */
export interface CreationRule {
  /** Undefined: the rule is for every file. */
  readonly pathRegex: GoPattern | undefined;
  readonly recipients: readonly string[];
}

/** The creation rules in their order, or undefined where the repository has no .sops.yaml. */
export function readRules(root: string): Result<readonly CreationRule[] | undefined> {
  const file = path.join(root, rulesFile);
  const text = readIfThere(file);
  if (text === undefined && isForbidden(file))
    return fail([unreadable(fileStart(rulesFile), "the system does not let us")]);
  return text === undefined ? ok(undefined) : recent.get(text, () => rulesIn(text));
}

/** They are asked for with each values file. */
const recent = new Recent<Result<readonly CreationRule[]>>(64 * 1024);

function rulesIn(text: string): Result<readonly CreationRule[]> {
  let whole: Json;
  try {
    whole = parse(text) as Json;
  } catch {
    return fail([unreadable(fileStart(rulesFile), "it is not YAML")]);
  }
  const rules: CreationRule[] = [];
  const listed = isObject(whole) && Array.isArray(whole.creation_rules) ? whole.creation_rules : [];
  for (const rule of listed.filter(isObject)) {
    const pattern = typeof rule.path_regex === "string" ? rule.path_regex : undefined;
    const pathRegex = pattern === undefined ? undefined : goPattern(pattern);
    if (pattern !== undefined && pathRegex === undefined) {
      const at = text.indexOf(pattern as string);
      const place = placeAt(makeSource(rulesFile, text), at, at + (pattern as string).length);
      return fail([unreadable(at === -1 ? fileStart(rulesFile) : place, "a path_regex cannot be read")]);
    }
    rules.push({ pathRegex, recipients: recipientsOf(rule) });
  }
  return ok(rules);
}

/** The first rule for a file, as sops chooses it; `file` is relative to the folder of .sops.yaml. */
export function ruleFor(rules: readonly CreationRule[], file: string): CreationRule | undefined {
  return rules.find((rule) => rule.pathRegex === undefined || rule.pathRegex.test(file));
}

/** Said by what needs a rule; the check only warns. */
export function noRule(file: string, severity: Severity = "error"): Diagnostic {
  return diagnostic("CR155", `no rule of .sops.yaml is for ${file}`, {
    place: fileStart(file),
    severity,
    help: "add a creation rule whose path_regex fits the file, with its recipients",
  });
}

const keyFields = ["age", "pgp", "kms", "gcp_kms", "hckms", "azure_keyvault", "hc_vault_transit_uri"];

/** Whom a rule names, in its own fields or in its groups. A field is a list, or words between commas. */
function recipientsOf(rule: JsonObject): string[] {
  const groups = Array.isArray(rule.key_groups) ? rule.key_groups.filter(isObject) : [];
  return [rule, ...groups]
    .flatMap((holder) =>
      keyFields.flatMap((field) => {
        const value = holder[field];
        if (typeof value === "string") return value.split(",").map((one) => one.trim());
        return Array.isArray(value) ? value.flatMap(nameOf) : [];
      }),
    )
    .filter((one) => one !== "");
}

/** A recipient's name: plain, or the field that names a key in a service. */
export function nameOf(entry: Json): string[] {
  if (typeof entry === "string") return [entry.trim()];
  if (!isObject(entry)) return [];
  const vault = entry.vaultUrl ?? entry.vault_url;
  if (typeof vault === "string") {
    return [[vault, "keys", entry.key ?? entry.name, entry.version].filter(Boolean).join("/")];
  }
  const name = entry.recipient ?? entry.fp ?? entry.arn ?? entry.resource_id ?? entry.key_id;
  return typeof name === "string" ? [name] : [];
}

function unreadable(place: Place, why: string): Diagnostic {
  return diagnostic("CR154", `${rulesFile} cannot be read: ${why}`, { place });
}
