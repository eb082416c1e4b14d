import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { run } from "../../../scripts/core/exec.ts";
import { type Json, valueAt } from "../../../scripts/core/json.ts";
import { checkEnvironments } from "../../../scripts/pipeline.ts";
import { toolEnvironment } from "../../../scripts/tools/environment.ts";
import { findTool } from "../../../scripts/tools/find.ts";
import { repositoryOf } from "../../rig.ts";

/** A helmfile repository that is not laid out like ours, with a key of its own. */
export interface Foreign {
  readonly root: string;
  /** Variables for chartroom: no key of the machine, only the repository's; a home of its own. */
  readonly env: Record<string, string | undefined>;
  readonly recipient: string;
}

/** A chart without a schema that prints its values, so that what helm gets is in the render. */
export function chart(name: string, values = "a: 1\n"): Record<string, string> {
  return {
    [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
    [`charts/${name}/values.yaml`]: values,
    [`charts/${name}/templates/x.yaml`]:
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\nstringData:\n  values: {{ .Values | toJson | quote }}\n",
  };
}

/** Makes the repository; `secret` files are encrypted by the real sops for its own key. */
export async function foreign(
  files: Readonly<Record<string, string>>,
  secret: Readonly<Record<string, string>> = {},
): Promise<Foreign> {
  const root = repositoryOf({ ...files, ...secret, "home/x": "" });
  const keygen = await tool("age-keygen");
  const key = path.join(root, "home/key.txt");
  await run(keygen, ["-o", key]);
  const recipient = /public key: (\S+)/.exec(readFileSync(key, "utf8"))?.[1] ?? "";
  if (files[".sops.yaml"] === undefined)
    writeFileSync(path.join(root, ".sops.yaml"), `creation_rules:\n- age: ${recipient}\n`);
  for (const file of Object.keys(secret)) await encrypt(root, file, recipient);
  const cache = process.env.XDG_CACHE_HOME ?? path.join(process.env.HOME ?? "", ".cache");
  const env = {
    HOME: path.join(root, "home"),
    XDG_CONFIG_HOME: path.join(root, "home"),
    SOPS_AGE_KEY: undefined,
    SOPS_AGE_KEY_CMD: undefined,
    SOPS_AGE_KEY_FILE: key,
    CHARTROOM_CACHE: process.env.CHARTROOM_CACHE ?? path.join(cache, "chartroom"),
  };
  return { root, env, recipient };
}

/** Encrypts a file in place, whatever .sops.yaml says. */
async function encrypt(root: string, file: string, recipient: string): Promise<void> {
  const args = ["--config", "/dev/null", "encrypt", "--in-place", "--age", recipient, file];
  const ran = await run(await tool("sops"), args, { cwd: root });
  if (ran.code !== 0) throw new Error(ran.stderr);
}

/** The first line of each finding and the place below it: `warning[CR162] helmfile.yaml:1:2`. */
export function placed(text: string): string[] {
  return [...text.matchAll(/^(\w+\[CR\d{3}\]): .*\n(?: {2}(\S+:\d+:\d+))?/gm)].map(
    (one) => `${one[1]}${one[2] === undefined ? "" : ` ${one[2]}`}`,
  );
}

/** The path of an external tool. */
export async function tool(name: "sops" | "age-keygen" | "helmfile" | "helm"): Promise<string> {
  const found = await findTool(name);
  if (!found.ok) throw new Error(`${name} is missing`);
  return found.value.path;
}

/** The values that each release's Helm got from the real helmfile (`helmfile template`), by the chart's own print. */
export async function applied(
  one: Foreign,
  name: string,
  ...options: string[]
): Promise<Record<string, Json>> {
  const ran = await run(
    await tool("helmfile"),
    ["-e", name, ...options, "--log-level", "error", "template"],
    {
      cwd: one.root,
      env: { ...(await toolEnvironment()), ...one.env, TMPDIR: path.join(one.root, "home") },
    },
  );
  if (ran.code !== 0) throw new Error(ran.stderr);
  return printed(parseAllDocuments(ran.stdout).map((document) => document.toJS() as Json));
}

/** The same of chartroom's own render. */
export async function checked(one: Foreign, name: string): Promise<Record<string, Json>> {
  const saved = { ...process.env };
  for (const [key, value] of Object.entries(one.env)) {
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  }
  try {
    const result = await checkEnvironments([name], { cwd: one.root });
    const [environment] = result.ok ? result.value.checked : [];
    if (!environment) throw new Error(JSON.stringify(result));
    const installs = environment.rendered.filter(({ phase }) => phase === "install");
    return printed(installs.flatMap(({ manifests }) => manifests.map(({ object }) => object as Json)));
  } finally {
    process.env = saved;
  }
}

function printed(objects: readonly Json[]): Record<string, Json> {
  return Object.fromEntries(
    objects.flatMap((object) => {
      const text = valueAt(object, ["stringData", "values"]);
      return typeof text === "string"
        ? [[String(valueAt(object, ["metadata", "name"])), JSON.parse(text) as Json]]
        : [];
    }),
  );
}
