import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeSource } from "../../scripts/core/source.ts";
import { taint } from "../../scripts/core/taint.ts";
import { parseLayer } from "../../scripts/layers/parse.ts";
import { mergeLayers } from "../../scripts/merge/merge.ts";
import { valuesText } from "../../scripts/merge/show.ts";
import { taintPlainFiles } from "../../scripts/validate/taint-files.ts";
import { markWriteOnly } from "../../scripts/validate/write-only.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("validate: a value whose schema says writeOnly is a secret, wherever the schema says it");
const secret = { type: "string", writeOnly: true };

const schemas: readonly (readonly [string, object])[] = [
  ["in properties", { properties: { a: { properties: { b: secret } } } }],
  [
    "by a reference",
    { $ref: "#/definitions/x", definitions: { x: { properties: { a: { properties: { b: secret } } } } } },
  ],
  ["in allOf", { allOf: [{}, { properties: { a: { properties: { b: secret } } } }] }],
  [
    "in one of two ways",
    { properties: { a: { oneOf: [{ type: "string" }, { properties: { b: secret } }] } } },
  ],
  ["behind a condition", { if: {}, else: { properties: { a: { properties: { b: secret } } } } }],
  ["by a pattern of keys", { properties: { a: { patternProperties: { "^b$": secret } } } }],
  ["in additionalProperties", { properties: { a: { additionalProperties: secret } } }],
  ["of the map around it", { properties: { a: { type: "object", writeOnly: true } } }],
];

for (const [where, schema] of schemas) {
  test(where, () => {
    const parsed = parseLayer(makeSource("values.yaml", "a:\n  b: kAnary-write-only\n"));
    const marked = markWriteOnly(mergeLayers([parsed]), schema as never);
    assert.match(valuesText(marked), "a.b: <secret>");
    assert.ok(taint.touches("x kAnary-write-only"));
  });
}

test("when helmfile failed, they are remembered from the files, whichever chart they are for", () => {
  const root = tempDirectory();
  for (const folder of ["charts/web", "environments/local"])
    mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(
    path.join(root, "charts/web/values.schema.json"),
    JSON.stringify({ properties: { token: secret } }),
  );
  writeFileSync(path.join(root, "environments/local/values.yaml"), "web: { token: kAnary-of-a-file }\n");
  writeFileSync(path.join(root, "helmfile.yaml"), "releases: []\n");
  taintPlainFiles({ root, helmfile: path.join(root, "helmfile.yaml") }, "local");
  assert.is(taint.mask("web: kAnary-of-a-file"), "web: <secret>");
});
