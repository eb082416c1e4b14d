import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { JsonObject } from "../../scripts/core/json.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, repositoryOf } from "../rig.ts";

const test = suite("commands: schema");

const VALUES = `# How many pods run.
replicas: 2
image:
  # Where the image is pulled from.
  repository: registry.example.org/web
  tag: ""
labels: {}
ports:
  - name: http
    number: 4000
# Set by those who install it.
host:
debug: false
ratio: 0.5
`;

const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  {{- with .Values.labels }}
  labels: {{- toYaml . | nindent 4 }}
  {{- end }}
data:
  replicas: {{ .Values.replicas | quote }}
  image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
  {{- range .Values.ports }}
  {{ .name }}: {{ .number | quote }}
  {{- end }}
  host: {{ required "a host" .Values.host }}
  debug: {{ .Values.debug | quote }}
  ratio: {{ .Values.ratio | quote }}
  {{- if .Values.extra }}
  extra: {{ .Values.extra.words | join "," }}
  {{- end }}
`;

function chart(files: Readonly<Record<string, string>> = {}): string {
  return repositoryOf({
    "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: '1'\n",
    "web/values.yaml": VALUES,
    "web/templates/a.yaml": TEMPLATE,
    ...files,
  });
}

function schemaOf(root: string): JsonObject {
  return JSON.parse(readFileSync(path.join(root, "web/values.schema.json"), "utf8")) as JsonObject;
}

test("a first schema: types and defaults of values.yaml, its comments, and what templates do with each value", async () => {
  const root = chart();
  const wrote = await chartroom(["schema", "web"], { cwd: root });
  assert.is(
    wrote.stdout + wrote.stderr,
    "wrote web/values.schema.json; read it, then: chartroom check web\n",
  );
  assert.is(wrote.code, 0);
  assert.equal(schemaOf(root), {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "web",
    type: "object",
    properties: {
      replicas: { type: "integer", description: "How many pods run.", default: 2 },
      image: {
        type: "object",
        properties: {
          repository: {
            type: "string",
            description: "Where the image is pulled from.",
            default: "registry.example.org/web",
          },
          tag: { type: "string", default: "" },
        },
        additionalProperties: false,
      },
      labels: { type: "object", default: {} },
      ports: {
        type: "array",
        items: { type: "object", properties: { name: {}, number: {} } },
        default: [{ name: "http", number: 4000 }],
      },
      host: { description: "Set by those who install it." },
      debug: { type: "boolean", default: false },
      ratio: { type: "number", default: 0.5 },
      extra: { type: "object", properties: { words: { type: "array" } }, additionalProperties: false },
      global: { type: "object", description: "Values that Helm hands to every chart." },
    },
    additionalProperties: false,
  });
});

test("a second run changes no byte; what people wrote stays, and only new values are added", async () => {
  const root = chart();
  const file = path.join(root, "web/values.schema.json");
  await chartroom(["schema", "web"], { cwd: root });
  const first = readFileSync(file, "utf8");
  const again = await chartroom(["schema", "web"], { cwd: root });
  assert.is(
    again.stdout + again.stderr,
    "unchanged web/values.schema.json: it has every value of the chart\n",
  );
  assert.is(readFileSync(file, "utf8"), first);

  // By hand: another description, a stricter rule, and white space of one's own.
  const edited = first
    .replace("How many pods run.", "Pods of the web server; two for a rolling update.")
    .replace('"type": "integer",', '"type": "integer",\n      "minimum":   1,');
  writeFileSync(file, edited);
  await chartroom(["schema", "web"], { cwd: root });
  assert.is(readFileSync(file, "utf8"), edited, "nothing new: not even white space changes");

  writeFileSync(path.join(root, "web/values.yaml"), `${VALUES}cache:\n  # In MiB.\n  size: 64\n`);
  writeFileSync(path.join(root, "web/templates/b.yaml"), "size: {{ .Values.cache.size }}\n");
  const more = await chartroom(["schema", "web"], { cwd: root });
  assert.match(more.stdout + more.stderr, /^added to web\/values.schema.json: cache\b/);
  const { properties } = schemaOf(root) as { properties: JsonObject };
  assert.equal(properties.replicas, {
    type: "integer",
    minimum: 1,
    description: "Pods of the web server; two for a rolling update.",
    default: 2,
  });
  assert.equal(properties.cache, {
    type: "object",
    properties: { size: { type: "integer", description: "In MiB.", default: 64 } },
    additionalProperties: false,
  });
});

test("a chart with the schema that was made for it has no finding of an error, and a misspelt value is one", async () => {
  const root = chart({ "web/ci/one-values.yaml": "host: example.org\n" });
  await chartroom(["schema", "web"], { cwd: root });
  const clean = await chartroom(["check", "web"], { cwd: root });
  assert.is(clean.code, 0, clean.stdout + clean.stderr);
  writeFileSync(path.join(root, "web/ci/one-values.yaml"), "host: example.org\nreplica: 3\n");
  const wrong = await chartroom(["check", "web"], { cwd: root });
  assert.is(wrong.code, 1);
  assert.match(wrong.stdout + wrong.stderr, /replica.*\n(.*\n)*?.*one-values\.yaml:2/);
});

test("--print writes nothing", async () => {
  const root = chart();
  const printed = await chartroom(["schema", "--print", "web"], { cwd: root });
  assert.is(printed.code, 0);
  assert.is((JSON.parse(printed.stdout) as JsonObject).title, "web");
  assert.not(existsSync(path.join(root, "web/values.schema.json")));
});

test("what is no chart, a schema or a template that cannot be read: a finding, and nothing is written", async () => {
  const cases: [Record<string, string>, string[], number, RegExp][] = [
    [{}, ["schema", "nowhere"], 2, /error\[CR312\].*nowhere.*no Chart\.yaml/],
    [{}, ["schema"], 2, /takes one chart/],
    [{}, ["schema", "web", "web"], 2, /takes one chart/],
    [{}, ["schema", "--force", "web"], 2, /does not take `--force`/],
    [{ "web/values.schema.json": "{" }, ["schema", "web"], 2, /CR210.*not JSON/],
    [{ "web/templates/b.yaml": "{{ if }}" }, ["schema", "web"], 2, /CR401/],
  ];
  for (const [files, args, code, said] of cases) {
    const root = chart(files);
    const result = await chartroom(args, { cwd: root });
    assert.is(result.code, code, args.join(" "));
    assert.match(result.stdout + result.stderr, said);
    const file = path.join(root, "web/values.schema.json");
    const now = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    assert.is(now, files["web/values.schema.json"]);
  }
});
