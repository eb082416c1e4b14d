import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere, writeWhole } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { demoKeyFile } from "./environment.ts";
import { secretsFiles } from "./files.ts";
import { noPublicKey, ownKey, publicHalf } from "./own-key.ts";
import { rotateSecrets } from "./rotate.ts";
import { readRules } from "./rules.ts";

/** What `secrets init` did: the new key's file and public half, and the files it opens now. */
export interface Initialised {
  readonly keyFile: string;
  readonly recipient: string;
  /** The key was not there before. */
  readonly made: boolean;
  readonly files: readonly string[];
}

/**
 * Makes an age key where there is none, puts it in place of the demo key into every rule of .sops.yaml but `local`'s,
 * and re-encrypts those environments' secrets with a new data key. Run again after an interruption it goes on with
 * the key that is there. The old values were public: they still have to be changed.
 */
export async function initSecrets(root: string, keyFile: string): Promise<Result<Initialised>> {
  const demo = publicHalf(path.join(root, demoKeyFile));
  const rules = readIfThere(path.join(root, ".sops.yaml"));
  if (demo === undefined || rules === undefined) {
    return fail([
      diagnostic("CR152", "there is no demo key to replace", {
        note: `${demoKeyFile} and .sops.yaml are both needed`,
      }),
    ]);
  }
  const key = await ownKey(keyFile);
  if (!key.ok) return key;
  const { made, recipient } = key.value;
  if (recipient === demo) return fail([noPublicKey(keyFile)]);
  writeWhole(path.join(root, ".sops.yaml"), replaceRecipient(rules, demo, recipient));

  const read = readRules(root);
  if (!read.ok) return read;
  const own = read.value ?? [];
  const files = secretsFiles(root, own).filter(({ environment }) => environment !== "local");
  // Both keys: the demo key opens what is not done yet, the new one what an interrupted run did.
  const keys = [path.join(root, demoKeyFile), keyFile].map((file) => readIfThere(file)).join("\n");
  for (const { file } of files) {
    const env = { SOPS_AGE_KEY: keys, SOPS_AGE_KEY_FILE: undefined };
    const rotated = await rotateSecrets(root, file, own, env);
    if (!rotated.ok) return rotated;
    if (rotated.value.recipients.includes(demo)) {
      return fail([refused("the demo key is still a recipient of", file)]);
    }
  }
  return ok({ keyFile, recipient, made, files: files.map(({ file }) => file) });
}

/** The demo recipient replaced in every rule but the one for `local`. */
function replaceRecipient(rules: string, demo: string, recipient: string): string {
  return rules
    .split(/^(?= *- )/m)
    .map((rule) => (/path_regex:.*\/local\//.test(rule) ? rule : rule.replaceAll(demo, recipient)))
    .join("");
}

function refused(what: string, file: string): Diagnostic {
  return diagnostic("CR152", `${what} ${file}`, { place: fileStart(file) });
}
