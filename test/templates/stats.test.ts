import { statsText } from "../../scripts/report/template-stats.ts";
import { checkTemplates } from "../../scripts/templates/check.ts";
import { assert, suite } from "../harness.ts";
import { chartOf } from "./chart.ts";

const test = suite("templates: check --stats");

function statsOf(files: Readonly<Record<string, string>>): string {
  const { root, chart } = chartOf(files);
  return statsText([checkTemplates(root, chart).stats]);
}

test("references are counted with and without a type, the latter with the reason", () => {
  const values = "a: 1\nitems: []\nfree: {}\n";
  const template = `{{ .Values.a }}
{{ range .Values.items }}{{ .name }}{{ end }}
{{ .Values.free.any }}
{{ index .Values .Release.Name }}
{{ define "unused" }}{{ .Values.a }}{{ end }}
`;
  assert.is(
    statsOf({ "values.yaml": values, "templates/a.yaml": template }),
    `web: 5 references to values, 2 typed (40 %) by values.yaml
     1 unknown: not in values.yaml
     1 unknown: in a part that nothing calls
     1 unknown: an item of a list without a schema`,
  );
});

test("a schema is named as where the types come from; a chart without references says so", () => {
  const schema = JSON.stringify({ type: "object", properties: { a: { type: "string" } } });
  assert.is(
    statsOf({
      "values.yaml": "a: x\n",
      "values.schema.json": schema,
      "templates/a.yaml": "{{ .Values.a }}",
    }),
    "web: 1 reference to values, 1 typed (100 %) by values.schema.json",
  );
  assert.is(statsOf({ "templates/a.yaml": "a: b" }), "web: no reference to a value");
});
