import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { lastWords } from "./helm-words.ts";
import type { Packaged } from "./package.ts";

/** Where archives go, as `helm push` takes it. */
export interface Registry {
  /** `oci://registry.example.com/charts`. */
  readonly url: string;
  /** Without TLS: for a registry on this machine. */
  readonly plainHttp: boolean;
}

/** Pushes an archive, and its provenance file where one lies beside it, with the real helm. The error is CR831. */
export async function pushPackage(
  helm: string,
  { file }: Packaged,
  { url, plainHttp }: Registry,
): Promise<Result<string, Diagnostic[]>> {
  const ran = await run(helm, ["push", file, url, ...(plainHttp ? ["--plain-http"] : [])]);
  const said = `${ran.stdout}\n${ran.stderr}`;
  const pushed = /^Pushed: (\S+)/m.exec(said)?.[1];
  const digest = /^Digest: (\S+)/m.exec(said)?.[1];
  if (ran.code === 0 && pushed !== undefined) return ok(`${pushed}@${digest}`);
  const why = lastWords(ran.stderr);
  return fail([
    diagnostic("CR831", `${path.basename(file)} was not pushed to ${url}: ${why}`, {
      help: "log in with `helm registry login`; --plain-http is for a registry without TLS",
    }),
  ]);
}
