import { parse } from "yaml";
import { goPattern } from "../core/go-pattern.ts";
import { isObject, type Json, type JsonObject, type ValuePath } from "../core/json.ts";
import { Recent } from "../core/recent.ts";
import { nameOf } from "./rules.ts";

/** What a file's own `sops` block says; readable without a key. */
export interface SopsMetadata {
  readonly recipients: readonly string[];
  /** Whether sops would encrypt the value at this path; undefined where only sops itself can tell. */
  readonly encrypts: (path: ValuePath) => boolean | undefined;
}

const keyLists = ["age", "pgp", "kms", "gcp_kms", "hckms", "azure_kv"];

interface Read {
  readonly metadata: SopsMetadata | undefined;
}

/** A file of secrets is asked about where it is opened and where it is judged. */
const recent = new Recent<Read>(512 * 1024);

/** Reads the `sops` block of a file's text; undefined where there is none that holds. */
export function readMetadata(text: string): SopsMetadata | undefined {
  return recent.get(text, () => ({ metadata: read(text) })).metadata;
}

function read(text: string): SopsMetadata | undefined {
  let whole: Json;
  try {
    whole = parse(text, { logLevel: "silent", uniqueKeys: false }) as Json;
  } catch {
    return undefined;
  }
  const block = isObject(whole) && isObject(whole.sops) ? whole.sops : undefined;
  if (!block || typeof block.mac !== "string") return undefined;
  return { recipients: recipientsOf(block), encrypts: (path) => encrypts(block, path) };
}

function recipientsOf(block: JsonObject): string[] {
  const groups = Array.isArray(block.key_groups) ? block.key_groups.filter(isObject) : [];
  const names = [block, ...groups].flatMap((holder) => [
    ...keyLists.flatMap((field) => (Array.isArray(holder[field]) ? holder[field].flatMap(nameOf) : [])),
    ...vaults(holder),
  ]);
  return [...new Set(names)];
}

function vaults(holder: JsonObject): string[] {
  return (Array.isArray(holder.hc_vault) ? holder.hc_vault : [])
    .filter(isObject)
    .map((one) => `${one.vault_address}/v1/${one.engine_path}/keys/${one.key_name}`);
}

/** sops' own rule: at most one of these is set, and a matching key speaks for everything below it. */
function encrypts(block: JsonObject, path: ValuePath): boolean | undefined {
  if (block.encrypted_comment_regex || block.unencrypted_comment_regex) return undefined;
  const keys = path.filter((step) => typeof step === "string");
  const some = (test: (key: string) => boolean) => keys.some(test);
  if (typeof block.encrypted_regex === "string" && block.encrypted_regex !== "") {
    const pattern = goPattern(block.encrypted_regex);
    return pattern && some((key) => pattern.test(key));
  }
  if (typeof block.unencrypted_regex === "string" && block.unencrypted_regex !== "") {
    const pattern = goPattern(block.unencrypted_regex);
    return pattern && !some((key) => pattern.test(key));
  }
  if (typeof block.encrypted_suffix === "string" && block.encrypted_suffix !== "") {
    const suffix = block.encrypted_suffix;
    return some((key) => key.endsWith(suffix));
  }
  const suffix = typeof block.unencrypted_suffix === "string" ? block.unencrypted_suffix : "";
  return suffix === "" || !some((key) => key.endsWith(suffix));
}
