import type { JsonObject } from "../../../scripts/core/json.ts";
import { at, find } from "../../charts/helm.ts";
import { certManagerNamespace, issued, localIssuer, startCertManager } from "../cert-manager.ts";
import { applyRendering, render } from "../charts.ts";
import { type Check, insist } from "../check.ts";
import type { Stage } from "../stage.ts";

/** Issuing by an authority of the cluster's own needs nobody outside; what ACME's servers would say cannot be had here. */
const byCa = ["issuer.type=ca"];
const ingressIssuer = "platform";

/** Real cert-manager issues what the Gateway and the Ingress ask for, and a browser that knows the CA takes it. */
const check: Check = {
  parts: ["cert-manager"],
  async run(stage) {
    await startCertManager(stage);
    const asked = [
      ...(await forGateway(stage, "local-ca", [])),
      ...(await forGateway(stage, "per-host", byCa)),
      ...(await forGateway(stage, "annotation", byCa)),
      ...(await forGateway(stage, "wildcard-dns01", [...byCa, "issuer.name=edge-wildcard"])),
      ...(await forIngress(stage)),
    ];
    await refusesPlanted(stage);
    return { note: `issued by the local CA: ${asked.join(", ")}` };
  },
};
export default check;

/** The Secrets that the Gateway's listeners name, each for the hosts of its own listener or for all of the redirect's. */
async function forGateway(stage: Stage, scenario: string, changes: readonly string[]): Promise<string[]> {
  const edge = await render("edge", scenario, changes);
  await applyRendering(stage, edge);
  const authority = edge.objects.find((one) => at(one, "spec.isCA") === true);
  insist(authority !== undefined, `edge ${scenario} has no CA`);
  const ca = {
    namespace: String(at(authority, "metadata.namespace")),
    secret: String(at(authority, "spec.secretName")),
  };
  const gateway = edge.objects.find(({ kind }) => kind === "Gateway");
  const redirect = edge.objects.find(({ kind }) => kind === "HTTPRoute");
  const listeners = (at(gateway, "spec.listeners") as JsonObject[]).filter(
    ({ protocol }) => protocol === "HTTPS",
  );
  const all = at(redirect, "spec.hostnames") as string[];
  for (const listener of listeners) {
    const references = at(listener, "tls.certificateRefs") as { name: string }[];
    const hosts = typeof listener.hostname === "string" ? [listener.hostname] : all;
    for (const { name } of references)
      await issued(stage, { namespace: edge.namespace, secret: name, hosts }, ca);
  }
  return [
    `Gateway (${scenario}, ${listeners.length === 1 ? "one listener" : `${listeners.length} listeners`})`,
  ];
}

/** The Ingress names an issuer in its annotation; one that signs with a local CA stands in for it. */
async function forIngress(stage: Stage): Promise<string[]> {
  await stage.apply(localIssuer(ingressIssuer));
  const app = await render("phoenix", "ingress", [`ingress.tls.issuer.name=${ingressIssuer}`]);
  await applyRendering(stage, app);
  const ingress = find(app.objects, "Ingress/phoenix");
  const ca = { namespace: certManagerNamespace, secret: `${ingressIssuer}-ca` };
  for (const { secretName, hosts } of at(ingress, "spec.tls") as { secretName: string; hosts: string[] }[])
    await issued(stage, { namespace: app.namespace, secret: secretName, hosts }, ca);
  return ["Ingress"];
}

/** The webhook is asked: it refuses what no schema could. */
async function refusesPlanted(stage: Stage): Promise<void> {
  const planted = {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "planted", namespace: certManagerNamespace },
    spec: {
      secretName: "planted",
      issuerRef: { name: "any" },
      duration: "1h",
      renewBefore: "2h",
      dnsNames: ["a.example"],
    },
  };
  const ran = await stage.kubectl(["apply", "--dry-run=server", "-f", "-"], JSON.stringify(planted));
  insist(
    ran.code !== 0 && ran.stderr.includes("webhook.cert-manager.io"),
    "a certificate that is renewed before it is made was taken",
    ran.stderr,
  );
}
