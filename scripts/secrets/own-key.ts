import { chmodSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { readIfThere } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { findTool } from "../tools/find.ts";

/** A person's age key: its public half, and whether it was made just now. */
export interface OwnKey {
  readonly recipient: string;
  readonly made: boolean;
}

/** The age key of that file, which only its owner can read; made by age-keygen where there is none. */
export async function ownKey(keyFile: string): Promise<Result<OwnKey>> {
  const made = !existsSync(keyFile);
  if (made) {
    const keygen = await findTool("age-keygen");
    if (!keygen.ok) return keygen;
    mkdirSync(path.dirname(keyFile), { recursive: true, mode: 0o700 });
    const ran = await run(keygen.value.path, ["-o", keyFile]);
    if (ran.code !== 0) return fail([refused("age-keygen could not write", keyFile)]);
    chmodSync(keyFile, 0o600);
  }
  const recipient = publicHalf(keyFile);
  return recipient === undefined ? fail([noPublicKey(keyFile)]) : ok({ recipient, made });
}

/** The public key that age-keygen writes above a key. */
export function publicHalf(file: string): string | undefined {
  return /^# public key: (age1[a-z0-9]+)$/m.exec(readIfThere(file) ?? "")?.[1];
}

export function noPublicKey(keyFile: string): Diagnostic {
  return refused("no public key of your own is named in", keyFile);
}

function refused(what: string, file: string): Diagnostic {
  return diagnostic("CR152", `${what} ${file}`, { place: fileStart(file) });
}
