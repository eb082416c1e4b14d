import { existsSync } from "node:fs";
import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { writeWhole } from "../core/files.ts";
import type { Json } from "../core/json.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { findTool } from "../tools/find.ts";
import { type OwnKey, ownKey } from "./own-key.ts";
import { noRule, readRules, ruleFor } from "./rules.ts";
import { rulesFile } from "./rules-file.ts";

/** What was made for the first secrets file of a repository. */
export interface Begun extends OwnKey {
  /** .sops.yaml was not there before. */
  readonly rules: boolean;
}

/**
 * Makes an encrypted values file that is not there yet, with the recipients that .sops.yaml names for it; where there is
 * no .sops.yaml, one is written that names the age key of `keyFile`. The values go to sops by pipe, and reach the disk
 * encrypted only.
 */
export async function beginSecrets(
  root: string,
  file: string,
  values: Json,
  keyFile: string,
): Promise<Result<Begun>> {
  const sops = await findTool("sops");
  if (!sops.ok) return sops;
  const config = path.join(root, rulesFile);
  const rules = !existsSync(config);
  const key: Result<OwnKey> = rules ? await ownKey(keyFile) : ok({ recipient: "", made: false });
  if (!key.ok) return key;
  if (rules) writeWhole(config, sopsConfig(key.value.recipient));
  const read = readRules(root);
  if (!read.ok) return read;
  if (!ruleFor(read.value ?? [], file)) return fail([noRule(file)]);
  const ran = await run(
    sops.value.path,
    ["encrypt", "--filename-override", file, "--input-type", "json", "--output-type", "yaml"],
    { cwd: root, env: { TMPDIR: privateDirectory().path }, input: JSON.stringify(values) },
  );
  if (ran.code !== 0) {
    return fail([
      diagnostic("CR152", `sops could not encrypt ${file} (exit code ${ran.code})`, {
        place: fileStart(file),
        help: "look at the keys that .sops.yaml names for it",
      }),
    ]);
  }
  writeWhole(path.join(root, file), ran.stdout);
  return ok({ ...key.value, rules });
}

function sopsConfig(recipient: string): string {
  return `# Who can open which secrets file. sops reads this when it makes a file; \`chartroom secrets rotate\` brings the files that
# are there in line with it. Add the public keys of others with commas: age: age1...,age1...
creation_rules:
  - path_regex: ^environments/[^/]+/secrets\\.yaml$
    age: ${recipient}
`;
}
