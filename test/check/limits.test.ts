import { checkManifests } from "../../scripts/check/check.ts";
import { parseExpression } from "../../scripts/check/limits/schedule.ts";
import type { Diagnostic } from "../../scripts/core/diagnostic.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import { assert, suite } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";

const test = suite("check: what Kubernetes refuses though the fields are right");

const release = modelRelease();

function check(text: string, more: { kubeVersion?: string; secretsWithheld?: boolean } = {}): Diagnostic[] {
  const { kubeVersion, secretsWithheld = false } = more;
  const own = { ...release, ...(kubeVersion !== undefined && { kubeVersion }) };
  const environment = { ...modelEnvironment(own), secretsWithheld };
  const document = `---\n# Source: web/templates/all.yaml\n${text}\n`;
  return checkManifests(environment, [
    { release: own, phase: "install", manifests: readManifests(document), text: document, notes: "" },
  ]);
}

/** `CR553 the message without the object's name`, without what such short objects lack on purpose. */
const told = (text: string, more = {}): string[] =>
  check(text, more)
    .filter(({ code }) => code !== "CR540" && code !== "CR544" && code !== "CR538")
    .map(({ code, message }) => `${code} ${message.replace(/^\w+\/\S* ?: /, "")}`);

const map = (metadata: string, data = "{}") => `
apiVersion: v1
kind: ConfigMap
metadata: { ${metadata} }
data: ${data}`;

const pod = (container: string, more = "") => `
apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { ${more} containers: [{ name: a, image: b, ${container} }] }`;

const deployment = (spec: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec: { ${spec} selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: a, image: b }] } } }`;

const service = (spec: string, name = "a") => `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { ${spec} }`;

const cases: [string, string, string[]][] = [
  [
    "a name with a capital letter",
    map("name: webApp"),
    ["CR553 `metadata.name` is not a DNS name: `A` is not allowed"],
  ],
  [
    "one that ends in a hyphen, cut at the wrong place",
    map("name: web-"),
    ["CR553 `metadata.name` is not a DNS name: it must begin and end with a letter or a digit"],
  ],
  ["dots are fine in most names", map("name: a.b-c"), []],
  ["no name", map("labels: {}"), ["CR502 `metadata.name` is required"]],
  ["a name to be made", map("generateName: a-"), []],
  [
    "a chart's version in a label",
    map('name: a, labels: { helm.sh/chart: "web-1.0.0+b1" }'),
    ["CR553 `metadata.labels.helm.sh/chart` is not a label's value: `+` is not allowed"],
  ],
  ["an empty label", map('name: a, labels: { a: "" }'), []],
  ["an annotation's value is anything", map('name: a, annotations: { a.B/c: "x y +" }'), []],
  [
    "its key is not",
    map('name: a, annotations: { "a b": c }'),
    ["CR553 `metadata.annotations.a b` is not a label's key: a space is not allowed"],
  ],
  [
    "a file in a folder",
    map("name: a", '{ "a/b": c }'),
    ["CR553 `data.a/b` is not a key of data: `/` is not allowed"],
  ],
  [
    "an object of more than a MiB",
    map("name: a", `{ a: ${"x".repeat(1024 * 1024 + 1)} }`),
    ["CR542 `data` holds more than 1 MiB"],
  ],
  [
    "a port beyond the last",
    pod("ports: [{ containerPort: 70000 }]"),
    ["CR554 `spec.containers[0].ports[0].containerPort` must be 1 to 65535"],
  ],
  [
    "a port's name without a letter",
    pod('ports: [{ containerPort: 80, name: "80" }]'),
    ["CR553 `spec.containers[0].ports[0].name` is no port's name: it has no letter"],
  ],
  [
    "a port's name twice",
    pod("ports: [{ containerPort: 80, name: a }, { containerPort: 81, name: a }]"),
    ["CR555 `spec.containers[0].ports[1].name` stands in the list twice"],
  ],
  [
    "a container's name twice",
    pod("", "initContainers: [{ name: a, image: b }],"),
    ["CR555 `spec.containers[0].name` is another container's of the pod, too"],
  ],
  ["no image", pod("").replace(" image: b,", ' image: "",'), ["CR502 `spec.containers[0].image` is empty"]],
  [
    "a variable with two values",
    pod("env: [{ name: A, value: b, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]"),
    ["CR556 `spec.containers[0].env[0].valueFrom` goes not with `value`"],
  ],
  [
    "an empty value beside a reference is none",
    pod('env: [{ name: A, value: "", valueFrom: { fieldRef: { fieldPath: metadata.name } } }]'),
    [],
  ],
  [
    "a field that a variable cannot have",
    pod("env: [{ name: A, valueFrom: { fieldRef: { fieldPath: spec.image } } }]"),
    [
      "CR558 `spec.containers[0].env[0].valueFrom.fieldRef.fieldPath` is no field of a pod that a variable can have",
    ],
  ],
  [
    "a probe without a handler",
    pod("livenessProbe: { periodSeconds: 5 }"),
    ["CR556 `spec.containers[0].livenessProbe` needs one of `exec`, `httpGet`, `tcpSocket`, `grpc`"],
  ],
  [
    "a probe with two, merged from defaults",
    pod("livenessProbe: { tcpSocket: { port: 80 }, httpGet: { port: 80 } }"),
    ["CR556 `spec.containers[0].livenessProbe.httpGet` goes not with `tcpSocket`"],
  ],
  ["the default taken away", pod("livenessProbe: { tcpSocket: { port: 80 }, httpGet: null }"), []],
  [
    "a liveness probe that counts",
    pod("livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 }"),
    ["CR554 `spec.containers[0].livenessProbe.successThreshold` must be 1 here"],
  ],
  [
    "a mount without its volume",
    pod("volumeMounts: [{ name: tmp, mountPath: /tmp }]"),
    ["CR557 `spec.containers[0].volumeMounts[0].name` names no volume of the pod"],
  ],
  [
    "two mounts at one path",
    pod(
      "volumeMounts: [{ name: a, mountPath: /tmp }, { name: a, mountPath: /tmp }]",
      "volumes: [{ name: a }],",
    ),
    ["CR555 `spec.containers[0].volumeMounts[1].mountPath` stands in the list twice"],
  ],
  [
    "a decimal file mode",
    pod("", "volumes: [{ name: a, secret: { secretName: a, defaultMode: 755 } }],"),
    ["CR554 `spec.volumes[0].secret.defaultMode` must be 0 to 0777 in octal"],
  ],
  ["0644 in YAML 1.1", pod("", "volumes: [{ name: a, secret: { secretName: a, defaultMode: 0644 } }],"), []],
  [
    "a volume of two kinds",
    pod("", "volumes: [{ name: a, emptyDir: {}, configMap: { name: b } }],"),
    ["CR556 `spec.volumes[0].configMap` goes not with `emptyDir`"],
  ],
  [
    "more requested than allowed",
    pod("resources: { requests: { memory: 1Gi, cpu: 100m }, limits: { memory: 512Mi, cpu: 0.1 } }"),
    ["CR554 `spec.containers[0].resources.requests.memory` is above its limit"],
  ],
  [
    "a probe before the others start",
    pod("", "initContainers: [{ name: b, image: b, readinessProbe: { tcpSocket: { port: 80 } } }],"),
    [
      "CR556 `spec.initContainers[0].readinessProbe` is not for a container that ends before the others start",
    ],
  ],
  [
    "a sidecar has one",
    pod(
      "",
      "initContainers: [{ name: b, image: b, restartPolicy: Always, readinessProbe: { tcpSocket: { port: 80 } } }],",
    ),
    [],
  ],
  ["replicas below 0", deployment("replicas: -1,"), ["CR554 `spec.replicas` must not be negative"]],
  [
    "Recreate with the default's rollingUpdate",
    deployment("strategy: { type: Recreate, rollingUpdate: { maxSurge: 1 } },"),
    ["CR556 `spec.strategy.rollingUpdate` goes not with `type: Recreate`"],
  ],
  [
    "nothing more and nothing less",
    deployment("strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0% } },"),
    ["CR556 `spec.strategy.rollingUpdate.maxUnavailable` is 0, and `maxSurge` is, too"],
  ],
  [
    "a share without a sign",
    deployment('strategy: { rollingUpdate: { maxSurge: "25" } },'),
    ["CR558 `spec.strategy.rollingUpdate.maxSurge` must be a whole number or a percentage"],
  ],
  [
    "a Job that restarts always",
    "apiVersion: batch/v1\nkind: Job\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: a, image: b }] } } }",
    ["CR502 `spec.template.spec.restartPolicy` is required in a Job"],
  ],
  [
    "ports without names",
    service("ports: [{ port: 80 }, { name: b, port: 81 }]"),
    ["CR502 `spec.ports[0].name` is required"],
  ],
  [
    "a port twice",
    service("ports: [{ name: a, port: 80 }, { name: b, port: 80 }]"),
    ["CR555 `spec.ports[1].port` stands in the list twice"],
  ],
  [
    "TCP and UDP may share one",
    service("ports: [{ name: a, port: 53 }, { name: b, port: 53, protocol: UDP }]"),
    [],
  ],
  ["no port", service("selector: { a: b }"), ["CR502 `spec.ports` is required"]],
  ["none is needed without an address", service("clusterIP: None"), []],
  ["a Service's name may begin with a digit", service("clusterIP: None", "1a"), []],
  [
    "a Secret in plain text",
    "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { a: horse-battery }",
    ["CR558 `data.a` is no base64"],
  ],
  [
    "a certificate without its key",
    "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ntype: kubernetes.io/tls\nstringData: { tls.crt: a }",
    ["CR502 `data.tls.key` is required in a Secret of type kubernetes.io/tls"],
  ],
];
for (const [name, text, expected] of cases) test(name, () => assert.equal(told(text), expected));

test("what is refused depends on the version that is checked for", () => {
  const named = service("clusterIP: None", "1a");
  assert.equal(told(named, { kubeVersion: "1.35" }), ["CR553 `metadata.name` must begin with a letter"]);
  assert.equal(told(named, { kubeVersion: "1.36" }), []);
});

test("the help says what to write, and the place is the value's", () => {
  const found = check(map('name: a, labels: { version: "1.0+b" }'));
  assert.is(found[0]?.help, 'put another in its place: `| replace "+" "_"`');
  assert.is(check(map("name: webApp"))[0]?.help, "write it in small letters: `| lower`");
});

test("what stands for a secret that stayed closed has no form of its own", () => {
  const secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { a: 'ENC[withheld]' }";
  assert.equal(told(secret), ["CR558 `data.a` is no base64"]);
  assert.equal(told(secret, { secretsWithheld: true }), []);
  assert.equal(told(map("name: 'ENC[withheld]'"), { secretsWithheld: true }), []);
  assert.equal(told(pod("").replace("image: b", "image: null"), { secretsWithheld: true }), []);
  assert.equal(told(map("name: webApp"), { secretsWithheld: true }).length, 1);
});

test("schedules are read as Kubernetes reads them", () => {
  for (const fine of [
    "0 3 * * *",
    "*/5 0-6 1,15 jan-Mar sun",
    "@daily",
    "@every 1h30m",
    "  0 0 ? * 1-5/2  ",
    "+1 * * * *",
  ])
    assert.is(parseExpression(fine), undefined, fine);
  const wrong: [string, string][] = [
    ["0 3 * *", "it has 4 fields, not 5"],
    ["60 * * * *", "the minute must be 0 to 59"],
    ["0 0 0 * *", "the day of the month must be 1 to 31"],
    ["0 0 * * 7", "the day of the week must be 0 to 6"],
    ["30-10 * * * *", "the minute ends before it begins"],
    ["*/0 * * * *", "the minute has a step of 0"],
    ["0 3am * * *", "the hour cannot be read"],
    ["@reboot", "`@reboot` is not known"],
    ["TZ=UTC 0 3 * * *", "a time zone belongs in `timeZone`"],
  ];
  for (const [text, expected] of wrong) assert.is(parseExpression(text), expected, text);
});
