import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run } from "../../scripts/core/exec.ts";
import { writeWhole } from "../../scripts/core/files.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { chartFiles } from "./chart.ts";

/** A helmfile repository made for the benchmark. */
export interface BenchRepository {
  readonly root: string;
  readonly releases: readonly string[];
  readonly environments: readonly string[];
  /** Encrypted files, relative to the root. */
  readonly secrets: readonly string[];
  /** The private key that opens them. */
  readonly key: string;
  /** Changes one value of every release in the first environment, so that an apply has something to do. */
  change(to: string): void;
}

const ENVIRONMENTS = ["local", "staging", "production"];

/**
 * A repository as its owner would write it by hand: one helmfile, a chart for each release, values for each release and
 * for each environment, one encrypted file for each environment.
 */
export async function makeRepository(root: string, count: number): Promise<BenchRepository> {
  const releases = Array.from({ length: count }, (_, at) => `app-${String(at + 1).padStart(2, "0")}`);
  const write = (file: string, text: string) => writeWhole(path.join(root, file), text);
  mkdirSync(root, { recursive: true });
  const key = path.join(root, ".keys", "age.txt");
  mkdirSync(path.dirname(key));
  const keygen = await findTool("age-keygen");
  if (!keygen.ok || (await run(keygen.value.path, ["-o", key])).code !== 0)
    throw new Error("no key was made");
  const recipient = /public key: (\S+)/.exec(readFileSync(key, "utf8"))?.[1] ?? "";
  write(".sops.yaml", `creation_rules:\n  - age: ${recipient}\n`);
  write("helmfile.d/apps.yaml.gotmpl", helmfile(releases));
  write("environments/secrets.yaml.gotmpl", SECRETS);
  write("environments/release.yaml.gotmpl", "{{ .Values | get .Release.Name dict | toYaml }}\n");
  write("environments/_base.yaml", "timeout: 300\nnamespace: bench\n");
  for (const name of releases) {
    write(`values/${name}.yaml`, releaseValues(name));
    for (const [file, text] of Object.entries(chartFiles(name))) write(`charts/${name}/${file}`, text);
  }
  const secrets: string[] = [];
  for (const environment of ENVIRONMENTS) {
    write(`environments/${environment}/values.yaml`, environmentValues(environment, releases, "1.0.0"));
    const file = `environments/${environment}/secrets.yaml`;
    write(file, plainSecrets(environment, releases));
    await encrypt(root, file);
    secrets.push(file);
  }
  const change = (to: string): void =>
    write("environments/local/values.yaml", environmentValues("local", releases, to));
  return { root, releases, environments: ENVIRONMENTS, secrets, key, change };
}

async function encrypt(root: string, file: string): Promise<void> {
  const sops = await findTool("sops");
  const ran = sops.ok
    ? await run(sops.value.path, ["encrypt", "--in-place", file], { cwd: root })
    : undefined;
  if (ran?.code !== 0) throw new Error(`sops did not encrypt ${file}: ${ran?.stderr ?? "it is missing"}`);
}

const SECRETS = `{{ fetchSecretValue (printf "ref+sops://../environments/%s/secrets.yaml" .Environment.Name) }}\n`;

function helmfile(releases: readonly string[]): string {
  return `environments:
{{- range $name := list ${ENVIRONMENTS.map((one) => `"${one}"`).join(" ")} }}
  {{ $name }}:
    values:
      - ../environments/_base.yaml
      - ../environments/{{ $name }}/values.yaml
      - ../environments/secrets.yaml.gotmpl
{{- end }}
---
helmDefaults:
  kubeContext: {{ .Values.context | quote }}
  createNamespace: true
  wait: true
  timeout: {{ .Values.timeout }}

releases:
${releases.map(releaseEntry).join("\n")}`;
}

function releaseEntry(name: string): string {
  return `  - name: ${name}
    namespace: {{ .Values.namespace }}
    chart: ../charts/${name}
    values:
      - ../values/${name}.yaml
      - ../environments/release.yaml.gotmpl
`;
}

function releaseValues(name: string): string {
  return `# What all environments of ${name} share.
image:
  repository: ghcr.io/example/${name}
config:
  APP_NAME: ${name}
  CACHE_TTL: "300"
ingress:
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
resources:
  requests:
    cpu: 200m
`;
}

function environmentValues(environment: string, releases: readonly string[], tag: string): string {
  const context = environment === "local" ? "kwok-chartroom" : environment;
  const apps = releases.map(
    (name) => `
${name}:
  replicaCount: ${environment === "production" ? 3 : 1}
  image:
    tag: ${tag}
  ingress:
    host: ${name}.${environment}.example.com
  config:
    LOG_LEVEL: ${environment === "production" ? "warn" : "debug"}
`,
  );
  return `context: ${context}\n${apps.join("")}`;
}

function plainSecrets(environment: string, releases: readonly string[]): string {
  return releases
    .map(
      (name) => `${name}:
  secrets:
    databaseUrl: ecto://${name}:pw-${environment}-${name}-x9@db.${environment}.internal/${name}
    secretKeyBase: ${`${name}-${environment}-`.padEnd(64, "k3J9")}
`,
    )
    .join("");
}

/** Variables with which every program of the benchmark opens the repository's secrets, and no key of the machine does. */
export function keyVariables({ root, key }: BenchRepository): Record<string, string | undefined> {
  const own = Object.keys(process.env).filter((name) => name.startsWith("SOPS_AGE_"));
  return {
    ...Object.fromEntries(own.map((name) => [name, undefined])),
    SOPS_AGE_KEY_FILE: key,
    XDG_CONFIG_HOME: path.join(root, ".keys"),
  };
}
