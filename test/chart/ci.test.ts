import { writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, repositoryOf } from "../rig.ts";
import { chartFiles, schema } from "./chart.ts";

const test = suite("ci values files: an environment check renders its charts under them, too");
const env = { CHARTROOM_CACHE: tempDirectory() };

const HELMFILE = `environments:
  local: {}
  staging: {}
---
releases:
  - name: web
    namespace: shop
    chart: ./charts/web
  - name: other
    namespace: shop
    chart: ./charts/web
`;

test("each chart once, not per environment or release; findings name the values file, and both where both have them", async () => {
  const cwd = repositoryOf({
    ...chartFiles("charts/web", {
      "ci/typo-values.yaml": "colour: red\n",
      "ci/green-values.yaml": "color: green\n",
      "templates/config.yaml":
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: fixed\n  laebls: {}\n{{- if eq .Values.color "green" }}\nfoo: {}\n{{- end }}\n',
    }),
    "helmfile.yaml": HELMFILE,
  });
  const run = async () => {
    const { stdout } = await chartroom(["check", "--format", "json"], { cwd, env });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Record<string, unknown>[] };
    return diagnostics.map((one) => [
      one.code,
      one.file,
      one.line,
      one.environments,
      one.valuesFiles,
      one.count,
    ]);
  };
  const ci = (name: string) => `charts/web/ci/${name}-values.yaml`;
  const template = "charts/web/templates/config.yaml";
  const first = await run();
  assert.equal(first, [
    ["CR203", ci("typo"), 1, undefined, [ci("typo")], 1],
    // Two environments, two releases, two phases; and both phases of the green file.
    ["CR500", template, 5, ["local", "staging"], [ci("green")], 10],
    ["CR500", template, 7, undefined, [ci("green")], 2],
  ]);
  assert.equal(await run(), first, "from what was kept");
  writeFileSync(path.join(cwd, ci("typo")), "color: green\n");
  assert.equal((await run())[0], ["CR500", template, 5, ["local", "staging"], [ci("green"), ci("typo")], 12]);
});

test("the defaults alone are no scenario there: what an environment sets need not be in values.yaml", async () => {
  const cwd = repositoryOf({
    ...chartFiles("charts/web", {
      "values.yaml": "",
      "values.schema.json": schema({}).replace('"type"', '"required":["color"],"type"'),
      "templates/config.yaml": '{{ $_ := required "name a color" .Values.color }}\n',
      "ci/green-values.yaml": "color: green\n",
    }),
    "helmfile.yaml": HELMFILE.replaceAll(
      "chart: ./charts/web",
      "chart: ./charts/web\n    values: [{color: red}]",
    ),
  });
  const ran = await chartroom(["check"], { cwd, env });
  assert.is(ran.stdout, "no findings\n", ran.stderr);
});
