import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere, writeWhole } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import type { Authority } from "./authority.ts";
import { asHost, sortedHosts } from "./host.ts";
import { certificateOf, daysLeft, isOpenToOthers, type LeafFiles, leafFiles, whyRenew } from "./leaf.ts";

/** A certificate that is there now. */
export interface Issued extends LeafFiles {
  readonly hosts: readonly string[];
  /** Why it was made, or undefined: the one that was there will do. */
  readonly why: string | undefined;
  /** Days until it runs out. */
  readonly days: number;
}

/** Hosts as they are written in a certificate; a finding for each word that is none. */
export function readHosts(words: readonly string[]): Result<string[]> {
  const wrong = words.filter((one) => asHost(one) === undefined);
  if (wrong.length > 0)
    return fail(
      wrong.map((one) =>
        diagnostic("CR732", `\`${one}\` is no name of a host`, {
          help: "as in shop.localhost, *.shop.localhost, 127.0.0.1, ::1: no scheme, no port, no path",
        }),
      ),
    );
  return ok(sortedHosts(words.map((one) => asHost(one) as string)));
}

/**
 * Sees to it that a folder has a good certificate for these hosts. Both files are replaced whole, the key is the owner's
 * alone, and what will do is left as it is.
 */
export async function issue(
  authority: Authority,
  folder: string,
  hosts: readonly string[],
  force = false,
): Promise<Result<Issued>> {
  const files = leafFiles(folder);
  const due = whyRenew(files, hosts, authority.certificate);
  const why = due ?? (force ? "--force" : undefined);
  if (why !== undefined) {
    const signed = await sign(authority, files, hosts);
    if (!signed.ok) return signed;
  }
  taint.add(readIfThere(files.key) ?? "");
  if (isOpenToOthers(files.key)) chmodSync(files.key, 0o600);
  const certificate = certificateOf(readIfThere(files.certificate) ?? "");
  return ok({ ...files, hosts, why, days: certificate ? daysLeft(certificate) : 0 });
}

async function sign(authority: Authority, files: LeafFiles, hosts: readonly string[]): Promise<Result<void>> {
  const work = mkdtempSync(path.join(privateDirectory().path, "leaf-"));
  try {
    const made = leafFiles(work);
    const signed = await authority.sign(hosts, made.certificate, made.key);
    if (!signed.ok) return signed;
    const wrong = whyRenew(made, hosts, authority.certificate);
    if (wrong !== undefined) return fail([unlike(authority, wrong)]);
    const key = readFileSync(made.key, "utf8");
    taint.add(key);
    mkdirSync(path.dirname(files.key), { recursive: true });
    writeWhole(files.key, key, 0o600);
    writeWhole(files.certificate, readFileSync(made.certificate), 0o644);
    return ok(undefined);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function unlike({ kind }: Authority, why: string): Diagnostic {
  return diagnostic(
    "CR731",
    `${kind === "mkcert" ? "mkcert" : "openssl"} made another certificate than it was asked for`,
    {
      note: why,
    },
  );
}
