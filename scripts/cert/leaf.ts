import { createPrivateKey, X509Certificate } from "node:crypto";
import { statSync } from "node:fs";
import path from "node:path";
import { readIfThere } from "../core/files.ts";
import { asHost, sortedHosts } from "./host.ts";

/** A certificate is renewed when it has fewer days left. */
export const RENEW_DAYS = 30;
export const DAY_MS = 86_400_000;

/** Where a certificate and its key lie. */
export interface LeafFiles {
  readonly certificate: string;
  readonly key: string;
}

export function leafFiles(folder: string): LeafFiles {
  return {
    certificate: path.join(folder, "chartroom.pem"),
    key: path.join(folder, "chartroom-key.pem"),
  };
}

/** The hosts that a certificate names, as `asHost` writes them. */
export function hostsOf(certificate: X509Certificate): string[] {
  const names = (certificate.subjectAltName ?? "")
    .split(", ")
    .flatMap((one) => /^(?:DNS|IP Address):(.*)$/.exec(one)?.[1] ?? []);
  return sortedHosts(names.flatMap((one) => asHost(one) ?? []));
}

export function daysLeft(certificate: X509Certificate, now = Date.now()): number {
  return Math.floor((Date.parse(certificate.validTo) - now) / DAY_MS);
}

/**
 * Why a new certificate is due, undefined where the one that is there will do: its key fits, this authority signed it, it
 * names exactly these hosts, and it lasts.
 */
export function whyRenew(
  files: LeafFiles,
  hosts: readonly string[],
  authority: X509Certificate,
  now = Date.now(),
): string | undefined {
  const [text, key] = [readIfThere(files.certificate), readIfThere(files.key)];
  if (text === undefined || key === undefined) return "there was none";
  const certificate = certificateOf(text);
  if (!certificate || !fits(certificate, key)) return "the files that were there do not belong together";
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))
    return "another authority had signed it";
  const named = hostsOf(certificate);
  const wanted = sortedHosts(hosts);
  const more = wanted.filter((one) => !named.includes(one));
  const less = named.filter((one) => !wanted.includes(one));
  if (more.length + less.length > 0)
    return `other hosts: ${[...more.map((one) => `+${one}`), ...less.map((one) => `-${one}`)].join(" ")}`;
  const left = daysLeft(certificate, now);
  return left < RENEW_DAYS ? `it had ${left < 0 ? "run out" : `${left} days left`}` : undefined;
}

/** Whether somebody else could read the file. */
export function isOpenToOthers(file: string): boolean {
  return process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0;
}

export function certificateOf(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

function fits(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
