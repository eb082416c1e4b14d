import type { Json } from "../../scripts/core/json.ts";
import { makeSource } from "../../scripts/core/source.ts";
import { taint } from "../../scripts/core/taint.ts";
import { parseLayer } from "../../scripts/layers/parse.ts";
import { mergeLayers } from "../../scripts/merge/merge.ts";
import { plainSecrets } from "../../scripts/validate/plain-secrets.ts";
import { validate } from "../../scripts/validate/validate.ts";
import { assert, suite } from "../harness.ts";

const test = suite("validate: schema errors become findings with places");
const DRAFT = "http://json-schema.org/draft-07/schema#";

function check(schema: object, ...texts: string[]) {
  const node = mergeLayers(texts.map((text, at) => parseLayer(makeSource(`l${at + 1}.yaml`, text))));
  return validate(node, { $schema: DRAFT, ...schema } as Json, {
    schemaFile: "s.json",
    owner: "chart `web`",
  });
}

function brief(findings: ReturnType<typeof check>) {
  return findings.map(
    ({ code, message, place }) => `${code} ${place?.file}:${place?.line}:${place?.column} ${message}`,
  );
}

const closed = {
  type: "object",
  additionalProperties: false,
  properties: { host: { type: "string" }, replicas: { type: "integer" } },
};

test("an unknown key: place of the key, suggestion, where the right one is set, the layer", () => {
  const [one] = check(closed, "host: a\n", "replicas: 3\nhots: b\n");
  assert.is(one?.code, "CR203");
  assert.is(one?.message, "unknown key `hots`");
  assert.equal(
    [one?.place?.file, one?.place?.line, one?.place?.column, one?.place?.endColumn],
    ["l2.yaml", 2, 1, 5],
  );
  assert.is(one?.help, "did you mean `host`?");
  assert.is(one?.note, "layer 2 of 2");
  assert.is(one?.labels[0]?.place.file, "l1.yaml");
});

test("an unknown key of a subchart's values: the schema has to declare it, no name is guessed", () => {
  const layer = (file: string, text: string) => parseLayer(makeSource(file, text));
  const node = mergeLayers([
    layer("web/charts/hosts/values.yaml", "hosts: {port: 1}\n"),
    layer("l.yaml", ""),
  ]);
  const told = (schemaFile: string) =>
    validate(node, { $schema: DRAFT, ...closed }, { schemaFile, owner: "chart `web`" })[0]?.help;
  assert.is(
    told("web/values.schema.json"),
    'declare it in values.schema.json: "hosts": { "type": "object" }',
  );
  assert.is(told("schemas/environment.schema.json"), "did you mean `host`?");
});

test("type, missing, pattern, enum, bounds: a code and a place each", () => {
  const schema = {
    type: "object",
    properties: {
      a: { type: "integer" },
      m: { type: "object", required: ["need"] },
      p: { pattern: "^x" },
      e: { enum: ["one", "two"] },
      k: { maximum: 3 },
    },
  };
  assert.equal(brief(check(schema, "a: '1'\nm: {}\np: zz\ne: ona\nk: 4\n")), [
    "CR201 l1.yaml:1:4 `a` must be an integer, and is a string",
    "CR202 l1.yaml:2:1 `m.need` is missing",
    "CR204 l1.yaml:3:4 `p` does not match `^x`",
    'CR205 l1.yaml:4:4 `e` must be one of "one", "two"',
    "CR206 l1.yaml:5:4 `k` must be <= 3",
  ]);
});

test("oneOf is folded to the branch that was meant", () => {
  const branch = (kind: string, extra: object) => ({
    type: "object",
    required: ["kind"],
    properties: { kind: { const: kind }, ...extra },
    additionalProperties: false,
  });
  const schema = {
    properties: {
      db: {
        oneOf: [branch("own", { size: { type: "integer" } }), branch("managed", { url: { type: "string" } })],
      },
    },
  };
  assert.equal(brief(check(schema, "db:\n  kind: own\n  size: big\n")), [
    "CR201 l1.yaml:3:9 `db.size` must be an integer, and is a string",
  ]);
  const simple = {
    properties: { a: { anyOf: [{ type: "string" }, { type: "integer" }] }, b: { type: "string" } },
  };
  assert.equal(brief(check(simple, "a: []\nb: 1\n")), [
    "CR207 l1.yaml:1:4 `a` fits none of the shapes that chart `web` allows",
    "CR201 l1.yaml:2:4 `b` must be a string, and is an integer",
  ]);
});

test("of an encrypted value the type is checked, the pattern is not", () => {
  const schema = { properties: { a: { type: "string", pattern: "^x{20}$" }, b: { type: "string" } } };
  const enc = (type: string) => `ENC[AES256_GCM,data:a,iv:b,tag:c,type:${type}]`;
  assert.equal(brief(check(schema, `a: ${enc("str")}\nb: ${enc("int")}\n`)), [
    "CR201 l1.yaml:2:4 `b` must be a string, and is an integer",
  ]);
});

test("schemas that Helm cannot use", () => {
  assert.is(check({ properties: { a: { $ref: "./other.json" } } }, "")[0]?.code, "CR211");
  assert.is(check({ properties: { a: { $ref: "#/definitions/none" } } }, "")[0]?.code, "CR211");
  assert.is(check({ properties: { a: { pattern: "(?=x)" } } }, "")[0]?.code, "CR212");
  assert.is(check({ $schema: "http://json-schema.org/draft-03/schema#" }, "")[0]?.code, "CR213");
  const newer = { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" };
  assert.equal(
    check(newer, "a: 1\n").map(({ code, severity }) => `${code} ${severity}`),
    ["CR213 info"],
  );
  assert.is(check({ type: "objekt" }, "")[0]?.code, "CR210");
});

test("two patterns in one schema stay two", () => {
  const schema = { properties: { a: { pattern: "^x" }, b: { pattern: "^w" } } };
  assert.equal(brief(check(schema, "a: x1\nb: x1\n")), ["CR204 l1.yaml:2:4 `b` does not match `^w`"]);
});

test("a rule without a code of its own", () => {
  assert.is(check({ properties: { a: { not: { const: 1 } } } }, "a: 1\n")[0]?.code, "CR208");
});

test("a writeOnly value in a plain layer", () => {
  const schema = {
    definitions: { s: { type: "string", writeOnly: true } },
    properties: { a: { $ref: "#/definitions/s" }, b: { $ref: "#/definitions/s" } },
  };
  const node = mergeLayers([parseLayer(makeSource("l.yaml", "a: hunter2-hunter2\nb: ''\n"))]);
  const findings = plainSecrets(node, schema as Json);
  assert.equal(
    findings.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`),
    ["CR209 1:1"],
  );
  assert.not.match(JSON.stringify(findings), /hunter2/);
});

test("a writeOnly value in a plain layer that an encrypted one overrides is told where it stands", () => {
  const schema = { properties: { a: { writeOnly: true }, b: { writeOnly: true } } };
  const sops =
    "a: ENC[AES256_GCM,data:xx,iv:xx,tag:xx,type:str]\nb: ENC[AES256_GCM,data:xx,iv:xx,tag:xx,type:str]\nsops: {mac: x}\n";
  const node = mergeLayers([
    parseLayer(makeSource("l.yaml", "a: hunter3-hunter3\nb: ''\n")),
    parseLayer(makeSource("secrets.yaml", sops)),
  ]);
  const findings = plainSecrets(node, schema as Json);
  assert.equal(
    findings.map(({ code, place }) => `${code} ${place?.file}:${place?.line}:${place?.column}`),
    ["CR209 l.yaml:1:1"],
  );
  assert.match(findings[0]?.note ?? "", "overrides it");
  assert.not.match(JSON.stringify(findings), /hunter3/);
  assert.is(taint.mask("is hunter3-hunter3"), "is <secret>");
});

test("values never stand in a message", () => {
  const schema = {
    properties: {
      a: { type: "integer" },
      b: { pattern: "^x" },
      c: { enum: ["x"] },
      d: { maxLength: 2 },
      e: { const: "q" },
    },
  };
  const findings = check(schema, ["a", "b", "c", "d", "e"].map((key) => `${key}: s3cr3t-value\n`).join(""));
  assert.is(findings.length, 5);
  assert.not.match(JSON.stringify(findings), /s3cr3t/);
});
