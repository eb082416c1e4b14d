import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { canonicalJson } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { findTool } from "../tools/find.ts";
import { decryptCopy, replaceFile, type Variables, type WorkCopy, workCopy } from "./copy.ts";
import { readMetadata } from "./metadata.ts";
import { refusal } from "./open.ts";
import { type CreationRule, noRule, ruleFor } from "./rules.ts";

/** Who can open a file after a rotation, and who no longer can. */
export interface Rotated {
  readonly file: string;
  readonly recipients: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * Encrypts a file again for exactly the recipients of its rule, with a new data key: whoever kept the old one opens
 * the old versions in the history, but not this one. The file is replaced in one step, and only when the new text has
 * those recipients and no others, no value of the old text, and the same content. So it can be run again at any time.
 */
export async function rotateSecrets(
  root: string,
  file: string,
  rules: readonly CreationRule[],
  keys?: Variables,
): Promise<Result<Rotated>> {
  const sops = await findTool("sops");
  if (!sops.ok) return sops;
  const rule = ruleFor(rules, file);
  if (!rule) return fail([noRule(file)]);
  const copy = workCopy(root, file, keys);
  try {
    return await rotateCopy(root, sops.value.path, copy, rule);
  } finally {
    copy.remove();
  }
}

async function rotateCopy(
  root: string,
  sops: string,
  copy: WorkCopy,
  rule: CreationRule,
): Promise<Result<Rotated>> {
  const { file, folder, env, original = "" } = copy;
  const old = readMetadata(original);
  if (!old) return fail([diagnostic("CR156", `${file} is not encrypted`, { place: fileStart(file) })]);
  const before = await decryptCopy(sops, copy);
  if (before.ran.code !== 0) return fail([refusal(root, file, before.ran)]);
  const updated = await run(sops, ["updatekeys", "--yes", `./${file}`], { cwd: folder, env });
  if (updated.code !== 0) return fail([refused(file, "sops could not change its recipients")]);
  const rotated = await run(sops, ["rotate", `./${file}`], { cwd: folder, env });
  if (rotated.code !== 0) return fail([refused(file, "sops could not give it a new data key")]);
  writeFileSync(path.join(folder, file), rotated.stdout, { mode: 0o600 });

  const now = readMetadata(rotated.stdout);
  const differ = now?.recipients.some((one) => !rule.recipients.includes(one)) ?? true;
  if (!now || differ) return fail([refused(file, "it would still open for others than .sops.yaml names")]);
  const kept = encryptedTexts(original).find((one) => rotated.stdout.includes(one));
  if (kept !== undefined) return fail([refused(file, "a value would still be under the old data key")]);
  // Whom the rotation removed itself can only be asked before: this key may be theirs.
  const after = await decryptCopy(sops, copy);
  const closed = after.ran.code === 128 && old.recipients.some((one) => !now.recipients.includes(one));
  if (!closed && canonicalJson(after.values ?? null) !== canonicalJson(before.values ?? null)) {
    return fail([refused(file, "it would not hold the same values")]);
  }
  const replaced = replaceFile(root, copy);
  if (replaced.length > 0) return fail(replaced);
  return ok({
    file,
    recipients: now.recipients,
    removed: old.recipients.filter((one) => !now.recipients.includes(one)),
    added: now.recipients.filter((one) => !old.recipients.includes(one)),
  });
}

/** The encrypted values of a text, each with the vector that is drawn anew for every encryption. */
function encryptedTexts(text: string): string[] {
  return text.match(/ENC\[AES256_GCM,[^\]]*\]/g) ?? [];
}

function refused(file: string, why: string): Diagnostic {
  return diagnostic("CR160", `${file} is as it was: ${why}`, {
    place: fileStart(file),
    help: `sops updatekeys ${file} says more`,
  });
}
