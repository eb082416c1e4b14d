import os from "node:os";
import path from "node:path";
import { isFile } from "../core/files.ts";

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
 * Variables for every child that decrypts (sops, helmfile). Which key opens a file is sops' own business; only where
 * none is configured and the repository has a demo key is that one named.
 */
export function secretEnvironment(root: string): Record<string, string> {
  const demo = path.join(root, demoKeyFile);
  const configured = configuring.some((name) => process.env[name]) || isFile(defaultKeyFile());
  return configured || !isFile(demo) ? {} : { SOPS_AGE_KEY_FILE: demo };
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
