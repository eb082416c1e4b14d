import { readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { tempDirectory } from "../harness.ts";
import { gitRepository } from "../lint/repository.ts";
import { ownChart } from "./own-chart.ts";

/** A team's repository: its folder, and the one key of its secrets, which lies outside of it. */
export interface Team {
  readonly root: string;
  readonly key: string;
}

const environment = (name: string) => `  ${name}:
    values:
      - config/common.yaml
      - config/${name}.yaml
    secrets:
      - config/${name}.secrets.yaml
`;
const release = (name: string, layers: string) => `  - name: ${name}
    namespace: shop
    chart: ./deploy/${name}
${layers}`;

export const HELMFILE = `environments:
${environment("staging")}${environment("production")}---
helmDefaults:
  kubeContext: {{ .Values.cluster }}
  timeout: 300
releases:
${release("web", "    values:\n      - releases/web.yaml\n      - releases/web-{{ .Environment.Name }}.yaml\n")}${release("worker", "    values:\n      - releases/worker.yaml\n")}${release("reports", "    values:\n      - releases/reports.yaml.gotmpl\n    secrets:\n      - releases/reports-{{ .Environment.Name }}.secrets.yaml\n")}`;

const FILES: Readonly<Record<string, string>> = {
  "helmfile.yaml.gotmpl": HELMFILE,
  "config/common.yaml": "domain: shop.example.com\n",
  "config/staging.yaml": "cluster: shop-staging\nlogLevel: debug\n",
  "config/production.yaml": "cluster: shop-production\nlogLevel: info\n",
  "releases/web.yaml":
    "image:\n  name: registry.example.com/shop:3.1.0\nhost: shop.example.com\nport: 8080\n",
  "releases/web-staging.yaml": "replicas: 1\n",
  "releases/web-production.yaml": "replicas: 4\nimage:\n  name: registry.example.com/shop:3.0.2\n",
  "releases/worker.yaml": "image:\n  name: registry.example.com/shop-worker:3.1.0\nconcurrency: 10\n",
  "releases/reports.yaml.gotmpl":
    "host: reports.{{ .Values.domain }}\nlogLevel: {{ .Values.logLevel }}\npassword: {{ .Values.reports.database }}\n",
  ".gitignore": "node_modules\n",
  "ct.yaml": "chart-dirs: [deploy]\nvalidate-maintainers: false\n",
};
const SECRETS: Readonly<Record<string, string>> = {
  "config/staging.secrets.yaml": "reports:\n  database: staging-hunter2\n",
  "config/production.secrets.yaml": "reports:\n  database: production-hunter2\n",
  "releases/reports-staging.secrets.yaml": "token: staging-hunter3\n",
  "releases/reports-production.secrets.yaml": "token: production-hunter3\n",
};

/** The team before it copies any chart, all of it committed: helmfile, own chart, secrets encrypted by the real sops. */
export async function newTeam(more: Readonly<Record<string, string>> = {}): Promise<Team> {
  const key = path.join(tempDirectory(), "key.txt");
  await tool("age-keygen", ["-o", key], "/");
  const recipient = /public key: (\S+)/.exec(readFileSync(key, "utf8"))?.[1] ?? "";
  const own = Object.entries(ownChart("reports")).map(([file, text]) => [`deploy/reports/${file}`, text]);
  const rules = `creation_rules:\n  - path_regex: \\.secrets\\.yaml$\n    age: ${recipient}\n`;
  const root = gitRepository({
    ...FILES,
    ...Object.fromEntries(own),
    ...SECRETS,
    ".sops.yaml": rules,
    ...more,
  });
  for (const file of Object.keys(SECRETS)) await tool("sops", ["encrypt", "--in-place", file], root);
  return { root, key };
}

/** Runs an external tool to its end; throws where it fails. */
export async function tool(
  name: "age-keygen" | "sops",
  words: readonly string[],
  cwd: string,
): Promise<string> {
  const found = await findTool(name);
  if (!found.ok) throw new Error(`${name} is missing`);
  const ran = await run(found.value.path, [...words], { cwd });
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran.stdout;
}
