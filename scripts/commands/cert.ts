import path from "node:path";
import process from "node:process";
import { type Authority, configDirectory, findAuthority } from "../cert/authority.ts";
import { OWN_HOSTS } from "../cert/host.ts";
import { keyInGit } from "../cert/ignored.ts";
import { type Issued, issue, readHosts } from "../cert/issue.ts";
import { endpointLines, phoenixEndpoint } from "../cert/phoenix.ts";
import { trustWords } from "../cert/trust.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { ok, type Result } from "../core/result.ts";
import { runOnTerminal } from "../core/terminal.ts";
import { candidates } from "../tools/find.ts";
import { runAlone } from "./alone.ts";
import { type CertWords, readCertWords } from "./cert-words.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { ask } from "./confirm.ts";
import { sayFindings, stop } from "./findings.ts";

export const command: Command = {
  name: "cert",
  async run(invocation) {
    const words = readCertWords(invocation);
    if (!words.ok) return stop(invocation, words.error, 2);
    const { trust, environment, ca } = words.value;
    if (!trust && environment !== undefined)
      return (await import("./cert-environment.ts")).run(invocation, words.value, environment);
    const authority = await findAuthority(ca);
    if (!authority.ok) return refuse(invocation, authority.error);
    if (trust) return showTrust(invocation, authority.value);
    const project = await phoenixEndpoint(invocation.cwd);
    const folder = project?.folder ?? configDirectory("certificates", "localhost");
    const issued = await make(invocation, words.value, authority.value, [], folder);
    if (isInterrupted()) return 130;
    if (!issued.ok) return refuse(invocation, issued.error);
    if (invocation.format !== "pretty") invocation.screen.data(asJson(issued.value, authority.value));
    else if (project) {
      if (issued.value.certificate.startsWith(project.folder + path.sep)) {
        invocation.screen.say("for config/dev.exs, where `mix phx.server` is to serve HTTPS:");
        invocation.screen.data(endpointLines(project, words.value.port));
      } else invocation.screen.say(`for config/dev.exs: certfile and keyfile are the files named above`);
    } else invocation.screen.data(`${issued.value.certificate}\n${issued.value.key}\n`);
    return 0;
  },
};

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

async function showTrust(invocation: Invocation, authority: Authority): Promise<ExitCode> {
  const { screen } = invocation;
  screen.say(`the authority is ${authority.file}; only trust it on this machine`);
  screen.data(trustWords(authority, process.platform));
  const [mkcert] = authority.kind === "mkcert" ? candidates("mkcert") : [];
  if (mkcert === undefined) return 0;
  const answer = await ask(
    invocation,
    "run `mkcert -install`, which adds it to the trust stores of this machine?",
  );
  if (answer !== "yes") return answer === "no" ? 1 : 0;
  return (await runOnTerminal(mkcert, ["-install"])) === 0 ? 0 : 3;
}

runAlone(command, import.meta.url);
