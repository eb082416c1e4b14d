import path from "node:path";
import type { Authority } from "../cert/authority.ts";
import { OWN_HOSTS } from "../cert/host.ts";
import { keyInGit } from "../cert/ignored.ts";
import { type Issued, issue, readHosts } from "../cert/issue.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { ok, type Result } from "../core/result.ts";
import type { CertWords } from "./cert-words.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { sayFindings, stop } from "./findings.ts";

/** Sees to a certificate for localhost, the hosts that were asked for and those that were found, and tells about it. */
export async function make(
  invocation: Invocation,
  { hosts, out, force }: CertWords,
  authority: Authority,
  found: readonly string[],
  folder: string,
): Promise<Result<Made>> {
  const { screen, cwd } = invocation;
  const all = readHosts([...OWN_HOSTS, ...hosts, ...found]);
  if (!all.ok) return all;
  const where = out === undefined ? folder : path.resolve(cwd, out);
  const issued = await issue(authority, where, all.value, force);
  if (!issued.ok) return issued;
  const { why, certificate, key, days } = issued.value;
  const show = (file: string) => {
    const near = path.relative(cwd, file);
    return near.startsWith("..") ? file : near;
  };
  const by = authority.kind === "mkcert" ? "mkcert's authority" : "the authority of this machine";
  if (why === undefined) screen.say(`${show(certificate)} will do for ${days} days: ${all.value.join(", ")}`);
  else {
    screen.say(`made ${show(certificate)} and ${show(key)}, signed by ${by} (${why})`);
    screen.say(`  hosts: ${all.value.join(", ")}`);
    screen.say(`  for ${days} days; run this again before`);
    screen.say(
      `  ${authority.made ? "the authority is new, and nobody trusts it" : "where it is not trusted"}: chartroom cert trust`,
    );
  }
  const diagnostics = await keyInGit(key);
  if (invocation.format === "pretty") sayFindings(invocation, diagnostics, cwd);
  return ok({ ...issued.value, diagnostics });
}

/** What was made as JSON, for `--format json`. */
export function asJson(issued: Made, { kind, file, made }: Authority, more: object = {}): string {
  const { certificate, key, hosts, why, days, diagnostics } = issued;
  return `${JSON.stringify({
    version: 1,
    certificate: { file: certificate, key, hosts, days, made: why ?? null, authority: { kind, file, made } },
    ...more,
    diagnostics: diagnostics.map(({ code, severity, message, help }) => ({ code, severity, message, help })),
  })}\n`;
}

/** A certificate with what is to be said of it. */
export interface Made extends Issued {
  readonly diagnostics: readonly Diagnostic[];
}

/** 3 where a program is missing or failed, 1 where a cluster was asked, else 2. */
export function refuse(invocation: Invocation, findings: readonly Diagnostic[], root?: string): ExitCode {
  if (findings.some(({ code }) => code === "CR730" || code === "CR731"))
    return stop(invocation, findings, 3, root);
  return stop(invocation, findings, findings.some(({ code }) => code === "CR732") ? 2 : 1, root);
}
