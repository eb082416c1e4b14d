import { createPrivateKey, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import type { JsonObject } from "../../scripts/core/json.ts";
import { restricted } from "./charts.ts";
import { insist } from "./check.ts";
import { type Stage, until } from "./stage.ts";

const port = 10250;
/** Where a ClusterIssuer's Secrets lie, which the release's chart expects too. */
export const certManagerNamespace = "cert-manager";

/** Starts cert-manager's controller and webhook and returns when an object of its kinds is admitted. */
export async function startCertManager(stage: Stage): Promise<void> {
  await stage.apply([restricted(certManagerNamespace)]);
  await stage.start("cert-manager", [
    "webhook",
    ...[`--kubeconfig=${stage.kubeconfig}`, `--secure-port=${port}`, "--healthz-port=10260"],
    ...[`--dynamic-serving-ca-secret-namespace=${certManagerNamespace}`],
    ...["--dynamic-serving-ca-secret-name=cert-manager-webhook-ca", "--dynamic-serving-dns-names=localhost"],
    "--metrics-listen-address=0",
  ]);
  const caBundle = await until("cert-manager's webhook makes its CA", async () => {
    const where = ["-n", certManagerNamespace, "get", "secret", "cert-manager-webhook-ca"];
    const ran = await stage.kubectl([...where, "-o", "jsonpath={.data.tls\\.crt}"]);
    return ran.code === 0 && ran.stdout !== "" ? ran.stdout : undefined;
  });
  await stage.apply(["validate", "mutate"].map((path) => webhookConfiguration(path, caBundle)));
  await stage.start("cert-manager", ["controller", `--kubeconfig=${stage.kubeconfig}`]);
  const issuer = { apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer", metadata: { name: "first" } };
  await until("cert-manager's webhook answers", async () => {
    const ran = await stage.kubectl(
      ["apply", "--dry-run=server", "-f", "-"],
      JSON.stringify({ ...issuer, spec: { selfSigned: {} } }),
    );
    return ran.code === 0 ? true : undefined;
  });
}

/** Both kinds are needed: without the mutating one a request has no requester and is never approved. */
function webhookConfiguration(path: string, caBundle: string): JsonObject {
  const kind = path === "validate" ? "ValidatingWebhookConfiguration" : "MutatingWebhookConfiguration";
  const all = { apiVersions: ["v1"], operations: ["CREATE", "UPDATE"] };
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind,
    metadata: { name: "cert-manager-webhook" },
    webhooks: [
      {
        name: "webhook.cert-manager.io",
        clientConfig: { url: `https://localhost:${port}/${path}`, caBundle },
        rules: [{ ...all, apiGroups: ["cert-manager.io", "acme.cert-manager.io"], resources: ["*/*"] }],
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
      },
    ],
  };
}

/** A ClusterIssuer of this name that signs with a CA of its own; the CA's certificate is in the Secret `<name>-ca`. */
export function localIssuer(name: string): JsonObject[] {
  const issuer = { apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer" };
  const ca = `${name}-ca`;
  return [
    { ...issuer, metadata: { name: `${name}-self-signed` }, spec: { selfSigned: {} } },
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: ca, namespace: certManagerNamespace },
      spec: {
        isCA: true,
        commonName: ca,
        secretName: ca,
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
        issuerRef: { kind: "ClusterIssuer", name: `${name}-self-signed` },
      },
    },
    { ...issuer, metadata: { name }, spec: { ca: { secretName: ca } } },
  ];
}

export interface Issued {
  readonly certificate: X509Certificate;
  /** PEM texts. */
  readonly chain: string;
  readonly ca: string;
  readonly key: string;
}

/**
 * Waits for the Secret of a certificate and holds that it is what a browser would take: signed by the CA that its
 * issuer's Secret has, for each of these hosts, with the key that lies beside it.
 */
export async function issued(
  stage: Stage,
  where: { readonly namespace: string; readonly secret: string; readonly hosts: readonly string[] },
  authority: { readonly namespace: string; readonly secret: string },
): Promise<Issued> {
  const [chain, key] = (await Promise.all([
    secretKey(stage, where, "tls.crt"),
    secretKey(stage, where, "tls.key"),
  ])) as [string, string];
  const ca = await secretKey(stage, authority, "tls.crt");
  const certificate = new X509Certificate(chain);
  insist(certificate.checkPrivateKey(createPrivateKey(key)), `${where.secret}: its key is another one's`);
  const [caFile, file] = ["ca", "leaf"].map((name) => path.join(stage.folder, `${where.secret}-${name}.pem`));
  writeFileSync(caFile as string, ca);
  writeFileSync(file as string, chain);
  for (const host of where.hosts) {
    const name = host.replace(/^\*/, "one");
    const args = [
      "verify",
      "-CAfile",
      caFile,
      "-purpose",
      "sslserver",
      "-verify_hostname",
      name,
      file,
    ] as string[];
    const ran = await run("openssl", args);
    insist(ran.code === 0, `${where.secret} does not verify for ${name}`, ran.stdout + ran.stderr);
  }
  const other = ["verify", "-CAfile", caFile, "-verify_hostname", "other.example.net", file] as string[];
  const foreign = await run("openssl", other);
  insist(foreign.code !== 0, `${where.secret} verifies for any host`);
  return { certificate, chain, ca, key };
}

async function secretKey(
  stage: Stage,
  { namespace, secret }: { readonly namespace: string; readonly secret: string },
  name: string,
): Promise<string> {
  const data = await until(`Secret ${secret} is issued`, async () => {
    const at = `jsonpath={.data.${name.replaceAll(".", "\\.")}}`;
    const ran = await stage.kubectl(["-n", namespace, "get", "secret", secret, "-o", at]);
    return ran.code === 0 && ran.stdout !== "" ? ran.stdout : undefined;
  });
  return Buffer.from(data, "base64").toString("utf8");
}
