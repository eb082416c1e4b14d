import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import os from "node:os";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { writeWhole } from "../core/files.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import type { LeafFiles } from "./leaf.ts";

/** The root that signs: what it may do, and no more (RFC 5280, 4.2.1). */
const ROOT = `[req]
prompt = no
distinguished_name = name
x509_extensions = root
[name]
O = chartroom local authority
CN = chartroom ${`${os.userInfo().username}@${os.hostname()}`.replace(/[^\w.@-]/g, "").slice(0, 48)}
[root]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
`;

/** Makes a root that signs itself. The key is made by Node, reaches openssl as a private file, and is in no argument. */
export async function makeRoot(
  openssl: string,
  { certificate, key, days }: LeafFiles & { readonly days: number },
): Promise<Result<void>> {
  const work = workFolder();
  try {
    const text = newKey();
    write(work, { "root.cnf": ROOT, key: text });
    const args = [
      "req",
      "-x509",
      "-new",
      "-sha256",
      "-config",
      "root.cnf",
      "-key",
      "key",
      "-days",
      `${days}`,
    ];
    const ran = await run(openssl, [...args, "-set_serial", serial(), "-out", "root.pem"], { cwd: work });
    if (ran.code !== 0) return fail([failed(ran.stderr)]);
    writeWhole(key, text, 0o600);
    writeWhole(certificate, readFileSync(path.join(work, "root.pem")), 0o644);
    return ok(undefined);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export interface LeafRequest extends LeafFiles {
  readonly root: LeafFiles;
  /** As `asHost` writes them. */
  readonly hosts: readonly string[];
  readonly days: number;
}

/** Signs a certificate for servers that names these hosts. */
export async function signLeaf(
  openssl: string,
  { root, certificate, key, hosts, days }: LeafRequest,
): Promise<Result<void>> {
  const work = workFolder();
  try {
    const text = newKey();
    write(work, { "leaf.cnf": leafSettings(hosts), key: text });
    const asked = ["req", "-new", "-sha256", "-config", "leaf.cnf", "-key", "key", "-out", "request"];
    const request = await run(openssl, asked, { cwd: work });
    if (request.code !== 0) return fail([failed(request.stderr)]);
    const by = ["-CA", root.certificate, "-CAkey", root.key, "-set_serial", serial()];
    const what = ["-days", `${days}`, "-sha256", "-extfile", "leaf.cnf", "-extensions", "leaf"];
    const signing = ["x509", "-req", "-in", "request", ...by, ...what, "-out", "leaf.pem"];
    const signed = await run(openssl, signing, { cwd: work });
    if (signed.code !== 0) return fail([failed(signed.stderr)]);
    writeWhole(key, text, 0o600);
    writeWhole(certificate, readFileSync(path.join(work, "leaf.pem")), 0o644);
    return ok(undefined);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function leafSettings(hosts: readonly string[]): string {
  const names = hosts.map((host, at) => `${isIP(host) === 0 ? "DNS" : "IP"}.${at + 1} = ${host}`);
  return `[req]
prompt = no
distinguished_name = name
[name]
O = chartroom
CN = chartroom local certificate
[leaf]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = @hosts
[hosts]
${names.join("\n")}
`;
}

/** A new P-256 key, PKCS #8 in PEM; whatever is printed from here on does not show it. */
function newKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const text = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  taint.add(text);
  return text;
}

/** A positive number of at most 16 bytes, as X.509 wants it. */
function serial(): string {
  return `0x4${randomBytes(15).toString("hex")}`;
}

function workFolder(): string {
  return mkdtempSync(path.join(privateDirectory().path, "cert-"));
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
}

function failed(stderr: string): Diagnostic {
  const lines = taint.mask(stderr).trim().split("\n");
  const note = lines.find((one) => /error|unable|unknown/i.test(one)) ?? lines.at(-1) ?? "";
  return diagnostic("CR731", "openssl failed", {
    ...(note !== "" && { note }),
    help: "openssl 1.1.1 or later, or LibreSSL 3 or later, is needed; or install mkcert",
  });
}
