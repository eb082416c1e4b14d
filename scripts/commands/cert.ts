import path from "node:path";
import process from "node:process";
import { type Authority, configDirectory, findAuthority } from "../cert/authority.ts";
import { endpointLines, phoenixEndpoint } from "../cert/phoenix.ts";
import { trustWords } from "../cert/trust.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { runOnTerminal } from "../core/terminal.ts";
import { candidates } from "../tools/find.ts";
import { runAlone } from "./alone.ts";
import { asJson, make, refuse } from "./cert-make.ts";
import { readCertWords } from "./cert-words.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { ask } from "./confirm.ts";
import { stop } from "./findings.ts";

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
