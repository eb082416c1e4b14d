import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { tempDirectory } from "../harness.ts";
import { commitAll, gitRepository, writeFiles } from "../lint/repository.ts";

type Files = Readonly<Record<string, string>>;

const chartYaml = (name: string, version: string) => `apiVersion: v2
name: ${name}
version: ${version}
description: The ${name} of an application.
kubeVersion: ">=1.32.0-0"
maintainers:
  - name: platform-team
`;

const container = (name: string, image: string) => `        - name: ${name}
          image: {{ ${image} | quote }}
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              memory: 64Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
`;

const deployment = (name: string, image: string, more = "") => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ .Release.Name }}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 30
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile:
          type: RuntimeDefault
      containers:
${container(name, image)}${more}`;

const WEB_PORTS = `          ports:
            - name: http
              containerPort: 8080
`;
const service = (port: string) => `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    app.kubernetes.io/name: {{ .Release.Name }}
  ports:
    - name: http
      port: ${port}
      targetPort: http
`;
const ingress = (path: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ .Release.Name }}
spec:
  rules:
    - host: {{ .Values.host | quote }}
      http:
        paths:
          - path: ${path}
            pathType: Prefix
            backend:
              service:
                name: {{ .Release.Name }}
                port:
                  name: http
`;
const BUDGET = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .Release.Name }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .Release.Name }}
`;

function schema(properties: Record<string, unknown>): string {
  const head = { $schema: "http://json-schema.org/draft-07/schema#", type: "object" };
  const all = { ...properties, global: { type: "object" } };
  return `${JSON.stringify({ ...head, additionalProperties: false, properties: all }, null, 2)}\n`;
}
const replicas = { type: "integer", minimum: 1, maximum: 100 };
const text = { type: "string", minLength: 1 };
const image = (key: string) => ({
  type: "object",
  additionalProperties: false,
  required: [key],
  properties: { [key]: text },
});

/** The charts of another team, version by version: what a tag of their repository holds. */
export const kit: Readonly<Record<"v1" | "v2" | "v3", Files>> = {
  v1: {
    "charts/web/Chart.yaml": chartYaml("web", "1.0.0"),
    "charts/web/values.yaml":
      "# Pods.\nreplicas: 1\nimage:\n  name: registry.example.com/web:1.0.0\n# The name people type.\nhost: web.example.com\n# Of the Service.\nport: 80\n",
    "charts/web/values.schema.json": schema({
      replicas,
      image: image("name"),
      host: text,
      port: { type: "integer", maximum: 65535 },
    }),
    "charts/web/templates/deployment.yaml": deployment("web", ".Values.image.name", WEB_PORTS),
    "charts/web/templates/service.yaml": service("{{ .Values.port }}"),
    "charts/web/templates/ingress.yaml": ingress("/"),
    "charts/worker/Chart.yaml": chartYaml("worker", "0.3.0"),
    "charts/worker/values.yaml":
      "# Pods.\nreplicas: 1\nimage:\n  name: registry.example.com/worker:1.0.0\n# Jobs at a time.\nconcurrency: 5\n",
    "charts/worker/values.schema.json": schema({
      replicas,
      image: image("name"),
      concurrency: replicas,
    }),
    "charts/worker/templates/deployment.yaml": deployment(
      "worker",
      ".Values.image.name",
      "          args: [--concurrency, {{ .Values.concurrency | quote }}]\n",
    ),
    "charts/worker/templates/budget.yaml": BUDGET,
  },
  // web renames a value and gets a budget.
  v2: {
    "charts/web/Chart.yaml": chartYaml("web", "1.1.0"),
    "charts/web/values.yaml":
      "# Pods.\nreplicas: 1\nimage:\n  repository: registry.example.com/web:1.1.0\n# The name people type.\nhost: web.example.com\n# Of the Service.\nport: 80\n",
    "charts/web/values.schema.json": schema({
      replicas,
      image: image("repository"),
      host: text,
      port: { type: "integer", maximum: 65535 },
    }),
    "charts/web/templates/deployment.yaml": deployment("web", ".Values.image.repository", WEB_PORTS),
    "charts/web/templates/budget.yaml": BUDGET,
    "charts/web/migrations/1.1.0.json": '{ "renamed": { "image.name": "image.repository" } }\n',
    "charts/worker/Chart.yaml": chartYaml("worker", "0.4.0"),
    "charts/worker/templates/deployment.yaml": deployment(
      "worker",
      ".Values.image.name",
      "          args: [--concurrency, {{ .Values.concurrency | quote }}]\n",
    ).replace("Seconds: 30", "Seconds: 60"),
  },
  // web's port is gone, and its Ingress changes where the team changed it; worker's budget is changed.
  v3: {
    "charts/web/Chart.yaml": chartYaml("web", "2.0.0"),
    "charts/web/values.yaml":
      "# Pods.\nreplicas: 1\nimage:\n  repository: registry.example.com/web:2.0.0\n# The name people type.\nhost: web.example.com\n",
    "charts/web/values.schema.json": schema({ replicas, image: image("repository"), host: text }),
    "charts/web/templates/service.yaml": service("80"),
    "charts/web/templates/ingress.yaml": ingress("/app"),
    "charts/web/migrations/2.0.0.json": '{ "removed": { "port": "the Service listens at 80" } }\n',
    "charts/worker/Chart.yaml": chartYaml("worker", "0.5.0"),
    "charts/worker/templates/budget.yaml": BUDGET.replace("maxUnavailable: 1", "maxUnavailable: 2"),
  },
};

/** The kit's bare repository, with its three tags, as a file:// address. */
export function bareKit(): string {
  const work = gitRepository({ ...kit.v1, "README.md": "The charts of the platform team.\n" });
  const git = (...words: string[]) => execFileSync("git", ["-C", work, ...words]);
  git("tag", "v1");
  for (const tag of ["v2", "v3"] as const) {
    writeFiles(work, kit[tag]);
    commitAll(work, tag);
    git("tag", tag);
  }
  const bare = path.join(tempDirectory(), "kit.git");
  execFileSync("git", ["clone", "-q", "--bare", work, bare]);
  rmSync(work, { recursive: true });
  return `file://${bare}`;
}
