import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { writeWhole } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Packaged } from "./package.ts";

/**
 * Writes helm's provenance file beside an archive: Chart.yaml and the archive's digest, signed by gpg with a key of the
 * user's keyring; `helm verify` and `helm install --verify` read it. helm's own `--sign` needs the keyring of an old gpg, and
 * would pack the archive anew. A passphrase is asked for by gpg's own agent. The error is CR832.
 */
export async function signPackage(
  { file, sha256, chartYaml }: Packaged,
  key: string,
): Promise<Result<string, Diagnostic[]>> {
  const text = `${chartYaml.trimEnd()}\n\n...\nfiles:\n  ${path.basename(file)}: sha256:${sha256}\n`;
  const args = ["--batch", "--local-user", key, "--digest-algo", "SHA512", "--clearsign", "--output", "-"];
  const ran = await run("gpg", args, { input: text });
  if (ran.missing || ran.code !== 0) {
    const why = ran.missing ? "gpg is not there" : (ran.stderr.trim().split("\n").at(-1) ?? "");
    return fail([
      diagnostic("CR832", `${path.basename(file)} cannot be signed: ${why}`, {
        help: "`gpg --list-secret-keys` names the keys that --sign takes",
      }),
    ]);
  }
  writeWhole(`${file}.prov`, ran.stdout);
  return ok(`${file}.prov`);
}
