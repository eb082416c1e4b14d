import os from "node:os";
import path from "node:path";
import { isFile, readIfThere } from "../core/files.ts";

/** Where a repository keeps its public demo key, relative to the root. */
export const demoKeyFile = "environments/demo-age-key.txt";

const configuring = [
  "SOPS_AGE_KEY",
  "SOPS_AGE_KEY_FILE",
  "SOPS_AGE_KEY_CMD",
  "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
  "SOPS_AGE_SSH_PRIVATE_KEY_CMD",
];

/**
 * Variables for every child that decrypts (sops, helmfile). Which key opens a file is sops' own business; where the
 * repository has a demo key, that one is tried too, so that `local` still opens for a person with a key of their own.
 * A key that is named but not there leaves everything closed: somebody meant it so, or mistyped it.
 */
export function secretEnvironment(root: string): Record<string, string> {
  const demo = path.join(root, demoKeyFile);
  if (!isFile(demo)) return {};
  const own = configuredKey(root);
  if (own === undefined) return { SOPS_AGE_KEY_FILE: demo };
  if (!own.there) return {};
  return { SOPS_AGE_KEY: [process.env.SOPS_AGE_KEY, readIfThere(demo)].filter(Boolean).join("\n") };
}

/**
 * The key that somebody configured, described by where it comes from, and whether it is there. Undefined where sops
 * finds none but the demo key, which is nobody's own.
 */
export function configuredKey(root: string): { readonly from: string; readonly there: boolean } | undefined {
  const name = configuring.find((one) => process.env[one]);
  if (name === undefined) {
    const file = defaultKeyFile();
    return isFile(file) ? { from: `the key of ${file}`, there: true } : undefined;
  }
  if (!name.endsWith("_FILE")) return { from: `the key of ${name}`, there: true };
  const file = path.resolve(root, process.env[name] as string);
  if (file === path.join(root, demoKeyFile)) return undefined;
  return { from: `the key file ${file}, which ${name} names,`, there: isFile(file) };
}

/** sops' default key file: below XDG_CONFIG_HOME, else below the system's folder for configuration. */
export function defaultKeyFile(): string {
  const base =
    process.env.XDG_CONFIG_HOME ||
    (process.platform === "darwin"
      ? path.join(os.homedir(), "Library", "Application Support")
      : path.join(os.homedir(), ".config"));
  return path.join(base, "sops", "age", "keys.txt");
}
