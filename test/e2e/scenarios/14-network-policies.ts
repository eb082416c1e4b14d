import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "../../harness.ts";
import type { Place } from "../place.ts";
import { PORTS, probePod, reaches } from "../probes.ts";
import type { Scenario } from "../scenario.ts";

/** NetworkPolicies block and admit between pods: what scenario 11 and the charts' own policies stand on. */
export default {
  onCluster: true,
  async run(stage) {
    const place = stage.place("guarded");
    const outside = `${place.namespace}-not`;
    const namespace = (name: string, labels = {}) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels },
    });
    await place.create(
      namespace(place.namespace),
      namespace(outside, { team: "outside" }),
      probePod("server", place.namespace, { listens: true }),
      service(place.namespace),
      probePod("friend", place.namespace),
      probePod("stranger", place.namespace),
      probePod("visitor", outside),
    );
    for (const where of [place.namespace, outside])
      await place.kubectl("-n", where, "wait", "pods", "--all", "--for=condition=Ready", "--timeout=120s");
    const world = { place, server: await addressOf(place, "server") };
    const all = [
      "friend:8080",
      "friend:9090",
      "stranger:8080",
      "stranger:9090",
      "visitor:8080",
      "visitor:9090",
    ];
    await admitted(world, all);

    const apply = (name: string, spec: object) => place.create(policy(place.namespace, name, spec));
    const remove = (name: string) => place.kubectl("delete", "networkpolicy", name);
    const server = { matchLabels: { role: "server" } };

    await apply("deny", { podSelector: {}, policyTypes: ["Ingress"] });
    await admitted(world, []);
    await sleep(3000); // some of the kubelet's probes, which a policy never keeps out
    assert.is(await place.kubectl("get", "pod", "server", "-o", ready), "True");

    const friend = { podSelector: { matchLabels: { role: "friend" } } };
    await apply("friend", { podSelector: server, ingress: [{ from: [friend], ports: [{ port: "http" }] }] });
    await admitted(world, ["friend:8080"]);
    const visitors = { namespaceSelector: { matchLabels: { team: "outside" } } };
    await apply("visitor", {
      podSelector: server,
      ingress: [{ from: [visitors], ports: [{ port: 9000, endPort: 9100 }] }],
    });
    await admitted(world, ["friend:8080", "visitor:9090"]);
    await remove("friend");
    await remove("visitor");
    const ipBlock = { cidr: "10.0.0.0/8", except: [`${await addressOf(place, "friend")}/32`] };
    await apply("block", { podSelector: server, ingress: [{ from: [{ ipBlock }] }] });
    await admitted(world, ["stranger:8080", "stranger:9090", "visitor:8080", "visitor:9090"]);
    await remove("block");
    await remove("deny");
    await admitted(world, all);

    // Out of a pod: not to others, nor to the API server on the node, nor to the DNS.
    const from = `${place.namespace}/stranger`;
    const api = ["kubernetes.default.svc.cluster.local", 443] as const;
    assert.ok(await reaches(place, from, ...api));
    const stranger = { podSelector: { matchLabels: { role: "stranger" } }, policyTypes: ["Egress"] };
    await apply("mute", stranger);
    await admitted(world, ["friend:8080", "friend:9090", "visitor:8080", "visitor:9090"]);
    assert.not.ok(await reaches(place, from, ...api));
    assert.not.ok(await reaches(place, from, await place.kubectl(...clusterIp, "-n", "default"), 443));
    const dns = {
      ports: [
        { port: 53, protocol: "UDP" },
        { port: 53, protocol: "TCP" },
      ],
    };
    await apply("dns", {
      ...stranger,
      egress: [dns, { to: [{ podSelector: server }], ports: [{ port: "http" }] }],
    });
    await admitted(
      world,
      all.filter((one) => one !== "stranger:9090"),
    );
    // By the Service's name: the policy is asked about the pod that kube-proxy has chosen.
    assert.ok(await reaches(place, from, "server", 80));
    assert.not.ok(await reaches(place, from, "server", 90));
    assert.not.ok(await reaches(place, from, ...api));
    assert.ok(await reaches(place, `${place.namespace}/friend`, ...api));
    return { note: stage.site.enforcer };
  },
} satisfies Scenario;

const ready = `jsonpath={.status.conditions[?(@.type=="Ready")].status}`;
const clusterIp = ["get", "service", "kubernetes", "-o", "jsonpath={.spec.clusterIP}"];

function policy(namespace: string, name: string, spec: object): object {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

function service(namespace: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "server", namespace },
    spec: {
      selector: { role: "server" },
      ports: [
        { name: "http", port: 80, targetPort: "http" },
        { name: "other", port: 90, targetPort: PORTS[1] },
      ],
    },
  };
}

function addressOf(place: Place, pod: string): Promise<string> {
  return place.kubectl("get", "pod", pod, "-o", "jsonpath={.status.podIP}");
}

/** Waits until exactly these reach the server, and asks once more. */
async function admitted(world: { place: Place; server: string }, wanted: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 15; attempt += 1) {
    if (`${await whoReaches(world)}` === `${wanted}`) break;
    await sleep(500);
  }
  assert.equal(await whoReaches(world), wanted);
}

async function whoReaches({ place, server }: { place: Place; server: string }): Promise<string[]> {
  const asked = ["/friend", "/stranger", "-not/visitor"].flatMap((from) =>
    PORTS.map(async (port) =>
      (await reaches(place, `${place.namespace}${from}`, server, port))
        ? [`${from.split("/")[1]}:${port}`]
        : [],
    ),
  );
  return (await Promise.all(asked)).flat();
}
