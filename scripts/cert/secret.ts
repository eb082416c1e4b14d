import { readFileSync } from "node:fs";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type Json, valueAt } from "../core/json.ts";
import { quoted } from "../core/quoted.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import { kubectl, type Target } from "../helmfile/target.ts";
import type { Authority } from "./authority.ts";
import type { LeafFiles } from "./leaf.ts";

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** Contexts of clusters on this machine, as the programs that make them name them. */
const LOCAL =
  /^(?:minikube|docker-desktop|rancher-desktop|orbstack|colima(?:-.*)?|microk8s|(?:kind|k3d|kwok)-.+)$/;

/** Why a certificate of this machine is kept out of a cluster; empty where the cluster is one of this machine. */
export function refuseForeign(environment: string, context: string): Diagnostic[] {
  if (environment === "local" || LOCAL.test(context)) return [];
  return [
    diagnostic(
      "CR734",
      `the cluster of ${environment} (context ${context}) is not known to be on this machine`,
      {
        note: "nobody but you trusts the authority of this machine, and its key lies in your home",
        help: "have cert-manager make the certificates there",
      },
    ),
  ];
}

/** Whether the cluster has this very certificate in the Secret already. */
export async function hasSecret(
  target: Target,
  { namespace, name }: SecretName,
  files: LeafFiles,
): Promise<boolean> {
  const where = ["--context", target.context, "--namespace", namespace];
  const ran = await kubectl(
    [...where, "get", "secret", name, "--ignore-not-found", "--output", "json"],
    target.env,
  );
  if (ran.code !== 0 || ran.stdout.trim() === "") return false;
  const data = valueAt(JSON.parse(ran.stdout) as Json, ["data", "tls.crt"]);
  return data === readFileSync(files.certificate).toString("base64");
}

/**
 * Writes the Secret, through a pipe. Applied by the server, so that kubectl leaves no copy of the key in an annotation, and so
 * that a field which another manager owns is not taken from it.
 */
export async function applySecret(
  target: Target,
  { namespace, name }: SecretName,
  files: LeafFiles,
  authority: Authority,
): Promise<Result<void>> {
  const base64 = (file: string) => readFileSync(file).toString("base64");
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name, namespace, labels: { "app.kubernetes.io/managed-by": "chartroom-cert" } },
    data: {
      "ca.crt": base64(authority.file),
      "tls.crt": base64(files.certificate),
      "tls.key": base64(files.key),
    },
  };
  const apply = ["apply", "--server-side", "--field-manager", "chartroom-cert", "--filename", "-"];
  const ran = await kubectl(["--context", target.context, ...apply], target.env, JSON.stringify(secret));
  if (ran.code === 0) return ok(undefined);
  const said = taint.mask(ran.stderr).trim();
  return fail([
    diagnostic("CR735", `Secret ${namespace}/${name} was not written`, {
      note: said.split("\n")[0]?.replace(/^Error from server( \(\w+\))?: /, "") ?? "",
      help: /namespaces? "[^"]*" not found/.test(said)
        ? `the namespace comes with the first apply; or: kubectl create namespace ${namespace}`
        : "remove the Secret, or have its manager make the certificate",
    }),
  ]);
}

/** The words that write the same Secret by hand; the key is named by its file. */
export function kubectlWords({ namespace, name }: SecretName, { certificate, key }: LeafFiles): string {
  return `kubectl -n ${namespace} create secret tls ${name} --cert=${quoted(certificate)} --key=${quoted(key)}`;
}
