import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/** What every certificate names beside the hosts that were asked for. */
export const OWN_HOSTS = ["localhost", "127.0.0.1", "::1"] as const;

const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const NAME = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);

/**
 * A host as a certificate names it: small letters, ASCII, an address in its short form; undefined where the word is none.
 * What comes out is safe in a configuration file and behind an option.
 */
export function asHost(word: string): string | undefined {
  const text = word.trim().toLowerCase();
  if (isIP(text) === 6) return new URL(`http://[${text}]`).hostname.slice(1, -1);
  if (isIP(text) === 4) return text;
  const [star, rest] = text.startsWith("*.") ? ["*.", text.slice(2)] : ["", text];
  const name = `${star}${domainToASCII(rest)}`;
  // The last label is no number: then it would be a broken address.
  return NAME.test(name) && name.length <= 253 && !/(?:^|\.)\d+$/.test(name) ? name : undefined;
}

/** Each host once, sorted: names first, then addresses. */
export function sortedHosts(hosts: readonly string[]): string[] {
  const rank = (host: string) => (isIP(host) === 0 ? 0 : 1);
  return [...new Set(hosts)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
