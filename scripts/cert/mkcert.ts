import { rmSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { isFile } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";

/** mkcert's root certificate; mkcert makes it with the first certificate it signs, and installs it nowhere by that. */
export async function mkcertRoot(mkcert: string): Promise<Result<{ file: string; made: boolean }>> {
  const asked = await run(mkcert, ["-CAROOT"]);
  const folder = asked.stdout.trim();
  if (asked.code !== 0 || folder === "") return fail([failed(asked.stderr)]);
  const file = path.join(folder, "rootCA.pem");
  if (isFile(file)) return ok({ file, made: false });
  const [certificate, key] = ["first.pem", "first-key.pem"].map((one) =>
    path.join(privateDirectory().path, one),
  ) as [string, string];
  const made = await mkcertSign(mkcert, ["localhost"], certificate, key);
  for (const one of [certificate, key]) rmSync(one, { force: true });
  if (!made.ok) return made;
  return isFile(file) ? ok({ file, made: true }) : fail([failed(`it made no ${file}`)]);
}

/** Lets mkcert sign; how long its certificates last is its own decision (2 years and 3 months). */
export async function mkcertSign(
  mkcert: string,
  hosts: readonly string[],
  certificate: string,
  key: string,
): Promise<Result<void>> {
  const ran = await run(mkcert, ["-ecdsa", "-cert-file", certificate, "-key-file", key, ...hosts]);
  return ran.code === 0 ? ok(undefined) : fail([failed(ran.stderr)]);
}

function failed(stderr: string): Diagnostic {
  const note = taint.mask(stderr).trim().split("\n").at(-1) ?? "";
  return diagnostic("CR731", "mkcert failed", {
    ...(note !== "" && { note }),
    help: "`chartroom cert --ca own` has openssl sign instead",
  });
}
