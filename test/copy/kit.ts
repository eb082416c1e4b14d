import { readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { toolEnvironment } from "../../scripts/tools/environment.ts";
import { assert } from "../harness.ts";
import { tool } from "../integration/foreign/foreign.ts";
import { type CliResult, chartroom } from "../rig.ts";

/** A chart of the repository's own. */
export const own = {
  "charts/own/Chart.yaml": "apiVersion: v2\nname: own\nversion: 1.0.0\n",
  "charts/own/values.yaml": "size: 1\n",
  "charts/own/values.schema.json": '{"type":"object","properties":{"size":{"type":"integer"}}}\n',
  "charts/own/templates/x.yaml":
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}\ndata: {size: {{ .Values.size | quote }}}\n",
};
/** A chart of a kit. */
export const chart = (name: string, version = "1.0.0", more = "") => ({
  [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
  [`charts/${name}/values.yaml`]: "host: none\n",
  [`charts/${name}/values.schema.json`]: `{"type":"object","additionalProperties":false,"properties":{"host":{"type":"string"}${more}}}\n`,
  [`charts/${name}/templates/x.yaml`]:
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}\ndata: {host: {{ .Values.host }}}\n",
});
/** A kit of two charts, one of which is released under another name and comes after the other. */
export const KIT = {
  ...chart("web"),
  ...chart("base"),
  "helmfile.d/10-all.yaml.gotmpl": `releases:
  - name: ground
    namespace: ground
    chart: ../charts/base
  - name: web
    namespace: {{ .Values.namespace }}
    chart: ../charts/web
    disableValidationOnInstall: true
    needs:
      {{- if true }}
      - ground/ground
      {{- end }}
      - monitoring/elsewhere
`,
  "schemas/environment.schema.json": JSON.stringify({
    properties: { web: { description: "The shop.", $ref: "../charts/web/values.schema.json" } },
  }),
};
/** Where a kit's entries and its schema are, from the folder of the helmfile. */
export const ENTRIES = "helmfile.d/50-charts.yaml.gotmpl";
export const SCHEMA = "schemas/environment.schema.json";

/** A file of a repository. */
export const read = (root: string, name: string): string => readFileSync(path.join(root, name), "utf8");
/** `chartroom copy` in a folder. */
export const copy = (root: string, ...args: string[]): Promise<CliResult> =>
  chartroom(["copy", ...args], { cwd: root, env: { CHARTROOM_CACHE: process.env.CHARTROOM_CACHE } });

/** The ConfigMaps that the real helmfile makes: `namespace/name data`. */
export async function rendered(root: string, environment: string): Promise<readonly string[]> {
  const ran = await run(await tool("helmfile"), ["-e", environment, "--log-level", "error", "template"], {
    cwd: root,
    env: await toolEnvironment(),
  });
  if (ran.code !== 0) throw new Error(ran.stderr);
  const found = ran.stdout.matchAll(/^metadata: \{name: (\S+), namespace: (\S+)\}\ndata: \{(.*)\}$/gm);
  return [...found].map(([, name, namespace, data]) => `${namespace}/${name} ${data}`).sort();
}

/** `chartroom check` finds no error; what it printed. */
export async function checks(root: string, ...args: string[]): Promise<string> {
  const ran = await chartroom([...args, "check"], { cwd: root });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  return ran.stdout;
}
