import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A certificate for 127.0.0.1 that signs itself. */
export interface ServerKeys {
  readonly certificate: string;
  readonly key: string;
  /** For a webhook's `caBundle`. */
  readonly bundle: string;
}

export function makeServerKeys(folder: string): ServerKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [certificate, key] = ["tls.crt", "tls.key"].map((name) => path.join(folder, name)) as [
    string,
    string,
  ];
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2"],
      ...["-subj", "/CN=webhook", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
      ...["-keyout", key, "-out", certificate],
    ],
    { stdio: "pipe" },
  );
  return { certificate, key, bundle: readFileSync(certificate).toString("base64") };
}
