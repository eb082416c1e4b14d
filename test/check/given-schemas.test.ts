import { lookUp } from "../../scripts/check/schemas/catalog.ts";
import { readSchemas } from "../../scripts/check/schemas/given.ts";
import { walk } from "../../scripts/check/schemas/walk.ts";
import type { JsonObject } from "../../scripts/core/json.ts";
import { targetOf } from "../../scripts/core/kubernetes-versions.ts";
import { assert, suite } from "../harness.ts";
import { repositoryOf } from "../rig.ts";

const test = suite("check: schemas that a person gives");

/** Reads a folder of these files and holds the object against it: its problems, or where its kind stands. */
async function judge(files: Record<string, string>, object: JsonObject): Promise<string[]> {
  const read = await readSchemas("/", { cwd: repositoryOf(files), schemas: "." });
  if (!read.ok || !read.value) throw new Error(JSON.stringify(read));
  const told = read.value.diagnostics.map(({ code, message }) => `${code} ${message}`);
  const found = lookUp(object, targetOf({}), read.value.kinds);
  if (found.is !== "known") return [...told, found.is];
  const { type, types } = found.kind;
  return [
    ...told,
    ...walk(object, type, types).map((one) =>
      [one.problem, ...one.path, ...("field" in one ? [one.field] : [])].join(" "),
    ),
  ];
}

const widget = (spec: JsonObject) => ({
  apiVersion: "example.org/v1",
  kind: "Widget",
  metadata: { name: "a" },
  spec,
});
const schema = (spec: object, more: object = {}) =>
  JSON.stringify({ type: "object", properties: { spec }, additionalProperties: false, ...more });
const closed = { type: "object", additionalProperties: false };

test("a file named by group, kind and version, in any case, or by kind and version", async () => {
  const spec = schema({ ...closed, properties: { size: { type: "integer" } } });
  for (const name of [
    "example.org/widget_v1.json",
    "example.org/Widget_v1.json",
    "a/b/Widget_v1.json",
    "widget_v1.json",
  ])
    assert.equal(await judge({ [name]: spec }, widget({ siz: 1 })), ["unknown spec siz"]);
  assert.equal(await judge({ "example.com/widget_v1.json": spec }, widget({})), ["unknown"]);
  assert.equal(await judge({ "example.org/widget_v2.json": spec }, widget({})), ["unknown"]);
  const marked = schema(closed, {
    "x-kubernetes-group-version-kind": [{ group: "example.org", version: "v1", kind: "Widget" }],
  });
  assert.equal(await judge({ "any.json": marked }, widget({})), []);
});

test("what JSON Schema says otherwise than a CustomResourceDefinition does", async () => {
  const spec = {
    ...closed,
    required: ["name"],
    properties: {
      name: { type: ["string", "null"] },
      port: { oneOf: [{ type: "integer" }, { type: "string" }] },
      open: { type: "object", properties: { a: { type: "boolean" } } },
      shared: { $ref: "#/definitions/shared" },
      tree: { $ref: "#/definitions/tree" },
      elsewhere: { $ref: "other.json" },
      level: { enum: ["low", "high"], type: "string" },
    },
  };
  const definitions = {
    shared: { ...closed, properties: { n: { type: "integer" } } },
    tree: { ...closed, properties: { next: { $ref: "#/definitions/tree" }, leaf: { type: "string" } } },
  };
  const check = (object: JsonObject) =>
    judge({ "example.org/widget_v1.json": schema(spec, { definitions }) }, widget(object));
  const fine = {
    name: "a",
    port: "http",
    open: { a: true, b: 1 },
    shared: { n: 1 },
    tree: { next: { next: 1 } },
    elsewhere: 1,
    level: "low",
  };
  assert.equal(await check(fine), []);
  assert.equal(
    await check({ port: 1.5, open: { a: 1 }, shared: { n: "x", m: 1 }, tree: { leaf: 1 }, level: "mid" }),
    [
      "type spec port",
      "type spec open a",
      "type spec shared n",
      "unknown spec shared m",
      "type spec tree leaf",
      "choice spec level",
      "missing spec name",
    ],
  );
});

test("several definitions in a file, a list of them, and the old form of one", async () => {
  const versions =
    "versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { size: { type: integer } } } } } } }]";
  const crd = (kind: string) =>
    `{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: { group: example.org, names: { kind: ${kind} }, ${versions} } }`;
  for (const text of [
    `${crd("Other")}\n---\n# empty\n---\n${crd("Widget")}\n`,
    `{ kind: List, items: [${crd("Widget")}] }`,
  ])
    assert.equal(await judge({ "all.yaml": text }, widget({ siz: 1 })), ["unknown spec siz"]);
  const old =
    "{ kind: CustomResourceDefinition, spec: { group: example.org, version: v1, names: { kind: Widget }, validation: { openAPIV3Schema: { properties: { spec: { properties: { size: {} } } } } } } }";
  assert.equal(await judge({ "old.yml": old }, widget({ siz: 1 })), ["unknown spec siz"]);
});

test("they outweigh what comes along, and never Kubernetes' own kinds", async () => {
  const spec = schema({ ...closed, properties: { mine: { type: "integer" } } });
  const files = { "cert-manager.io/certificate_v1.json": spec, "Service_v1.json": spec };
  const named = { metadata: { name: "a" } };
  assert.equal(
    await judge(files, {
      ...named,
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      spec: { mine: 1 },
    }),
    [],
  );
  assert.equal(
    await judge(files, { ...named, apiVersion: "v1", kind: "Service", spec: { clusterIP: "None" } }),
    [],
  );
});

test("files that say nothing are told, each with its reason, and a folder without schemas", async () => {
  const neither =
    "CR552 this is neither a CustomResourceDefinition nor a JSON schema whose name is KIND_VERSION.json";
  const one = (name: string, text: string) => judge({ [name]: text }, widget({}));
  assert.equal(await one("a.yaml", "a: [\n"), ["CR552 this is not YAML", "unknown"]);
  assert.equal(await one("a.yaml", "a: 1\n"), [
    "CR552 no CustomResourceDefinition is in this file",
    "unknown",
  ]);
  assert.equal(await one("a.json", "{"), ["CR552 this is not JSON", "unknown"]);
  assert.equal(await one("a.json", "[1]"), [neither, "unknown"]);
  assert.equal(await one("widget_v1.json", "null"), [neither, "unknown"]);
  assert.equal(await one("README.md", "# Schemas"), ["CR552 . holds no schema", "unknown"]);
  assert.equal(await one("a.yaml", `kind: CustomResourceDefinition\nspec: ${"[".repeat(3000)}`), [
    "CR552 this is not YAML",
    "unknown",
  ]);
});
