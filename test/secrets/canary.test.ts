import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom } from "../rig.ts";
import { demoKey, isolated, sops, write } from "./keys.ts";

const test = suite("secrets: a canary is in no output and in no file");
const staging = "environments/staging/secrets.yaml";

/** Each with characters that change in a URL, in JSON or in YAML. */
const canaries = {
  password: 'kAnary/8+pass=?&uZ"q',
  databaseUrl: "ecto://shop:kAnary-url-Zx81@postgres:5432/shop",
  keyBase: "kAnary-base-".padEnd(64, "0a9Z"),
  cookie: "kAnary-cookie-55aa",
  number: 987654321987,
};

/** What to look for: the value, percent-encoded, escaped, and its base64 wherever it begins in a longer text. */
const forms: readonly [string, string][] = Object.entries(canaries).flatMap(([name, value]) => {
  const text = String(value);
  const encoded = [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString("base64");
    return whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + text.length) * 8) / 6));
  });
  const all = [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), ...encoded];
  return [...new Set(all)].map((form): [string, string] => [name, form]);
});

interface Place {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Every folder that chartroom or its children could write to, but the private one. */
  readonly searched: readonly string[];
}

async function planted(change: (root: string, secrets: string[]) => void = () => {}): Promise<Place> {
  const { root, env } = isolated();
  const [temp, cache] = [tempDirectory(), tempDirectory()];
  const secrets = [
    `phoenix:`,
    `    secrets:`,
    `        databaseUrl: { value: "${canaries.databaseUrl}" }`,
    `        secretKeyBase: { value: "${canaries.keyBase}" }`,
    `        releaseCookie: { value: "${canaries.cookie}" }`,
    `postgres:`,
    `    auth: { password: ${JSON.stringify(canaries.password)} }`,
  ];
  change(root, secrets);
  write(root, staging, `${secrets.join("\n")}\n`);
  const made = await sops(root, ["encrypt", "--in-place", `./${staging}`], demoKey(root));
  assert.is(made.code, 0, made.stderr);
  const variables = {
    ...env,
    TMPDIR: temp,
    CHARTROOM_CACHE: cache,
    CHARTROOM_TOOLS: toolsDirectory(),
    KUBECONFIG: path.join(root, "home", "no-kubeconfig"),
  };
  return { root, env: variables, searched: [root, temp, cache] };
}

/** Runs one command line; while it runs, and after it, no file holds a canary, and its output never does. */
async function runs(place: Place, args: readonly string[]): Promise<string> {
  let running = true;
  const found = new Set<string>();
  const look = () => {
    for (const folder of place.searched) for (const one of holders(folder)) found.add(one);
  };
  const watch = (async () => {
    while (running) {
      look();
      await pause(150);
    }
  })();
  const ran = await chartroom(args, { cwd: place.root, env: place.env });
  running = false;
  await watch;
  look();
  const output = ran.stdout + ran.stderr;
  const printed = forms.filter(([, form]) => output.includes(form)).map(([name]) => name);
  assert.equal(printed, [], `printed by ${args.join(" ")}`);
  assert.equal([...found], [], `written by ${args.join(" ")}`);
  assert.not.match(output, /bug in chartroom/);
  return output;
}

function holders(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      try {
        const text = readFileSync(file, "latin1");
        return forms.some(([, form]) => text.includes(form));
      } catch {
        return false; // gone in the meantime
      }
    });
}

test("the search finds every form, so that its silence means something", () => {
  const folder = tempDirectory();
  for (const [, form] of forms) {
    write(folder, "file", `before ${form} after`);
    assert.equal(holders(folder), [path.join(folder, "file")]);
  }
  write(folder, "file", Buffer.from(`xx${canaries.password}yy`).toString("base64"));
  assert.is(holders(folder).length, 1);
});

const formats = ["pretty", "json", "sarif", "github"];

test("in a repository where all is well", async () => {
  const place = await planted();
  for (const format of formats)
    await runs(place, ["-e", "staging", "check", "--verbose", "--format", format]);
  const rendered = await runs(place, ["-e", "staging", "render"]);
  assert.match(rendered, /<secret>/);
  assert.match(await runs(place, ["-e", "staging", "values"]), /<secret>/);
  await runs(place, ["-e", "staging", "values", "--json"]);
  await runs(place, ["-e", "staging", "values", "postgres.auth.password"]);
  await runs(place, ["secrets", "check"]);
  await runs(place, ["-e", "staging", "plan"]);
  await runs(place, ["-e", "staging", "secrets", "rotate", "--yes"]);
});

test("where a secret breaks a schema: a number is asked for, a text is there, and the other way round", async () => {
  const place = await planted((_, secrets) => {
    secrets.splice(1, 0, `    replicaCount: "${canaries.cookie}"`, `    host: ${canaries.number}`);
  });
  for (const format of formats) {
    const output = await runs(place, ["-e", "staging", "check", "--verbose", "--format", format]);
    assert.match(output, /replicaCount/);
  }
  await runs(place, ["-e", "staging", "values"]);
  await runs(place, ["-e", "staging", "plan", "--verbose"]);
});

const templates: Record<string, string> = {
  "a template says it in `fail`": `{{ fail (printf "cannot use %s" .Values.auth.password) }}`,
  "a template fails with its base64": `{{ fail (.Values.auth.password | b64enc) }}`,
  "a template fails with it in a URL": `{{ fail (printf "https://u:%s@host" (.Values.auth.password | urlquery)) }}`,
  "a template makes YAML of it that cannot be read": `a: [{{ .Values.auth.password }}\n  b: : {{ .Values.auth.password }}\n`,
  "a ConfigMap, a label, a name and an annotation repeat it": [
    "apiVersion: v1",
    "kind: ConfigMap",
    "metadata:",
    "  name: {{ .Values.auth.password | quote }}",
    "  labels: { a: {{ .Values.auth.password | quote }} }",
    "  annotations: { a: {{ .Values.auth.password | b64enc | quote }} }",
    'data: { url: {{ printf "postgres://u:%s@h/d" (.Values.auth.password | urlquery) | quote }}, b: {{ printf "xx%s" .Values.auth.password | b64enc }} }',
    "",
  ].join("\n"),
  "an unknown key repeats it":
    "apiVersion: v1\nkind: Service\nmetadata: { name: a }\n{{ .Values.auth.password | quote }}: 1\n",
};

for (const [what, template] of Object.entries(templates)) {
  test(what, async () => {
    const place = await planted((root) => {
      mkdirSync(path.join(root, "charts/postgres/templates"), { recursive: true });
      write(root, "charts/postgres/templates/leak.yaml", template);
    });
    const checked = await runs(place, ["-e", "staging", "check", "--verbose"]);
    if (template.includes("cannot use")) assert.match(checked, /cannot use <secret>/);
    await runs(place, ["-e", "staging", "check", "--format", "json"]);
    await runs(place, ["-e", "staging", "render", "--verbose"]);
  });
}
