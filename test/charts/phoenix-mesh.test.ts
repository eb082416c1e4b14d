import type { JsonObject } from "../../scripts/core/json.ts";
import { assert, suite } from "../harness.ts";
import { at, find, objects, podSpec, title, workload } from "./helm.ts";

const test = suite("charts: phoenix in a mesh");

/** Labels and annotations of a pod that concern a mesh. */
function words(object: JsonObject): JsonObject {
  const metadata = at(object, object.kind === "Pod" ? "metadata" : "spec.template.metadata");
  return Object.fromEntries(
    [at(metadata, "labels"), at(metadata, "annotations")].flatMap((map) =>
      Object.entries((map ?? {}) as JsonObject).filter(([key]) => /istio\.io|linkerd\.io/.test(key)),
    ),
  );
}

const native = { "sidecar.istio.io/nativeSidecar": "true" };
const linkerd = {
  "config.beta.linkerd.io/proxy-enable-native-sidecar": "true",
  "linkerd.io/inject": "enabled",
};
const off = { "sidecar.istio.io/inject": "false" };
const ambient = { ...off, "istio.io/dataplane-mode": "ambient" };

/** What the web pods, the hooks' and the test's say, by scenario and changes. */
const said: readonly [string, readonly string[], JsonObject, JsonObject, JsonObject][] = [
  ["minimal", [], {}, off, off],
  [
    "mesh-istio",
    [],
    {
      "sidecar.istio.io/inject": "true",
      "traffic.sidecar.istio.io/excludeInboundPorts": "4369,4370",
      "traffic.sidecar.istio.io/excludeOutboundPorts": "4369,4370",
    },
    off,
    { "sidecar.istio.io/inject": "true", ...native },
  ],
  [
    "mesh-istio",
    ["mesh.hooks=inside", "clustering.strategy=none"],
    { "sidecar.istio.io/inject": "true" },
    { "sidecar.istio.io/inject": "true", ...native },
    { "sidecar.istio.io/inject": "true", ...native },
  ],
  ["mesh-istio-ambient", [], { "istio.io/dataplane-mode": "ambient" }, ambient, ambient],
  [
    "mesh-istio-ambient",
    ["mesh.hooks=outside"],
    { "istio.io/dataplane-mode": "ambient" },
    { ...off, "istio.io/dataplane-mode": "none" },
    ambient,
  ],
  [
    "mesh-linkerd",
    [],
    {
      "linkerd.io/inject": "enabled",
      "config.linkerd.io/skip-inbound-ports": "4369,4370",
      "config.linkerd.io/skip-outbound-ports": "4369,4370",
    },
    { ...off, ...linkerd },
    { ...off, ...linkerd },
  ],
  [
    "mesh-linkerd",
    ["mesh.hooks=outside", "clustering.strategy=none"],
    { "linkerd.io/inject": "enabled" },
    { ...off, "linkerd.io/inject": "disabled" },
    { ...off, ...linkerd },
  ],
];

for (const [scenario, changes, web, hook, tested] of said) {
  test(`${[scenario, ...changes].join(", ")}: who is in the mesh, and what goes past it`, async () => {
    const all = await objects("phoenix", scenario, changes);
    assert.equal(words(workload(all)), web);
    for (const job of ["Job/phoenix-migrate", "Job/phoenix-seed"]) assert.equal(words(find(all, job)), hook);
    assert.equal(words(find(all, "Pod/phoenix-test")), tested);
    assert.ok(JSON.stringify(podSpec(workload(all))).includes('"name":"http"'));
  });
}

test("one's own words about a pod win over the mesh's annotations", async () => {
  const key = "config\\.linkerd\\.io/skip-outbound-ports";
  const all = await objects("phoenix", "mesh-linkerd", [`podAnnotations.${key}=none`]);
  assert.is(words(workload(all))["config.linkerd.io/skip-outbound-ports"], "none");
});

test("Istio: mTLS is said of the release's own pods that serve, by name of the mode and port", async () => {
  const all = await objects("phoenix", "mesh-istio");
  const { spec } = find(all, "PeerAuthentication/phoenix");
  assert.equal(spec, {
    selector: at(workload(all), "spec.selector"),
    mtls: { mode: "STRICT" },
    portLevelMtls: { "9568": { mode: "PERMISSIVE" } },
  });
  const plain = await objects("phoenix", "minimal", ["mesh.kind=istio"]);
  assert.is(at(find(plain, "PeerAuthentication/phoenix"), "spec.mtls.mode"), "PERMISSIVE");
});

test("Istio: HTTP/2 between proxies for requests, and a way without it for websockets", async () => {
  const all = await objects("phoenix", "mesh-istio");
  const upgraded = all.filter(({ kind }) => kind === "DestinationRule");
  assert.equal(
    upgraded.map((one) => at(one, "spec.host")),
    ["phoenix.apps.svc.cluster.local"],
  );
  assert.is(at(upgraded[0], "spec.trafficPolicy.connectionPool.http.h2UpgradePolicy"), "UPGRADE");
  const [websocket, rest] = at(find(all, "VirtualService/phoenix"), "spec.http") as JsonObject[];
  assert.equal(websocket?.match, [{ uri: { prefix: "/live/websocket" } }, { uri: { prefix: "/socket" } }]);
  assert.match(JSON.stringify(websocket?.route), /"phoenix-ws\.apps\.svc\.cluster\.local"/);
  assert.is(rest?.match, undefined);
  assert.match(JSON.stringify(rest?.route), /"phoenix\.apps\.svc\.cluster\.local"/);
  const ports = at(find(all, "Service/phoenix-ws"), "spec.ports") as JsonObject[];
  assert.is(ports[0]?.appProtocol, "kubernetes.io/ws");
});

test("ambient: peers are who has the release's account; the tunnel and the node's probes are let in", async () => {
  const all = await objects("phoenix", "mesh-istio-ambient");
  const policy = find(all, "AuthorizationPolicy/phoenix-peers");
  assert.is(at(policy, "spec.action"), "DENY");
  assert.equal(at(policy, "spec.rules"), [
    {
      from: [{ source: { notPrincipals: ["*/ns/apps/sa/phoenix"] } }],
      to: [{ operation: { ports: ["4369", "4370"] } }],
    },
  ]);
  const rules = at(find(all, "NetworkPolicy/phoenix"), "spec.ingress") as JsonObject[];
  assert.ok(rules.some((rule) => JSON.stringify(rule) === '{"ports":[{"port":15008}]}'));
  const alone = await objects("phoenix", "mesh-istio-ambient", ["clustering.strategy=none"]);
  assert.not(alone.some(({ kind }) => kind === "AuthorizationPolicy"));
  assert.is(
    (at(find(all, "Service/phoenix"), "metadata.labels") as JsonObject)["istio.io/use-waypoint"],
    "waypoint",
  );
});

test("the way out leads to the mesh's control plane, where sidecars ask it", async () => {
  const out = async (scenario: string) =>
    JSON.stringify(at(find(await objects("phoenix", scenario), "NetworkPolicy/phoenix"), "spec.egress"));
  assert.match(await out("mesh-istio"), /"kubernetes\.io\/metadata\.name":"istio-system"/);
  assert.match(await out("mesh-linkerd"), /"kubernetes\.io\/metadata\.name":"linkerd"/);
  assert.match(await out("mesh-istio-ambient"), /\[\{"port":15008\}\]/);
  assert.not.match(await out("clustering"), /istio|linkerd|15008/);
});

test("no mesh: nothing of any", async () => {
  const kinds = (await objects("phoenix", "clustering")).map(title).join(" ");
  assert.not.match(kinds, /PeerAuth|Destination|Virtual|Authorization/);
});
