import { createHash } from "node:crypto";
import type { Finding } from "./findings.ts";

/** What a finding is known again by: no line, so that it survives what is written above it, and only masked text. */
export interface Signature {
  readonly code: string;
  /** Relative to the root; none where the finding has no place. */
  readonly file?: string;
  readonly message: string;
}

export function signatureOf({ code, place, message }: Finding): Signature {
  return { code, ...(place && { file: place.file }), message };
}

/** A text that is equal for equal signatures. */
export function signatureKey({ code, file, message }: Signature): string {
  return JSON.stringify([code, file ?? "", message]);
}

/**
 * A fingerprint for each finding, in their order: 32 hex digits of SHA-256 over code, file and masked message, and over
 * how many equal ones stand before it in the file.
 */
export function fingerprints(findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map((one) => {
    const key = signatureKey(signatureOf(one));
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash("sha256").update(`${key}${before}`).digest("hex").slice(0, 32);
  });
}
