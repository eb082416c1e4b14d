import type { JsonObject } from "../../../scripts/core/json.ts";
import { at } from "../../charts/helm.ts";
import { applyRendering, type Rendering, render, restricted } from "../charts.ts";
import { type Check, insist } from "../check.ts";
import type { Stage } from "../stage.ts";

/** What an installed load balancer would write into the status of Gateway, Ingress and Service. */
const address = "192.0.2.10";
/** Both prefixes that external-dns has had; which one a version reads by itself is a matter of its age. */
const prefixes = ["external-dns.alpha.kubernetes.io/", "external-dns.kubernetes.io/"];

/** Scenarios of the charts, and the records that they mean: name, type, target. */
const meant: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ["phoenix", "ingress", [], [`app.example.com A ${address}`, `www.example.com A ${address}`]],
  ["phoenix", "httproute", [], [`app.example.com A ${address}`]],
  ["phoenix", "h2c", [], [`app.example.com A ${address}`, `app.example.org A ${address}`]],
  ["phoenix", "h2c-traefik-ingress", [], ["app.example.com CNAME edge.example.com"]],
  ["phoenix", "tls-at-the-pod", [], [`app.example.com A ${address}`]],
  ["phoenix", "clustering", [], []],
  [
    "edge",
    "wildcard-dns01",
    [],
    ["*.example.com CNAME edge.example.net", "example.com CNAME edge.example.net"],
  ],
];

/**
 * Real external-dns with a provider that keeps records in memory says, for each scenario alone, exactly the records
 * that its chart means, whichever prefix of annotations it reads.
 */
const check: Check = {
  parts: ["external-dns"],
  async run(stage) {
    let count = 0;
    for (const [chart, scenario, changes, records] of meant) {
      const rendering = await render(chart, scenario, changes);
      await applyRendering(stage, rendering);
      await applyGateways(stage, rendering);
      await balance(stage, rendering);
      for (const prefix of prefixes) {
        const said = await recordsOf(stage, rendering.namespace, prefix);
        insist(
          JSON.stringify(said) === JSON.stringify([...records].sort()),
          `${chart} ${scenario} by ${prefix}: other records than meant`,
          `meant: ${records.join(", ")}\nsaid:  ${said.join(", ")}`,
        );
      }
      count += records.length;
    }
    return {
      note: `${count} records of ${meant.length} scenarios, by both prefixes; load balancers' addresses written by hand`,
    };
  },
};
export default check;

/** The Gateways that a route names and that another release brings. */
async function applyGateways(stage: Stage, { namespace, objects }: Rendering): Promise<void> {
  const own = objects.filter(({ kind }) => kind === "Gateway").map((one) => at(one, "metadata.name"));
  for (const parent of objects.flatMap(parentsOf).filter(({ name }) => !own.includes(name))) {
    const home = parent.namespace ?? namespace;
    const listener = { name: parent.sectionName ?? "https", port: 443, protocol: "HTTPS" };
    const tls = { mode: "Terminate", certificateRefs: [{ name: "any" }] };
    const allowedRoutes = { namespaces: { from: "All" } };
    await stage.apply([
      restricted(home),
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name: parent.name, namespace: home },
        spec: { gatewayClassName: "any", listeners: [{ ...listener, tls, allowedRoutes }] },
      },
    ]);
  }
}

interface Parent extends JsonObject {
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}

const parentsOf = (object: JsonObject): readonly Parent[] =>
  object.kind === "HTTPRoute" ? (at(object, "spec.parentRefs") as unknown as Parent[]) : [];

/** Writes what a gateway controller and a load balancer write once they have taken an object. */
async function balance(stage: Stage, { namespace, objects }: Rendering): Promise<void> {
  const now = new Date().toISOString();
  const accepted = {
    ...{ type: "Accepted", status: "True", reason: "Accepted", message: "" },
    lastTransitionTime: now,
  };
  for (const object of objects) {
    const name = String(at(object, "metadata.name"));
    const balanced = { loadBalancer: { ingress: [{ ip: address }] } };
    if (object.kind === "Ingress") await patch(stage, namespace, `ingress/${name}`, balanced);
    if (object.kind === "Service" && at(object, "spec.type") === "LoadBalancer")
      await patch(stage, namespace, `service/${name}`, balanced);
    for (const parent of parentsOf(object)) {
      const home = parent.namespace ?? namespace;
      const addresses = [{ type: "IPAddress", value: address }];
      await patch(stage, home, `gateway/${parent.name}`, { addresses });
      await patch(stage, namespace, `httproute/${name}`, {
        parents: [{ parentRef: parent, controllerName: "example.com/none", conditions: [accepted] }],
      });
    }
  }
}

function patch(stage: Stage, namespace: string, object: string, status: JsonObject): Promise<string> {
  const change = JSON.stringify({ status });
  return stage.ask(["-n", namespace, "patch", object, "--subresource=status", "--type=merge", "-p", change]);
}

/** The records that external-dns would make of a namespace, as `name type target`, sorted. */
async function recordsOf(stage: Stage, namespace: string, prefix: string): Promise<string[]> {
  const sources = ["ingress", "service", "gateway-httproute"].map((source) => `--source=${source}`);
  const zones = ["example.com", "example.org"].flatMap((zone) => [
    `--inmemory-zone=${zone}`,
    `--domain-filter=${zone}`,
  ]);
  const ran = await stage.part("external-dns", [
    ...["--provider=inmemory", "--registry=noop", "--once", "--log-format=json", ...sources, ...zones],
    `--kubeconfig=${stage.kubeconfig}`, // it reads no KUBECONFIG
    ...[`--namespace=${namespace}`, `--annotation-prefix=${prefix}`, "--metrics-address=127.0.0.1:0"],
  ]);
  insist(ran.code === 0, "external-dns ended with an error", ran.stderr + ran.stdout);
  return `${ran.stdout}\n${ran.stderr}`
    .split("\n")
    .flatMap((line) => /CREATE: (\S+) \d+ IN (\S+)\s+(\S+)/.exec(line)?.slice(1, 4).join(" ") ?? [])
    .sort();
}
