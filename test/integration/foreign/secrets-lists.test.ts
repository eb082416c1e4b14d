import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../../harness.ts";
import { chartroom } from "../../rig.ts";
import { chart, type Foreign, foreign, placed } from "./foreign.ts";

const test = suite("integration: a helmfile with `secrets:` lists, as for helm-secrets");

const HELMFILE = `environments:
  dev:
    values: [dev.yaml]
    secrets: [dev-secrets.yaml]
---
releases:
- name: web
  namespace: shop
  chart: ./charts/web
  values:
  - web.yaml
  - web.yaml.gotmpl
  secrets: [web-secrets.yaml]
`;
const FILES = {
  ...chart("web", "db: {}\nurl: ''\nreplicas: 1\ntoken: ''\nport: 0\n"),
  "helmfile.yaml": HELMFILE,
  "dev.yaml": "db:\n  user: app\n",
  "web.yaml": "replicas: 2\n",
  "web.yaml.gotmpl":
    "url: pg://{{ .Values.db.user }}:{{ .Values.db.password }}@db\nport: {{ .Values.db.port }}\ndb: {{ .Values.db | toJson }}\n",
};
const SECRETS = {
  "dev-secrets.yaml": "db:\n  password: hunter22\n  port: 5432123\n",
  "web-secrets.yaml": "token: tok-hunter33\n",
};

async function run({ root, env }: Foreign, ...args: string[]) {
  const ran = await chartroom(["-e", "dev", ...args], { cwd: root, env });
  assert.not.match(ran.stdout + ran.stderr, /hunter22|hunter33/);
  return ran;
}

test("without the plugin the files are opened by sops itself, and what is missing is said once: CR026", async () => {
  const one = await foreign(FILES, SECRETS);
  const ran = await run(one, "check");
  assert.equal(placed(ran.stdout), ["warning[CR026] helmfile.yaml:4:5", "note[CR215] helmfile.yaml:7:9"]);
  assert.is(ran.code, 0);
  assert.equal(
    readdirSync(one.root).filter((name) => /^secret/.test(name)),
    [],
    "no plain text beside the encrypted files",
  );
});

test("values say which file and line set a secret, a template's its file", async () => {
  const one = await foreign(FILES, SECRETS);
  const { stdout } = await run(one, "values", "web");
  assert.match(stdout, /web.token: <secret>\n.*\n? {4}set in web-secrets.yaml:1:8/);
  assert.match(stdout, /web.replicas: 2\n.*charts\/web\/values.yaml:3:11\n {4}set in web.yaml:1:11/);
  assert.match(stdout, /web.url: <secret>\n.*\n {4}set in web.yaml.gotmpl:1:1/);
  assert.match(stdout, /web.db.password: <secret>\n {4}set in dev-secrets.yaml:2:15/);
  assert.match(stdout, /web.port: .*\n.*\n {4}set in web.yaml.gotmpl:1:1/);
});

test("the render holds the opened values, masked", async () => {
  const one = await foreign(FILES, SECRETS);
  const ran = await run(one, "render");
  assert.match(ran.stdout, /<secret>/);
  assert.not.match(ran.stdout, /ENC\[/);
  assert.is(ran.code, 0, ran.stderr);
});

test("without a key names and types are checked, and nothing encrypted is shown as a value", async () => {
  const one = await foreign(FILES, SECRETS);
  const closed = { ...one, env: { ...one.env, SOPS_AGE_KEY_FILE: "/nowhere" } };
  const ran = await run(closed, "check");
  assert.ok(placed(ran.stdout).includes("note[CR025]"), ran.stdout);
  assert.not.match(ran.stdout, /error\[/);
  assert.is(ran.code, 0);
  const values = await run(closed, "values", "web");
  assert.not.match(values.stdout, /ENC\[/);
  assert.match(values.stdout, /web.token: <secret>|web.token: .*encrypted/);
});

test("with the plugin helmfile decrypts, and nothing is said", async () => {
  const one = await foreign(FILES, SECRETS);
  const folder = path.join(one.root, "home/plugins/secrets");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "plugin.yaml"),
    'name: secrets\nversion: 4.6.5\nusage: x\ndescription: x\ncommand: "sh $HELM_PLUGIN_DIR/run.sh"\n',
  );
  writeFileSync(path.join(folder, "run.sh"), 'exec sops decrypt "$2"\n');
  const env = { ...one.env, HELM_PLUGINS: path.join(one.root, "home/plugins") };
  const ran = await run({ ...one, env }, "check");
  assert.equal(placed(ran.stdout), ["note[CR215] helmfile.yaml:7:9"]);
});

test("a sops file below `values:` reaches Helm encrypted: CR161", async () => {
  const one = await foreign(
    { ...FILES, "helmfile.yaml": HELMFILE.replace("  - web.yaml\n", "  - plain-list.yaml\n") },
    { ...SECRETS, "plain-list.yaml": "token: tok-hunter33\n" },
  );
  const ran = await run(one, "check");
  assert.ok(placed(ran.stdout).includes("error[CR161] helmfile.yaml:11:5"), ran.stdout);
  assert.match(ran.stdout, /helmfile does not decrypt it/);
  assert.not.match(ran.stdout, /CR220/);
  assert.is(ran.code, 1);
});

test("`secrets://` in a list of values is refused by helmfile, and the help says what to write", async () => {
  const one = await foreign(
    { ...FILES, "helmfile.yaml": HELMFILE.replace("  - web.yaml\n", "  - secrets://web-secrets.yaml\n") },
    SECRETS,
  );
  const ran = await run(one, "check");
  assert.equal(placed(ran.stdout), ["error[CR024] helmfile.yaml:11:5"]);
  assert.match(ran.stdout, /help: .*`secrets:`/);
});

test("without a key a value that a template takes from a secret is there, and what it does not take is not", async () => {
  const schema = {
    type: "object",
    additionalProperties: false,
    required: ["url", "port", "hosts"],
    properties: {
      url: { type: "string", pattern: "^pg://" },
      port: { type: "integer" },
      hosts: { type: "array", items: { type: "string" } },
      global: {},
    },
  };
  const one = await foreign(
    {
      ...FILES,
      "helmfile.yaml": HELMFILE.replace("  - web.yaml\n", "").replace("  secrets: [web-secrets.yaml]\n", ""),
      "charts/web/values.yaml": "url: pg://db\nport: 0\nhosts: []\n",
      "charts/web/values.schema.json": JSON.stringify(schema),
      // `web` is the name of a release, too, and this helmfile gives it nothing of it.
      "web.yaml.gotmpl":
        "url: pg://{{ .Values.db.user }}:{{ .Values.web.password }}@db\nport: {{ .Values.web.port }}\nhosts:\n- db\n- {{ .Values.web.password }}\n",
    },
    { "dev-secrets.yaml": "web:\n  password: hunter22\n  port: 5432123\n" },
  );
  assert.equal(placed((await run(one, "check")).stdout), ["warning[CR026] helmfile.yaml:4:5"]);
  const closed = { ...one, env: { ...one.env, SOPS_AGE_KEY_FILE: "/nowhere" } };
  const ran = await run(closed, "check");
  assert.equal(
    placed(ran.stdout).filter((line) => !/CR(?:025|026|150)/.test(line)),
    ["note[CR306] helmfile.yaml:7:9"], // of what type it is, nobody knows
    ran.stdout,
  );
  const values = await run(closed, "values", "web");
  assert.match(values.stdout, /web\.url: <secret> \(made of an encrypted value, no key\)/);
  assert.match(values.stdout, /web\.hosts\[0\]: "db"/);
});
