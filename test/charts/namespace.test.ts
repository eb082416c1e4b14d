import path from "node:path";
import { isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { chartDirectories } from "../../scripts/tasks/chart-docs.ts";
import { assert, suite } from "../harness.ts";
import { at, find, objects, scenarios, template, title } from "./helm.ts";

const test = suite("charts: namespace");

const list = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const strings = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Kinds of the whole cluster, which a deployer may not make: each is off by default. */
const ofTheCluster = ["ClusterIssuer", "GatewayClass"];
const all = ["create", "delete", "get", "list", "patch", "update", "watch"];

/** `gateways.gateway.networking.k8s.io`: how RBAC names the kind of an object. */
function resource({ apiVersion, kind }: JsonObject): string {
  const group = String(apiVersion).includes("/") ? String(apiVersion).replace(/\/.*/, "") : "";
  const one = String(kind).toLowerCase();
  const many = /[^aeiou]y$/.test(one)
    ? `${one.slice(0, -1)}ies`
    : /(s|x)$/.test(one)
      ? `${one}es`
      : `${one}s`;
  return `${many}.${group}`;
}

/** What the deployer may do with which resources. */
async function rights(): Promise<Map<string, string[]>> {
  const role = find(
    await objects("namespace", "minimal", ["deployer.enabled=true", "deployer.serviceAccount.create=true"]),
    "Role/deployer",
  );
  return new Map(
    list(role.rules).flatMap((rule) =>
      strings(rule.apiGroups).flatMap((group) =>
        strings(rule.resources).map((one) => [`${one}.${group}`, strings(rule.verbs)] as const),
      ),
    ),
  );
}

test("the deployer may do all with every kind that the other charts render, in every scenario, and with no other", async () => {
  const rendered = new Map<string, string>();
  for (const chart of chartDirectories().map((directory) => path.basename(directory))) {
    if (chart === "namespace") continue;
    for (const scenario of scenarios(chart))
      for (const object of await objects(chart, scenario))
        if (!ofTheCluster.includes(String(object.kind)))
          rendered.set(resource(object), `${chart}, ${scenario}: ${title(object)}`);
  }
  const may = await rights();
  const full = [...may].filter(([, verbs]) => all.every((verb) => verbs.includes(verb))).map(([one]) => one);
  for (const [one, where] of rendered) assert.ok(full.includes(one), `${one} (${where}) is not in the Role`);
  assert.equal(
    full.filter((one) => !rendered.has(one)),
    [],
    "rights that no chart needs",
  );
});

test("the deployer has every right that a Role of the other charts gives away, or Kubernetes would refuse the Role", async () => {
  const may = await rights();
  let given = 0;
  for (const scenario of scenarios("phoenix"))
    for (const role of (await objects("phoenix", scenario)).filter((one) => one.kind === "Role"))
      for (const rule of list(role.rules))
        for (const one of strings(rule.resources).map((name) => `${name}.${strings(rule.apiGroups)[0]}`))
          for (const verb of strings(rule.verbs)) {
            given += 1;
            assert.ok(may.get(one)?.includes(verb), `${verb} ${one} (${scenario})`);
          }
  assert.ok(given > 0);
});

test("beyond that the deployer reads what tells whether a release is ready, and enters no pod", async () => {
  const may = await rights();
  const rest = [...may].filter(([, verbs]) => !verbs.includes("create"));
  assert.equal(Object.fromEntries(rest), {
    "endpoints.": ["list"],
    "endpointslices.discovery.k8s.io": ["list"],
    "events.": ["get", "list", "watch"],
    "pods/log.": ["get", "list", "watch"],
    "replicasets.apps": ["get", "list", "watch"],
  });
  assert.not([...may.keys()].some((one) => one.startsWith("pods/exec") || one.startsWith("*")));
});

test("deployer.debug lets it enter pods, deployer.extraRules add what is given", async () => {
  const rules = JSON.stringify(find(await objects("namespace", "deployer"), "Role/deployer").rules);
  assert.match(rules, '"pods/exec"');
  assert.match(rules, '"widgets"');
});

test("the Role is bound to whom the values name, in each namespace", async () => {
  const changes = ["names={shop,blog}"];
  const bindings = (await objects("namespace", "deployer", changes)).filter(
    (one) => one.kind === "RoleBinding",
  );
  assert.equal(
    bindings.map((one) => at(one, "metadata.namespace")),
    ["shop", "blog"],
  );
  assert.equal(bindings[1]?.subjects, [
    { kind: "ServiceAccount", name: "deployer", namespace: "blog" },
    { kind: "Group", name: "shop-deployers", apiGroup: "rbac.authorization.k8s.io" },
    { kind: "ServiceAccount", name: "ci", namespace: "pipelines" },
  ]);
});

test("a namespace is made with its labels, and outlives the release", async () => {
  const made = find(await objects("namespace", "closed"), "Namespace/blog");
  assert.is(at(made, "metadata.annotations")?.["helm.sh/resource-policy" as never], "keep");
  const labels = at(made, "metadata.labels") as JsonObject;
  assert.is(labels["pod-security.kubernetes.io/enforce"], "baseline");
  assert.is(labels["pod-security.kubernetes.io/enforce-version"], "v1.34");
  assert.is(labels["pod-security.kubernetes.io/audit"], undefined);
  assert.is(labels.team, "web");
});

test("without names the release's own namespace gets everything but a Namespace", async () => {
  const own = await objects("namespace", "existing");
  assert.equal([...new Set(own.map((one) => at(one, "metadata.namespace")))], ["apps"]);
  assert.not(own.some((one) => one.kind === "Namespace"));
});

test("all pods are closed, and DNS stays open where egress is closed", async () => {
  const closed = await objects("namespace", "closed");
  assert.equal(at(find(closed, "NetworkPolicy/default-deny"), "spec"), {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
  });
  const egress = list(at(find(closed, "NetworkPolicy/allow-egress"), "spec.egress"));
  assert.equal(egress[1], {
    to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
    ports: [
      { port: 53, protocol: "UDP" },
      { port: 53, protocol: "TCP" },
    ],
  });
  const open = await objects("namespace", "minimal");
  assert.equal(at(find(open, "NetworkPolicy/default-deny"), "spec.policyTypes"), ["Ingress"]);
  assert.not(open.some((one) => title(one) === "NetworkPolicy/allow-egress"));
});

/** Values that do not fit together, and the beginning of what is said. */
const wrong: readonly (readonly [string, string, ...string[]])[] = [
  ["minimal", "names has apps, where this release is installed", "names={apps}"],
  ["existing", "labels or annotations are given, but names is empty", "labels.a=b"],
  ["minimal", "deployer.subjects is empty", "deployer.enabled=true"],
  [
    "minimal",
    "deployer.serviceAccount.create is true, but deployer.enabled is false",
    "deployer.serviceAccount.create=true",
  ],
];

for (const [scenario, said, ...changes] of wrong) {
  test(`${scenario} with ${changes.join(", ")} is refused: ${said}`, async () => {
    const ran = await template("namespace", scenario, changes);
    assert.is.not(ran.code, 0);
    assert.ok(ran.stderr.includes(`- ${said}`), ran.stderr);
  });
}
