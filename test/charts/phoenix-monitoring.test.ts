import { isObject, type JsonObject } from "../../scripts/core/json.ts";
import { assert, suite } from "../harness.ts";
import { at, containers, find, objects, podSpec, scenarios, title, workload } from "./helm.ts";

const test = suite("charts: phoenix monitors");
const kinds = /^(ServiceMonitor|PodMonitor|PrometheusRule|GrafanaDashboard)$/;

/** The ports of the pods that serve, by name. */
const ports = (all: readonly JsonObject[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    containers(podSpec(workload(all)) ?? {})
      .flatMap((container) => (Array.isArray(container.ports) ? container.ports.filter(isObject) : []))
      .map((port) => [String(port.name), Number(port.containerPort)]),
  );

/** Of the NetworkPolicy: who may reach a port; undefined where nobody is let in to it. */
function peers(all: readonly JsonObject[], port: string): unknown[] | undefined {
  const rules = at(find(all, "NetworkPolicy/phoenix"), "spec.ingress") as JsonObject[];
  const own = rules.filter((rule) => JSON.stringify(rule.ports).includes(`"${port}"`));
  return own.length === 0 ? undefined : own.flatMap((rule) => (Array.isArray(rule.from) ? rule.from : ["*"]));
}

for (const scenario of scenarios("phoenix").filter((name) => !name.startsWith("monitoring")))
  test(`${scenario}: nothing of an operator's is there unless it is asked for`, async () => {
    const all = await objects("phoenix", scenario);
    assert.equal(all.filter((object) => kinds.test(String(object.kind))).map(title), []);
    assert.not("metrics" in ports(all));
  });

test("a ServiceMonitor finds the one Service that has its port, and takes the job's name from the release", async () => {
  const all = await objects("phoenix", "monitoring");
  const monitor = find(all, "ServiceMonitor/phoenix");
  const wanted = at(monitor, "spec.selector.matchLabels") as JsonObject;
  const found = all.filter(
    (object) =>
      object.kind === "Service" &&
      Object.entries(wanted).every(
        ([key, value]) => (at(object, "metadata.labels") as JsonObject)[key] === value,
      ),
  );
  assert.equal(found.map(title), ["Service/phoenix"]);
  const [endpoint] = at(monitor, "spec.endpoints") as JsonObject[];
  assert.equal(
    (at(found[0], "spec.ports") as JsonObject[]).filter((port) => port.name === endpoint?.port).length,
    1,
  );
  assert.equal([endpoint?.path, endpoint?.interval], ["/metrics", "30s"]);
  const label = String(at(monitor, "spec.jobLabel"));
  assert.is((at(found[0], "metadata.labels") as JsonObject)[label], "phoenix");
  assert.is((at(monitor, "metadata.labels") as JsonObject).release, "kube-prometheus-stack");
});

test("with clustering, the headless Service is not scraped a second time", async () => {
  const all = await objects("phoenix", "monitoring", [
    "clustering.strategy=dns",
    "secrets.releaseCookie.value=cookie-of-the-example",
  ]);
  const headless = find(all, "Service/phoenix-headless");
  const [endpoint] = at(find(all, "ServiceMonitor/phoenix"), "spec.endpoints") as JsonObject[];
  assert.not((at(headless, "spec.ports") as JsonObject[]).some((port) => port.name === endpoint?.port));
});

test("a PodMonitor finds the web pods, on a port of their own that no Service carries", async () => {
  const all = await objects("phoenix", "monitoring-telemetry");
  const monitor = find(all, "PodMonitor/phoenix");
  const labels = at(workload(all), "spec.template.metadata.labels") as JsonObject;
  for (const [key, value] of Object.entries(at(monitor, "spec.selector.matchLabels") as JsonObject))
    assert.is(labels[key], value);
  assert.is(labels[String(at(monitor, "spec.jobLabel"))], "phoenix");
  const [endpoint] = at(monitor, "spec.podMetricsEndpoints") as JsonObject[];
  assert.is(endpoint?.port, "metrics");
  assert.is(ports(all).metrics, 9568);
  assert.not.match(JSON.stringify(at(find(all, "Service/phoenix"), "spec.ports")), "metrics");
});

test("Prometheus is let in to the port with the metrics, and nobody else to one of their own", async () => {
  const prometheus = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } };
  const own = await objects("phoenix", "monitoring-telemetry");
  assert.equal(peers(own, "metrics"), [prometheus]);
  const shared = peers(await objects("phoenix", "monitoring"), "http") ?? [];
  assert.equal(shared.length, 3);
  assert.match(JSON.stringify(shared), JSON.stringify(prometheus));
  const off = peers(await objects("phoenix", "monitoring", ["monitoring.monitor.kind=none"]), "http") ?? [];
  assert.equal(off.length, 2);
});

test("monitoring.metrics.port equal to server.port is no port of its own", async () => {
  const all = await objects("phoenix", "monitoring", ["monitoring.metrics.port=4000"]);
  assert.not("metrics" in ports(all));
  assert.is((at(find(all, "ServiceMonitor/phoenix"), "spec.endpoints") as JsonObject[])[0]?.port, "http");
});
