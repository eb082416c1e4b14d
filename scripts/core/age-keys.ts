import os from "node:os";
import path from "node:path";
import { readIfThere } from "./files.ts";

/** Other ways to a file's key than age: whether they still open it, only asking them tells. */
const OTHER_WAYS =
  /(?:^|[\s{,"'_])(?:pgp|kms|gcp_kms|hckms|azure_kv|hc_vault)(?:__|["']?[ \t]*:(?!\s*(?:\[\s*\]|null)))/m;

/** True for a text that sops has encrypted for age keys alone. */
export function isForAgeOnly(text: string): boolean {
  return !OTHER_WAYS.test(text);
}

/**
 * Everything that decides which age keys sops has, as sops 3.13 looks for them (age/keysource.go): two equal answers open
 * the same files. Undefined where that cannot be said: a program hands out the keys, or a plugin or a passphrase guards
 * them. `env` is what the child gets beside this process's own variables; relative paths count from `root`.
 */
export function ageKeys(
  root: string,
  env: Readonly<Record<string, string | undefined>> = {},
): string[] | undefined {
  const variables: Readonly<Record<string, string | undefined>> = { ...process.env, ...env };
  if (variables.SOPS_AGE_KEY_CMD || variables.SOPS_AGE_SSH_PRIVATE_KEY_CMD) return undefined;
  const files = [
    variables.SOPS_AGE_KEY_FILE,
    variables.SOPS_AGE_SSH_PRIVATE_KEY_FILE,
    path.join(configFolder(variables), "sops", "age", "keys.txt"),
    path.join(os.homedir(), ".ssh", "id_ed25519"),
    path.join(os.homedir(), ".ssh", "id_rsa"),
  ].map((file) => (file ? path.resolve(root, file) : ""));
  const texts = files.map((file) => (file === "" ? "" : (readIfThere(file) ?? "")));
  if (texts.some((text) => /AGE-PLUGIN-|BEGIN AGE ENCRYPTED/.test(text))) return undefined;
  const named = Object.entries(variables)
    .filter(([name, value]) => name.startsWith("SOPS_") && value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [...named, ...files, ...texts];
}

function configFolder(variables: Readonly<Record<string, string | undefined>>): string {
  if (variables.XDG_CONFIG_HOME) return variables.XDG_CONFIG_HOME;
  return process.platform === "darwin"
    ? path.join(os.homedir(), "Library", "Application Support")
    : path.join(os.homedir(), ".config");
}
