import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { toolsDirectory } from "../../../scripts/tools/cached.ts";
import { assert, tempDirectory } from "../../harness.ts";
import { change, demoKey, isolated, read, sops, write } from "../keys.ts";
import { canaries } from "./search.ts";
import { type Way, ways } from "./ways.ts";

/** A repository with the canaries in it, and the variables under which nothing of the machine's is read. */
export interface Planted {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Seals the environment's secrets again after a change of the plain ones. */
  seal(secrets: Readonly<Record<string, unknown>>): Promise<void>;
}

const { plain, shortPlain, typed: _, ...sealed } = canaries;
export const environment = "local";
const secretsFile = `environments/${environment}/secrets.yaml`;

const secret = { type: "string", writeOnly: true };
const schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  additionalProperties: false,
  properties: {
    global: { type: "object" },
    secrets: {
      type: "object",
      properties: {
        ...Object.fromEntries(
          Object.keys(sealed).map((name) => [name, { ...secret, type: ["string", "number"] }]),
        ),
      },
    },
    plain: { type: "object", properties: { token: secret, pin: secret } },
    limit: { type: "integer" },
    word: { type: "string", maxLength: 3 },
  },
};

/** The sample repository with a chart that lets its secrets out on each of `templates`, in the environment `local`. */
export async function planted(templates: readonly Way[] = ways): Promise<Planted> {
  const { root, env } = isolated();
  const chart = path.join(root, "charts/leaky/templates");
  mkdirSync(chart, { recursive: true });
  write(root, "charts/leaky/Chart.yaml", "apiVersion: v2\nname: leaky\nversion: 0.1.0\n");
  write(root, "charts/leaky/values.yaml", "secrets: {}\nplain: {}\n");
  write(root, "charts/leaky/values.schema.json", JSON.stringify(schema));
  for (const { name, template } of templates) writeFileSync(path.join(chart, `${name}.yaml`), template);
  writeFileSync(
    path.join(chart, "NOTES.txt"),
    "Log in with {{ .Values.secrets.cookie }} or {{ .Values.secrets.password | quote }}.\n",
  );
  addRelease(root);
  // Way 18: a secret that only its schema calls one, unencrypted in a values file, and one too short to look for.
  write(
    root,
    `environments/${environment}/values.yaml`,
    `${read(root, `environments/${environment}/values.yaml`)}
leaky:
  plain: { token: ${plain}, pin: ${shortPlain} }
`,
  );
  const place: Planted = {
    root,
    env: {
      ...process.env,
      ...env,
      CI: "true",
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
      TMPDIR: tempDirectory(),
      CHARTROOM_CACHE: tempDirectory(),
      CHARTROOM_TOOLS: toolsDirectory(),
      KUBECONFIG: path.join(root, "home", "no-kubeconfig"),
    },
    seal: (secrets) => seal(root, secrets),
  };
  await place.seal(values());
  return place;
}

/** The plain values of the secrets file; `changes` are merged into the planted chart's. */
export function values(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    phoenix: {
      secrets: {
        databaseUrl: { value: canaries.databaseUrl },
        secretKeyBase: { value: canaries.keyBase },
        releaseCookie: { value: canaries.cookie },
      },
    },
    postgres: { auth: { password: canaries.password } },
    leaky: { secrets: sealed, ...changes },
  };
}

async function seal(root: string, secrets: Readonly<Record<string, unknown>>): Promise<void> {
  write(root, secretsFile, JSON.stringify(secrets));
  const args = ["encrypt", "--input-type", "json", "--output-type", "yaml", "--in-place", `./${secretsFile}`];
  const made = await sops(root, args, demoKey(root));
  assert.is(made.code, 0, made.stderr);
}

function addRelease(root: string): void {
  change(
    root,
    "helmfile.d/10-releases.yaml.gotmpl",
    /$/,
    `
  - name: leaky
    namespace: {{ .Values.namespace }}
    chart: ../charts/leaky
    condition: releases.leaky.enabled
    values:
      - ../environments/release.yaml.gotmpl
`,
  );
  change(root, "environments/_base/values.yaml", /^releases:\n/m, "releases:\n  leaky:\n    enabled: true\n");
  const file = "schemas/environment.schema.json";
  const whole = JSON.parse(read(root, file));
  whole.properties.leaky = { $ref: "../charts/leaky/values.schema.json" };
  whole.properties.releases.properties.leaky = { type: "object" };
  write(root, file, JSON.stringify(whole, null, 2));
}
