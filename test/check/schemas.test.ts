import { customTable } from "../../scripts/check/schemas/custom-tables.ts";
import { kubernetesTable, type SchemaTable } from "../../scripts/check/schemas/table.ts";
import { walk } from "../../scripts/check/schemas/walk.ts";
import type { JsonObject } from "../../scripts/core/json.ts";
import { kubernetesVersions } from "../../scripts/core/kubernetes-versions.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";
import { assert, suite } from "../harness.ts";

const test = suite("check: objects against Kubernetes' fields");

/** The problems of a container, of a Deployment's spec and so on, each as `problem path`. */
function problems(type: string, yaml: string, table: SchemaTable = kubernetesTable()): string[] {
  const { value } = readYaml(yaml);
  return walk(value as JsonObject, type, (name) => table.types[name]).flatMap((one) => {
    if (one.problem === "refused") return []; // limits.test.ts
    const field = "field" in one ? [one.field] : [];
    return [`${one.problem} ${[...one.path, ...field].join(".")}`];
  });
}

const container: [string, string, string[]][] = [
  ["a field of another kind is unknown", "{ name: web, replicas: 1 }", ["unknown replicas"]],
  ["fields of any object are no fields", "{ name: web, constructor: 1 }", ["unknown constructor"]],
  ["upper and lower case count", "{ name: web, workingdir: / }", ["unknown workingdir"]],
  ["a name is required", "{ image: web }", ["missing name"]],
  ["null is as good as missing", "{ name: null }", ["missing name"]],
  ["null is accepted where nothing is required", "{ name: web, image: null, env: null }", []],
  ["a number is no text", "{ name: web, env: [{ name: A, value: 8080 }] }", ["type env.0.value"]],
  ["a bare yes is no text", "{ name: web, env: [{ name: A, value: yes }] }", ["type env.0.value"]],
  ["a number in quotes is text", "{ name: web, env: [{ name: A, value: '8080' }] }", []],
  ["text is no number", "{ name: web, ports: [{ containerPort: '80' }] }", ["type ports.0.containerPort"]],
  [
    "a fraction is no whole number",
    "{ name: web, ports: [{ containerPort: 0.5 }] }",
    ["type ports.0.containerPort"],
  ],
  ["a map is no list", "{ name: web, env: { A: b } }", ["type env"]],
  ["text is no list", "{ name: web, command: sh }", ["type command"]],
  ["a probe's port is a number or a name", "{ name: web, livenessProbe: { tcpSocket: { port: http } } }", []],
  [
    "and no fraction",
    "{ name: web, livenessProbe: { tcpSocket: { port: 1.5 } } }",
    ["type livenessProbe.tcpSocket.port"],
  ],
  [
    "quantities",
    "{ name: web, resources: { limits: { cpu: 0.5, memory: 1Gi, a: 1e3, b: 250m, c: .5, d: '-1' } } }",
    [],
  ],
  [
    "no quantity",
    "{ name: web, resources: { limits: { memory: 512MB } } }",
    ["quantity resources.limits.memory"],
  ],
  [
    "nor with a space",
    "{ name: web, resources: { limits: { memory: 1 Gi } } }",
    ["quantity resources.limits.memory"],
  ],
  ["one of the words", "{ name: web, imagePullPolicy: Always }", []],
  ["none of the words", "{ name: web, imagePullPolicy: always }", ["choice imagePullPolicy"]],
  ["an empty word is as good as none", "{ name: web, imagePullPolicy: '' }", []],
  [
    "a word of another field's",
    "{ name: web, ports: [{ containerPort: 80, protocol: http }] }",
    ["choice ports.0.protocol"],
  ],
  [
    "true is no quantity",
    "{ name: web, resources: { limits: { cpu: true } } }",
    ["type resources.limits.cpu"],
  ],
];
for (const [name, yaml, expected] of container)
  test(name, () => assert.equal(problems("core.v1.Container", yaml), expected));

test("maps of text take any key and only text", () => {
  assert.equal(problems("meta.v1.ObjectMeta", "{ labels: { a/b: c, d: 1 } }"), ["type labels.d"]);
});

test("lists of words, and words that a version of Kubernetes does not have yet", () => {
  const claim = (mode: string) => problems("core.v1.PersistentVolumeClaimSpec", `{ accessModes: [${mode}] }`);
  assert.equal([claim("ReadWriteOncePod"), claim("RWO")], [[], ["choice accessModes.0"]]);
  const old = kubernetesTable("1.32");
  const newer = kubernetesTable("1.37");
  const spec = "{ tolerations: [{ key: a, operator: Gt, value: '1' }] }";
  assert.equal(problems("core.v1.PodSpec", spec, newer), ["missing containers"]);
  assert.equal(problems("core.v1.PodSpec", spec, old), [
    "choice tolerations.0.operator",
    "missing containers",
  ]);
});

/** The problems of a whole object of a set of custom resources, its metadata aside. */
function customProblems(yaml: string): string[] {
  const { value } = readYaml(yaml);
  const { apiVersion, kind } = value as { apiVersion: string; kind: string };
  const table = customTable(apiVersion.replace(/\/.*/, "")) as SchemaTable;
  return problems(table.kinds[`${apiVersion} ${kind}`] as string, yaml, table);
}

const route = (rules: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
spec: { rules: [${rules}] }`;

test("the Gateway API's choices and defaults", () => {
  assert.equal(
    customProblems(route("{ matches: [{ path: { value: / } }], backendRefs: [{ name: web, port: 80 }] }")),
    [],
  );
  assert.equal(
    customProblems(route("{ matches: [{ path: { type: prefix } }], backendRefs: [{ port: 80 }] }")),
    ["choice spec.rules.0.matches.0.path.type", "missing spec.rules.0.backendRefs.0.name"],
  );
});

test("cert-manager's, Prometheus operator's, Istio's, CloudNativePG's and external-dns' kinds", () => {
  const object = (apiVersion: string, kind: string, spec: string) =>
    customProblems(`{ apiVersion: ${apiVersion}, kind: ${kind}, spec: ${spec} }`);
  const issuer = "issuerRef: { name: ca, kind: Issuer }";
  assert.equal(object("cert-manager.io/v1", "Certificate", `{ secretName: tls, ${issuer} }`), []);
  assert.equal(object("cert-manager.io/v1", "Certificate", `{ secretNam: tls, ${issuer} }`), [
    "unknown spec.secretNam",
    "missing spec.secretName",
  ]);
  const monitor = (endpoint: string) =>
    object("monitoring.coreos.com/v1", "ServiceMonitor", `{ selector: {}, endpoints: [${endpoint}] }`);
  assert.equal(monitor("{ port: metrics, interval: 30s, targetPort: 9090 }"), []);
  assert.equal(monitor("{ port: 9090 }"), ["type spec.endpoints.0.port"]);
  assert.equal(
    object(
      "networking.istio.io/v1",
      "VirtualService",
      "{ hosts: [a], http: [{ retries: { attempts: two } }] }",
    ),
    ["type spec.http.0.retries.attempts"],
  );
  const cluster = "{ instances: 3, bootstrap: { recovery: { backup: { name: a, nam: b } } } }";
  assert.equal(object("postgresql.cnpg.io/v1", "Cluster", cluster), [
    "unknown spec.bootstrap.recovery.backup.nam",
  ]);
  const dashboard =
    "{ instanceSelector: { matchLabels: { a: b } }, json: 1, folders: x, plugins: [{ name: p, version: 1 }] }";
  assert.equal(object("grafana.integreatly.org/v1beta1", "GrafanaDashboard", dashboard), [
    "type spec.json",
    "unknown spec.folders",
    "type spec.plugins.0.version",
  ]);
  assert.equal(object("postgresql.cnpg.io/v1", "Pooler", "{ type: rwx, instances: one }"), [
    "choice spec.type",
    "type spec.instances",
  ]);
  assert.equal(
    object("externaldns.k8s.io/v1alpha1", "DNSEndpoint", "{ endpoints: [{ dnsName: a, recordTTL: 60 }] }"),
    [],
  );
});

test("what holds JSON of any form is not looked into", () => {
  assert.equal(
    problems("apiextensions.v1.JSONSchemaProps", "{ default: { a: 1 }, items: { type: string } }"),
    [],
  );
});

for (const version of kubernetesVersions)
  test(`every type that ${version} names exists, and there are many`, () => {
    const { kinds, types } = kubernetesTable(version);
    const named = Object.values(types).flatMap((fields) =>
      Object.values(fields).flatMap((shape) => /@(.*)/.exec(shape)?.[1] ?? []),
    );
    assert.equal(
      [...named, ...Object.values(kinds)].filter((one) => !(one in types)),
      [],
    );
    assert.ok(Object.keys(kinds).length > 80 && Object.keys(types).length > 400);
  });

test("a version has what came with it, and not what came later", () => {
  const has = (version: (typeof kubernetesVersions)[number], kind: string) =>
    kind in kubernetesTable(version).kinds;
  assert.equal(
    [has("1.33", "resource.k8s.io/v1 ResourceClaim"), has("1.34", "resource.k8s.io/v1 ResourceClaim")],
    [false, true],
  );
  const spec = "{ containers: [{ name: a }], resources: { requests: { cpu: 1 } }, schedulingGroup: {} }";
  assert.equal(problems("core.v1.PodSpec", spec, kubernetesTable("1.32")), ["unknown schedulingGroup"]);
});
