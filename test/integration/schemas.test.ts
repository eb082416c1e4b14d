import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { kubernetesTable } from "../../scripts/check/schemas/table.ts";
import { walk } from "../../scripts/check/schemas/walk.ts";
import { clusterDown, clusterUp } from "../../scripts/cluster/cluster.ts";
import { isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { readYaml } from "../../scripts/render/manifest-yaml.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("integration: the field table finds nothing that the API server takes");

const objects = `
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 2
  strategy: { rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 } }
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      securityContext: { runAsNonRoot: true, fsGroup: 10001 }
      volumes: [{ name: tmp, emptyDir: { sizeLimit: 1Gi } }]
      containers:
        - name: web
          image: web:1.0
          args: [start]
          env: [{ name: A, value: b }, { name: C, valueFrom: { secretKeyRef: { name: a, key: b } } }]
          ports: [{ name: http, containerPort: 4000 }]
          readinessProbe: { httpGet: { path: /, port: http }, periodSeconds: 5 }
          resources: { requests: { cpu: 50m, memory: 64Mi } }
          volumeMounts: [{ name: tmp, mountPath: /tmp }]
---
apiVersion: v1
kind: Service
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: batch/v1
kind: Job
spec: { backoffLimit: 0, template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
spec:
  tls: [{ hosts: [a.example], secretName: tls }]
  rules: [{ host: a.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
spec:
  minReplicas: 1
  maxReplicas: 3
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
spec: { minAvailable: 50%, selector: { matchLabels: { app: web } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }], ports: [{ port: http }] }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: a }
subjects: [{ kind: ServiceAccount, name: a, namespace: default }]
---
apiVersion: v1
kind: PersistentVolumeClaim
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`
  .split(/^---$/m)
  .map((one) => readYaml(one).value as JsonObject);

interface Mutant {
  readonly what: string;
  readonly object: JsonObject;
  /** The server cannot take it, whatever the field. */
  readonly hopeless: boolean;
}

/** The object with one change, for each change at each place below `value`. */
function* mutants(value: Json, rebuild: (value: Json) => JsonObject, at: string): Generator<Mutant> {
  const changes: [string, Json, boolean][] =
    isObject(value) || Array.isArray(value)
      ? [["text", "x", true]]
      : [
          ["a map", { a: "b" }, true],
          ["a number", 7, false],
          ["a fraction", 1.5, false],
          ["true", true, false],
          ["text", "x1", false],
          ["null", null, false],
        ];
  if (at !== "")
    for (const [name, changed, hopeless] of changes)
      yield { what: `${at}: ${name}`, object: rebuild(changed), hopeless };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* mutants(item, (next) => rebuild(value.with(index, next)), `${at}[${index}]`);
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (["apiVersion", "kind"].includes(key) && at === "") continue;
    const { [key]: _, ...others } = value;
    yield { what: `${at}.${key}: left out`, object: rebuild(others), hopeless: false };
    yield* mutants(inner, (next) => rebuild({ ...value, [key]: next }), `${at}.${key}`);
  }
}

test.before(async () => {
  process.env.CHARTROOM_CLUSTER_DIRECTORY = path.join(tempDirectory(), "cluster");
  const up = await clusterUp();
  if (!up.ok) throw new Error(JSON.stringify(up.error));
});

test.after(async () => {
  await clusterDown();
  delete process.env.CHARTROOM_CLUSTER_DIRECTORY;
});

test("each change that the table refuses is refused by the API server, too", async () => {
  const table = kubernetesTable();
  const all = objects
    .flatMap((object) =>
      [...mutants(object, (value) => value as JsonObject, "")].map((one) => ({ ...one, kind: object.kind })),
    )
    .map((one, index) => ({
      ...one,
      object: { ...one.object, metadata: { name: `a${index}` } } as JsonObject,
    }));
  const text = all.map((one) => JSON.stringify(one.object)).join("\n");
  const file = path.join(tempDirectory(), "all.json");
  writeFileSync(file, text);
  const sent = ["create", "--dry-run=server", "--validate=strict", "-o", "name", "-f", file];
  const answer = await kubectl(sent, await childVariables(true));
  const taken = new Set(answer.stdout.split("\n").map((line) => line.replace(/.*\//, "")));
  const wrong: string[] = [];
  for (const [index, { object, what, kind, hopeless }] of all.entries()) {
    const type = table.kinds[`${String(object.apiVersion)} ${String(object.kind)}`] as string;
    const refused = walk(object, type, (name) => table.types[name]).length > 0;
    if (refused && taken.has(`a${index}`)) wrong.push(`${String(kind)}${what} is taken`);
    if (hopeless && !refused && !taken.has(`a${index}`)) wrong.push(`${String(kind)}${what} was not seen`);
  }
  assert.ok(taken.size > 50, answer.stderr.slice(0, 500));
  assert.ok(all.length > 400, String(all.length));
  assert.equal(wrong, []);
});
