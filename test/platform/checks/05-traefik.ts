import path from "node:path";
import process from "node:process";
import type { JsonObject } from "../../../scripts/core/json.ts";
import { at } from "../../charts/helm.ts";
import { type Edge, get, getByHttp2, plain, say } from "../browser.ts";
import { certManagerNamespace, issued, localIssuer, startCertManager } from "../cert-manager.ts";
import { applyRendering, render } from "../charts.ts";
import { type Check, insist } from "../check.ts";
import { type Stage, until } from "../stage.ts";

/** As Traefik's own chart has them. */
const ports = { http: 8000, https: 8443 };
const authority = "platform";

/** Classes that Traefik's own chart makes. */
const classes = [
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "GatewayClass",
    metadata: { name: "traefik" },
    spec: { controllerName: "traefik.io/gateway-controller" },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "traefik" },
    spec: { controller: "traefik.io/ingress-controller" },
  },
];

/**
 * Real Traefik, with certificates of real cert-manager, routes what a browser sends to the charts' pods. The pods are
 * simulated and their addresses are this machine's, where a stand-in listens.
 */
const check: Check = {
  parts: ["cert-manager", "traefik"],
  async run(stage) {
    await stage.apply(classes);
    await startCertManager(stage);
    await stage.apply(localIssuer(authority));
    const file = path.join(import.meta.dirname, "../stand-in.ts");
    stage.startProgram("stand-in", process.execPath, ["--import", import.meta.resolve("tsx"), file, "4000"]);
    const routed = await renderRouted();
    await startTraefik(
      stage,
      Object.values(routed).map(({ namespace }) => namespace),
    );
    const gateway = await throughGateway(stage, routed);
    const ingress = await throughIngress(stage, routed);
    return { note: `a stand-in answers for simulated pods; ${[...gateway, ...ingress].join(", ")}` };
  },
};
export default check;

/** charts/edge with its local CA, and charts/phoenix behind it and behind an Ingress: in HTTP/1.1 and in h2c. */
async function renderRouted() {
  const edge = await render("edge", "local-ca", ["gateway.allowedRoutes.from=All"]);
  const parent = { name: "edge", namespace: edge.namespace, sectionName: "https" };
  const parents = Object.entries(parent).map(([key, value]) => `httpRoute.parentRefs[0].${key}=${value}`);
  const issuer = `ingress.tls.issuer.name=${authority}`;
  return {
    edge,
    route: await render("phoenix", "httproute", [...parents, "host=app.localhost"]),
    routeH2c: await render("phoenix", "h2c", [...parents, "host=two.app.localhost"]),
    ingress: await render("phoenix", "ingress", [issuer]),
    ingressH2c: await render("phoenix", "h2c-traefik-ingress", [issuer, "host=two.example.com"]),
  };
}

type Routed = Awaited<ReturnType<typeof renderRouted>>;

/** It looks at these namespaces alone: other checks leave objects for the same hosts. */
async function startTraefik(stage: Stage, namespaces: readonly string[]): Promise<void> {
  const providers = ["kubernetesgateway", "kubernetesingress"].map((name) => `--providers.${name}`);
  await stage.start("traefik", [
    ...providers,
    ...providers.map((provider) => `${provider}.namespaces=${namespaces.join(",")}`),
    "--providers.kubernetesgateway.statusaddress.ip=192.0.2.10",
    "--providers.kubernetesingress.ingressendpoint.ip=192.0.2.10",
    `--entrypoints.web.address=127.0.0.1:${ports.http}`,
    `--entrypoints.websecure.address=127.0.0.1:${ports.https}`,
    "--entrypoints.websecure.http.tls=true",
    ...["--global.checknewversion=false", "--global.sendanonymoususage=false", "--log.level=INFO"],
  ]);
}

async function throughGateway(stage: Stage, { edge, route, routeH2c }: Routed): Promise<string[]> {
  for (const one of [edge, route, routeH2c]) await applyRendering(stage, one);
  const ca = edge.objects.find((one) => at(one, "spec.isCA") === true);
  const gateway = edge.objects.find(({ kind }) => kind === "Gateway");
  const listeners = at(gateway, "spec.listeners") as JsonObject[];
  const references = listeners.flatMap((one) => (at(one, "tls.certificateRefs") ?? []) as { name: string }[]);
  const { ca: pem } = await issued(
    stage,
    { namespace: edge.namespace, secret: String(references[0]?.name), hosts: ["app.localhost"] },
    { namespace: edge.namespace, secret: String(at(ca, "spec.secretName")) },
  );
  const browser: Edge = { ...ports, ca: pem };
  const one = await overHttp1(browser, "app.localhost");
  const two = await overHttp2(browser, "two.app.localhost");
  const { status, location } = await plain(browser, "app.localhost", "/a?b=c");
  insist(
    [301, 308].includes(status) && location === "https://app.localhost:8443/a?b=c",
    "HTTP is not redirected to HTTPS",
    `status ${status}, location ${location}`,
  );
  return [`Gateway: ${one}, ${two}, redirect`];
}

async function throughIngress(stage: Stage, { ingress, ingressH2c }: Routed): Promise<string[]> {
  for (const one of [ingress, ingressH2c]) await applyRendering(stage, one);
  const ca = { namespace: certManagerNamespace, secret: `${authority}-ca` };
  const secret = "phoenix-tls";
  const hosts = ["app.example.com", "www.example.com"];
  const first = await issued(stage, { namespace: ingress.namespace, secret, hosts }, ca);
  await issued(stage, { namespace: ingressH2c.namespace, secret, hosts: ["two.example.com"] }, ca);
  const browser: Edge = { ...ports, ca: first.ca };
  const one = await overHttp1(browser, "app.example.com");
  await overHttp1(browser, "www.example.com");
  const two = await overHttp2(browser, "two.example.com");
  return [`Ingress: ${one}, ${two}`];
}

/** A browser of either kind reaches a pod over HTTP/1.1, and a websocket works. */
async function overHttp1(browser: Edge, host: string): Promise<string> {
  await reached(browser, host);
  const answers = [await get(browser, host, "/page?a=b"), await getByHttp2(browser, host, "/page?a=b")];
  for (const { version, path, host: seen, proto, pod } of answers) {
    insist(version === "1.1" && path === "/page?a=b", `${host}: asked as ${version} ${path}`);
    insist(seen === host && proto === "https", `${host}: the pod sees ${proto}://${seen}`);
    insist(pod.startsWith("10.0."), `${host}: ${pod} is no pod's address`);
  }
  await saysBack(browser, host, "/live/websocket");
  return "HTTP/1.1 and a websocket";
}

/** The pods are spoken to in HTTP/2 without TLS, and websockets go their own way in HTTP/1.1. */
async function overHttp2(browser: Edge, host: string): Promise<string> {
  await reached(browser, host);
  for (const answer of [await get(browser, host, "/page"), await getByHttp2(browser, host, "/page")])
    insist(answer.version === "2.0", `${host}: the pod was asked in HTTP/${answer.version}`);
  await saysBack(browser, host, "/live/websocket");
  return "h2c and a websocket";
}

async function saysBack(browser: Edge, host: string, path: string): Promise<void> {
  const back = await say(browser, host, `${path}?vsn=2.0.0`, "ahoy");
  insist(back === `${path}?vsn=2.0.0 says ahoy`, `${host}: the websocket says ${back}`);
}

/** Routes and certificates reach Traefik by its watches; what is wrong after that is wrong. */
async function reached(browser: Edge, host: string): Promise<void> {
  let last = "";
  try {
    await until(`Traefik routes ${host}`, async () => {
      try {
        await get(browser, host, "/");
        return true;
      } catch (error) {
        last = (error as Error).message;
        return undefined;
      }
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}: ${last}`);
  }
}
