import { parseArgs } from "node:util";
import { diagnostic } from "../core/diagnostic.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Invocation } from "./command.ts";

/** What `chartroom cert` was asked for; paths are as they were typed. */
export interface CertWords {
  /** `trust`: how the authority comes to be trusted, and nothing else. */
  readonly trust: boolean;
  /** Hosts beside those that are found. */
  readonly hosts: readonly string[];
  readonly environment: string | undefined;
  readonly out: string | undefined;
  /** Write the Secrets into the cluster. */
  readonly secret: boolean;
  readonly ca: "mkcert" | "own" | undefined;
  readonly port: number;
  readonly force: boolean;
}

/** Reads the words after `cert`; a wrong one is a CR001 finding. */
export function readCertWords({
  args,
  environments,
}: Pick<Invocation, "args" | "environments">): Result<CertWords> {
  const wrong = (message: string) => fail([diagnostic("CR001", message, { help: "chartroom help cert" })]);
  const [environment, ...more] = environments;
  if (more.length > 0) return wrong("cert takes one environment at a time");
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string" },
        secret: { type: "boolean", default: false },
        ca: { type: "string" },
        port: { type: "string", default: "4001" },
        force: { type: "boolean", default: false },
      },
    });
    const { out, secret, ca, port, force } = values;
    if (ca !== undefined && ca !== "mkcert" && ca !== "own") return wrong(`--ca is mkcert or own, not ${ca}`);
    if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65535)
      return wrong(`--port is a port, not \`${port}\``);
    if (secret && environment === undefined)
      return wrong("--secret needs an environment: chartroom -e local cert --secret");
    const trust = positionals[0] === "trust";
    if (trust && positionals.length > 1) return wrong("`cert trust` takes no further words");
    const hosts = trust ? [] : positionals;
    return ok({ trust, hosts, environment, out, secret, ca, port: Number(port), force });
  } catch (error) {
    return wrong((error as Error).message.split(". ")[0] as string);
  }
}
