import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { ageKeys, isForAgeOnly } from "../core/age-keys.ts";
import type { Ran } from "../core/exec.ts";
import { keptByText } from "../core/kept.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import { toolIdentity } from "../engine/shared.ts";
import { findTool } from "../tools/find.ts";
import { secretEnvironment } from "./environment.ts";

const opening = new Map<string, Promise<Result<Ran>>>();

/**
 * What sops answers for a file, relative to the root. A file that several releases and stages read is opened once in a
 * process, as long as neither it nor the variables that name keys have changed; and not at all where sops has opened the
 * same bytes with the same age keys before.
 */
export function decryptFile(root: string, file: string): Promise<Result<Ran>> {
  const env = secretEnvironment(root);
  const keys = Object.entries({ ...process.env, ...env }).filter(([name]) =>
    /^(?:SOPS_|PATH$|HOME$|XDG_)/.test(name),
  );
  const stat = statSync(path.join(root, file), { throwIfNoEntry: false });
  const asked = JSON.stringify([root, file, stat?.mtimeMs, stat?.ctimeMs, stat?.size, stat?.ino, keys]);
  let answer = opening.get(asked);
  if (!answer) {
    answer = decrypt(root, file, env);
    opening.set(asked, answer);
  }
  return answer;
}

async function decrypt(root: string, file: string, env: Record<string, string>): Promise<Result<Ran>> {
  const sops = await findTool("sops");
  if (!sops.ok) return sops;
  const ask = () => {
    // `./` keeps a file whose name begins with a dash from being read as an option.
    const args = ["decrypt", "--output-type", "json", `./${file}`];
    return shell(sops.value.path, args, { cwd: root, env: { ...env, TMPDIR: privateDirectory().path } });
  };
  const keys = ageKeys(root, env);
  const text = textOf(root, file);
  if (!keys || text === undefined || !isForAgeOnly(text)) return ok(await ask());
  const content = JSON.stringify([toolIdentity(sops.value), keys, path.extname(file), text]);
  const isSame = ({ code }: Ran) => code === 0 && textOf(root, file) === text;
  return ok(await keptByText("chartroom decrypted", content, ask, isSame));
}

function textOf(root: string, file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch {
    return undefined; // sops says why
  }
}
