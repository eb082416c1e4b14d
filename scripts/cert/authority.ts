import type { X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { candidates } from "../tools/find.ts";
import { certificateOf, daysLeft } from "./leaf.ts";
import { mkcertRoot, mkcertSign } from "./mkcert.ts";
import { makeRoot, signLeaf } from "./openssl.ts";

/** Days for which a root of ours signs, and those that it must have left for a whole leaf. */
export const ROOT_DAYS = 3650;
export const LEAF_DAYS = 397;

/** Who signs certificates on this machine. */
export interface Authority {
  readonly kind: "mkcert" | "own";
  /** The file that others are told to trust. */
  readonly file: string;
  readonly certificate: X509Certificate;
  /** It did not exist before, so nobody trusts it yet. */
  readonly made: boolean;
  /** Writes a certificate and its key, PEM, into an empty private folder. */
  sign(hosts: readonly string[], certificate: string, key: string): Promise<Result<void>>;
}

/** chartroom's settings of this user: XDG_CONFIG_HOME or ~/.config, then `chartroom`. */
export function configDirectory(...parts: string[]): string {
  const base = process.env.XDG_CONFIG_HOME || path.join(os.homedir(), ".config");
  return path.join(base, "chartroom", ...parts);
}

/** mkcert's authority where mkcert is on PATH, else our own, made by openssl at first use. */
export async function findAuthority(wanted?: "mkcert" | "own"): Promise<Result<Authority>> {
  const [mkcert] = wanted === "own" ? [] : candidates("mkcert");
  if (mkcert !== undefined) return mkcertAuthority(mkcert);
  const [openssl] = wanted === "mkcert" ? [] : candidates("openssl");
  return openssl === undefined ? fail([nobody(wanted)]) : ownAuthority(openssl);
}

async function mkcertAuthority(mkcert: string): Promise<Result<Authority>> {
  const root = await mkcertRoot(mkcert);
  if (!root.ok) return root;
  const { file, made } = root.value;
  const certificate = certificateOf(readIfThere(file) ?? "");
  if (!certificate) return fail([unreadable(file)]);
  return ok({
    kind: "mkcert",
    file,
    certificate,
    made,
    sign: (hosts, leaf, key) => mkcertSign(mkcert, hosts, leaf, key),
  });
}

async function ownAuthority(openssl: string): Promise<Result<Authority>> {
  const folder = configDirectory("ca");
  const [file, key] = [path.join(folder, "ca.pem"), path.join(folder, "ca-key.pem")];
  const before = certificateOf(readIfThere(file) ?? "");
  const lasts = before !== undefined && daysLeft(before) > LEAF_DAYS && readIfThere(key) !== undefined;
  if (!lasts) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const made = await makeRoot(openssl, { certificate: file, key, days: ROOT_DAYS });
    if (!made.ok) return made;
  }
  const certificate = lasts ? before : certificateOf(readIfThere(file) ?? "");
  if (!certificate) return fail([unreadable(file)]);
  return ok({
    kind: "own",
    file,
    certificate,
    made: !lasts,
    sign: (hosts, leaf, leafKey) =>
      signLeaf(openssl, {
        root: { certificate: file, key },
        certificate: leaf,
        key: leafKey,
        hosts,
        days: LEAF_DAYS,
      }),
  });
}

function nobody(wanted: string | undefined): Diagnostic {
  const what =
    wanted === undefined
      ? "neither mkcert nor openssl is"
      : `${wanted === "own" ? "openssl" : wanted} is not`;
  return diagnostic("CR730", `${what} on PATH, and one of them must sign`, {
    help: "install mkcert (https://github.com/FiloSottile/mkcert), or openssl 1.1.1 or later",
  });
}

function unreadable(file: string): Diagnostic {
  return diagnostic("CR731", `${file} is no certificate of an authority`, {
    help: "move the folder that it lies in away, then again: a new authority is made, which must be trusted anew",
  });
}
