import path from "node:path";
import { saidBy } from "../../scripts/render/said-by.ts";
import { assert, suite } from "../harness.ts";
import { repositoryOf } from "../rig.ts";

const test = suite("render: the line of a template that wrote a message");

const TEMPLATE = `{{- define "web.problems" -}}
{{- if not .Values.host }}
- host is empty: set it to the public name
{{- end }}
- pods {{ .Values.a }} and {{ .Values.b }} are not above zero, raise them
{{- if .Values.x }}{{ fail (printf "replicas %d is above the limit of %s" 3 "4") }}{{ end }}
{{- required "a registry is needed, such as \\"ghcr.io\\"" .Values.registry }}
said twice, in two places
{{- end }}
short
`;

function lineOf(message: string, more: Record<string, string> = {}): string | undefined {
  const root = repositoryOf({ "web/templates/_problems.tpl": TEMPLATE, ...more });
  const place = saidBy(message, path.join(root, "web"), root);
  return place && `${place.file}:${place.line}:${place.column}`;
}

test("a line of text, with what actions put into it; formats and texts of actions", () => {
  const at = (line: number, column = 1) => `web/templates/_problems.tpl:${line}:${column}`;
  assert.is(lineOf("- host is empty: set it to the public name"), at(3));
  assert.is(lineOf("- pods 0 and -1 are not above zero, raise them"), at(5));
  assert.is(lineOf("replicas 3 is above the limit of 4"), at(6));
  assert.is(lineOf('a registry is needed, such as "ghcr.io"'), at(7));
});

test("nothing where no line, more than one line, or too little of one says it", () => {
  assert.is(lineOf("- host is empty"), undefined);
  assert.is(lineOf("something else that is wrong here"), undefined);
  assert.is(
    lineOf("said twice, in two places", { "web/templates/a.yaml": "said twice, in two places\n" }),
    undefined,
  );
  assert.is(lineOf("pods 0 and 1 are not above zero, raise them"), undefined);
});
