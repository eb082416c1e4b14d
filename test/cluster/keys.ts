import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nodeAddress } from "./machine.ts";

/** Who talks to the API server: the file's name, and the user and group that it is known as. */
const clients: Readonly<Record<string, string>> = {
  admin: "/O=system:masters/CN=admin",
  "controller-manager": "/CN=system:kube-controller-manager",
  scheduler: "/CN=system:kube-scheduler",
  "kube-proxy": "/CN=system:kube-proxy",
  kubelet: "/O=system:nodes/CN=system:node:node",
};

const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2"];

/** The folder of keys, certificates and kubeconfigs (`<name>.kubeconfig`) of a cluster, made with openssl. */
export function makeKeys(directory: string): string {
  const folder = path.join(directory, "keys");
  mkdirSync(folder, { mode: 0o700 });
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  openssl("req", "-x509", ...EC, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=cluster");
  const sign = (name: string, subject: string, names: string) =>
    openssl(
      ...["req", "-x509", ...EC, "-CA", "ca.crt", "-CAkey", "ca.key", "-subj", subject],
      ...["-keyout", `${name}.key`, "-out", `${name}.crt`, "-addext", `subjectAltName=${names}`],
      ...[
        "-addext",
        "extendedKeyUsage=clientAuth,serverAuth",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
      ],
    );
  const inCluster = ["", ".default", ".default.svc", ".default.svc.cluster.local"].map(
    (one) => `DNS:kubernetes${one}`,
  );
  const addresses = `IP:${nodeAddress},IP:10.96.0.1,IP:127.0.0.1`;
  sign("apiserver", "/CN=kube-apiserver", [...inCluster, addresses].join(","));
  for (const [name, subject] of Object.entries(clients)) {
    sign(name, subject, `DNS:node,IP:${nodeAddress}`);
    writeFileSync(path.join(folder, `${name}.kubeconfig`), kubeconfig(folder, name), { mode: 0o600 });
  }
  openssl("genrsa", "-out", "accounts.key", "2048");
  openssl("rsa", "-in", "accounts.key", "-pubout", "-out", "accounts.pub");
  return folder;
}

/** The context's name is also the cluster's and the user's. */
export const context = "chartroom-real";

function kubeconfig(folder: string, name: string): string {
  const file = (one: string) => readFileSync(path.join(folder, one)).toString("base64");
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    clusters: [
      {
        name: context,
        cluster: {
          server: `https://${nodeAddress}:6443`,
          "certificate-authority-data": file("ca.crt"),
        },
      },
    ],
    users: [
      {
        name: context,
        user: {
          "client-certificate-data": file(`${name}.crt`),
          "client-key-data": file(`${name}.key`),
        },
      },
    ],
  });
}
