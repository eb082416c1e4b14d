import { checkManifests } from "../../scripts/check/check.ts";
import type { Diagnostic } from "../../scripts/core/diagnostic.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import { assert, suite } from "../harness.ts";
import { modelEnvironment, modelRelease } from "../models.ts";

const test = suite("check: what is wrong with manifests, beside what is right");

const release = modelRelease({ namespace: "shop" });
const environment = modelEnvironment(release);

function check(...documents: readonly string[]): Diagnostic[] {
  const text = documents.map((one) => `---\n# Source: web/templates/all.yaml\n${one}\n`).join("");
  return checkManifests(environment, [
    { release, phase: "install", manifests: readManifests(text), text, notes: "" },
  ]);
}

const workload = ({
  kind = "Deployment",
  spec = "replicas: 2",
  labels = "app: web",
  pod = "",
  own = "",
} = {}) => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: web }
spec:
  ${spec}
  ${kind === "StatefulSet" ? "serviceName: web" : ""}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { ${labels} } }
    spec:
      ${pod}
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: web
          image: web:1.0
          ports: [{ name: http, containerPort: 4000 }]
          resources: { requests: { cpu: 50m, memory: 64Mi } }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } ${own} }`;

const service = (ports: string, selector = "app: web") => `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { ${selector} }, ports: [${ports}] }`;

const budget = (rule: string) => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { ${rule}, selector: { matchLabels: { app: web } } }`;

const scaler = (name = "web") => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: ${name} }
spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} } }`;

const policy = (selector: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec: { podSelector: { ${selector} } }`;

const asking = (how: string, rest = {}) =>
  workload(rest).replace(/^ {10}resources:/m, `          ${how}\n          resources:`);

const websocket = (port: string) => ingress(port).replace("path: /,", "path: /live/websocket,");

const node = (query = "DNS_CLUSTER_QUERY") =>
  workload({}).replace(
    "resources:",
    `env:
            - { name: RELEASE_DISTRIBUTION, value: name }
            - { name: ${query}, value: web-headless }
            - { name: ERL_AFLAGS, value: -kernel inet_dist_listen_min 4370 inet_dist_listen_max 4379 }
          resources:`,
  );

const closed = (rule: string, type = "Ingress") => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [${type}], ingress: [${rule}] }`;

const monitor = (labels: string, more = "") => `
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: web }
spec: { ${more}selector: { matchLabels: { ${labels} } }, endpoints: [{ port: http }] }`;

const ingress = (port: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec: { rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { ${port} } } } }] } }] }`;

const route = (backend: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web }
spec: { rules: [{ backendRefs: [{ name: web, ${backend} }] }] }`;

const named = (kind: string, name: string, metadata = "") => `
apiVersion: v1
kind: ${kind}
metadata: { name: ${name} ${metadata} }
${kind === "Service" ? "spec: { clusterIP: None }" : ""}`;

const cronJob = (name: string) => `
apiVersion: batch/v1
kind: CronJob
metadata: { name: ${name} }
spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [] } } } } }`;

const cases: [string, string[], string[]][] = [
  ["a workload as it should be", [workload()], []],
  ["CR533: labels that the selector does not match", [workload({ labels: "app: other" })], ["CR533"]],
  ["more labels than the selector names are fine", [workload({ labels: "app: web, tier: front" })], []],
  [
    "a Service by name or number",
    [workload(), service("{ name: a, port: 80, targetPort: http }, { name: b, port: 4000 }")],
    [],
  ],
  ["CR534: a selector that no pod has", [workload(), service("{ port: 80 }", "app: wbe")], ["CR534"]],
  ["a release without pods serves those of others", [service("{ port: 80 }")], []],
  ["a Service without a selector has its endpoints written", [workload(), service("{ port: 80 }", "")], []],
  [
    "CR535: a port name that no container has",
    [workload(), service("{ port: 80, targetPort: web }")],
    ["CR535"],
  ],
  [
    "CR587: a readiness probe of a port that the container does not have",
    [asking("readinessProbe: { httpGet: { path: /, port: htp } }")],
    ["CR587"],
  ],
  [
    "CR587: any other probe, and handlers of the container's life",
    [
      asking(
        "startupProbe: { tcpSocket: { port: a } }\n          livenessProbe: { httpGet: { port: b } }\n          lifecycle: { postStart: { httpGet: { port: c } }, preStop: { tcpSocket: { port: d } } }",
      ),
    ],
    ["CR587", "CR587", "CR587", "CR587"],
  ],
  [
    "CR587: a port of another container of the pod",
    [
      asking("readinessProbe: { httpGet: { port: admin } }", {
        pod: "initContainers: [{ name: proxy, image: p:1.0, restartPolicy: Always, ports: [{ name: admin, containerPort: 1 }], resources: { requests: { cpu: 1m, memory: 1Mi } }, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }]",
      }),
    ],
    ["CR587"],
  ],
  [
    "probes of a port by its name and by its number",
    [
      asking(
        "readinessProbe: { httpGet: { port: http } }\n          startupProbe: { tcpSocket: { port: 4000 } }\n          livenessProbe: { grpc: { port: 4000 } }",
      ),
    ],
    [],
  ],
  [
    "a number as text, which the API server takes for a name and refuses",
    [asking('readinessProbe: { httpGet: { port: "4000" } }')],
    ["CR553"],
  ],
  ["CR536: a port number that no container states", [workload(), service("{ port: 80 }")], ["CR536"]],
  ["CR537: replicas under an autoscaler", [workload(), scaler()], ["CR537"]],
  ["the autoscaler alone", [workload({ spec: "" }), scaler()], []],
  ["CR539: all must be available", [workload(), budget("minAvailable: 2")], ["CR539"]],
  ["CR539: nine tenths of two are two", [workload(), budget("minAvailable: 90%")], ["CR539"]],
  ["CR539: none may be away", [workload(), budget("maxUnavailable: 0")], ["CR539"]],
  [
    "CR539: one of the one pod there is by default",
    [workload({ spec: "" }), budget("minAvailable: 1")],
    ["CR539"],
  ],
  ["one may be away", [workload(), budget("minAvailable: 1")], []],
  ["half may be away", [workload(), budget("maxUnavailable: 50%")], []],
  [
    "CR580: a budget for nobody",
    [workload(), budget("maxUnavailable: 1").replace("app: web", "app: wbe")],
    ["CR580"],
  ],
  ["CR580: a policy for nobody", [workload(), policy("matchLabels: { app: wbe }")], ["CR580"]],
  ["a policy for all pods", [workload(), policy("")], []],
  [
    "a policy by expression",
    [workload(), policy("matchExpressions: [{ key: app, operator: In, values: [web] }]")],
    [],
  ],
  ["a policy without pods of its own", [policy("matchLabels: { app: other }")], []],
  ["CR580: a monitor of nothing", [service("{ port: 80 }", ""), monitor("app: web")], ["CR580"]],
  [
    "a monitor of other namespaces",
    [service("{ port: 80 }", ""), monitor("app: web", "namespaceSelector: { any: true }, ")],
    [],
  ],
  ["CR581: an autoscaler of nothing", [workload(), scaler("wbe")], ["CR581"]],
  ["an autoscaler of another release's workload", [scaler("other")], []],
  [
    "CR585: a websocket to HTTP/2",
    [service("{ port: 80, appProtocol: kubernetes.io/h2c }", ""), websocket("number: 80")],
    ["CR585"],
  ],
  [
    "a websocket to a port for websockets",
    [service("{ port: 80, name: ws, appProtocol: kubernetes.io/ws }", ""), websocket("name: ws")],
    [],
  ],
  [
    "requests of any kind to HTTP/2",
    [service("{ port: 80, appProtocol: kubernetes.io/h2c }", ""), ingress("number: 80")],
    [],
  ],
  ["CR586: only HTTP is let in", [node(), closed("{ ports: [{ port: http }] }")], ["CR586"]],
  [
    "CR586: who may come is somebody else",
    [node(), closed("{ from: [{ podSelector: { matchLabels: { app: other } } }] }")],
    ["CR586"],
  ],
  ["CR586: epmd alone", [node(), closed("{ ports: [{ port: 4369 }] }")], ["CR586"]],
  [
    "a range of ports from the pods themselves",
    [
      node(),
      closed(
        "{ ports: [{ port: 4369, endPort: 4380 }], from: [{ podSelector: { matchLabels: { app: web } } }] }",
      ),
    ],
    [],
  ],
  ["a whole namespace may come", [node(), closed("{ from: [{ namespaceSelector: {} }] }")], []],
  ["a node that looks for nobody", [node("LOOKS_FOR"), closed("{ ports: [{ port: http }] }")], []],
  ["a policy for the way out", [node(), closed("{ ports: [{ port: http }] }", "Egress")], []],
  [
    "CR582: an Ingress to a port that is not there",
    [service("{ port: 80 }", ""), ingress("number: 8080")],
    ["CR582"],
  ],
  ["CR582: nor by name", [service("{ port: 80, name: web }", ""), ingress("name: http")], ["CR582"]],
  [
    "an Ingress by number and name",
    [
      service("{ port: 80, name: http }", ""),
      ingress("number: 80"),
      ingress("name: http").replace("name: web }", "name: two }"),
    ],
    [],
  ],
  ["an Ingress to another release's Service", [ingress("number: 80")], []],
  [
    "CR582: a route to the targetPort",
    [service("{ port: 80, targetPort: 4000 }", ""), route("port: 4000")],
    ["CR582"],
  ],
  [
    "a route that is right, and one to no Service",
    [
      service("{ port: 80 }", ""),
      route("port: 80"),
      route("port: 9, kind: Bucket, group: a.example").replace("name: web }", "name: two }"),
    ],
    [],
  ],
  ["an autoscaler adds pods", [workload({ spec: "" }), scaler(), budget("minAvailable: 1")], []],
  [
    "CR539: as many as it adds at most",
    [workload({ spec: "" }), scaler(), budget("minAvailable: 3")],
    ["CR539"],
  ],
  [
    "CR539: none, whatever it adds",
    [workload({ spec: "" }), scaler(), budget("maxUnavailable: 0")],
    ["CR539"],
  ],
  [
    "a DaemonSet has as many as there are nodes",
    [workload({ kind: "DaemonSet", spec: "" }), budget("minAvailable: 1")],
    [],
  ],
  [
    "CR538: a tag that moves by its name",
    [workload().replace("web:1.0", "a.example:5000/web:Stable")],
    ["CR538"],
  ],
  ["a tag that only begins like that", [workload().replace("web:1.0", "web:main-4f3a1c")], []],
  ["CR542: a Service of 64 characters", [named("Service", "a".repeat(64))], ["CR542"]],
  ["a Service of 63", [named("Service", "a".repeat(63))], []],
  ["a ConfigMap may have more", [named("ConfigMap", "a".repeat(64))], []],
  ["a label's value may not", [named("ConfigMap", "a", `, labels: { b: ${"c".repeat(64)} }`)], ["CR542"]],
  ["CR543: another namespace", [named("ConfigMap", "a", ", namespace: other")], ["CR543"]],
  [
    "a namespace that the release makes",
    [named("ConfigMap", "a", ", namespace: other"), named("Namespace", "other")],
    [],
  ],
  ["the release's own namespace", [named("ConfigMap", "a", ", namespace: shop")], []],
  ["CR544: the node's network", [workload({ pod: "hostNetwork: true" })], ["CR544"]],
  ["CR544: root", [workload({ own: ", runAsUser: 0" })], ["CR544"]],
  [
    "CR544: a volume of the node",
    [workload({ pod: "volumes: [{ name: a, hostPath: { path: / } }]" })],
    ["CR544"],
  ],
  ["CR544: the container overrules the pod", [workload({ own: ", runAsNonRoot: false" })], ["CR544"]],
  ["CR530: a key twice", [named("ConfigMap", "a", ", labels: {}, labels: { b: c }")], ["CR530"]],
  ["CR503: an API that is gone", [scaler().replace("/v2", "/v2beta2")], ["CR503"]],
  ["CR502: an object torn apart has no kind", ["metadata: { name: web }\ndata: { a: b }"], ["CR502"]],
  ["CR503: a group that is mistyped", [scaler().replace("autoscaling", "autoscale")], ["CR503"]],
  [
    "CR504: kinds of others are said, once",
    [1, 2].map((one) => `apiVersion: a.example/v1\nkind: A\nmetadata: { name: a${one} }`),
    ["CR504"],
  ],
  ["a CronJob's Jobs have longer names", [cronJob("a".repeat(53))], ["CR542"]],
  ["52 are fine", [cronJob("a".repeat(52))], []],
];
for (const [name, documents, expected] of cases) {
  test(name, () =>
    assert.equal(
      check(...documents).map((one) => one.code),
      expected,
    ),
  );
}

test("the help names the version that is there", () => {
  assert.match(check(scaler().replace("/v2", "/v2beta2"))[0]?.help ?? "", "`apiVersion: autoscaling/v2`");
  assert.is(
    check(scaler().replace("scaleTargetRef", "scaleTargetRefs"))[0]?.help,
    "did you mean `scaleTargetRef`?",
  );
});

test("the help leads on: what a selector misses, which ports are stated, how few pods there are", () => {
  const help = (...documents: string[]) => check(...documents)[0]?.help;
  assert.is(
    help(workload(), service("{ port: 80 }", "app: wbe")),
    "the pods of Deployment/web differ in `app`",
  );
  assert.is(help(workload(), service("{ port: 80 }", "role: db")), undefined);
  assert.match(help(workload(), service("{ port: 80 }")) ?? "", "is stated (4000)");
  assert.match(
    help(workload({ spec: "" }), budget("minAvailable: 1")) ?? "",
    "render no budget where there is one pod",
  );
});
