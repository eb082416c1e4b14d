import type { Faults } from "./planted.ts";

const FILE = "templates/extra.yaml";
const extra = (data: string, after = "") => ({
  [FILE]: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-extra\ndata:\n${data}${after}`,
});
/** Only rendered where somebody sets `global`, so that Helm does not stop before anything else is seen. */
const dormant = (data: string, after = "") => {
  const [[file, text] = ["", ""]] = Object.entries(extra(data));
  return { [file]: `{{- if .Values.global }}\n${text}{{- end }}\n${after}` };
};
const property = (schema: string): readonly [string, string, string] => [
  "values.schema.json",
  '"global"',
  `${schema},\n    "global"`,
];
const value = (text: string): readonly [string, string, string] => [
  "values.yaml",
  "# For the mail",
  `${text}# For the mail`,
];

/** What is wrong in the text of a template, whatever it is given. */
export const templateFaults: Faults = {
  CR401: { files: extra("  host: {{ .Values.host | «CR401»uper }}\n") },
  CR402: { files: dormant("  host: {{ .Values.«CR402»hots | quote }}\n") },
  CR403: { files: dormant("  host: {{ «CR403».Values.host.name | quote }}\n") },
  CR404: {
    files: dormant(
      '  host: {{ include «CR404»"reports.hots" . | quote }}\n',
      '{{- define "reports.host" }}{{ .Values.host }}{{ end }}\n{{- $_ := include "reports.host" . }}\n',
    ),
  },
  CR405: { files: dormant("  {{- range «CR405».Values.host }}\n  key: {{ . }}\n  {{- end }}\n") },
  CR406: {
    edits: [
      property(
        '"tls": {\n      "type": "object",\n      "properties": { "secret": { "type": "string" } }\n    }',
      ),
    ],
    files: dormant("  secret: {{ «CR406».Values.tls.secret | quote }}\n"),
  },
  CR407: {
    files: extra('  A: b\n  {{- if eq .Values.logLevel «CR407»"error" }}\n  quiet: "true"\n  {{- end }}\n'),
  },
  CR408: {
    edits: [property('"debug": { "type": "boolean" }'), value("debug: false\n")],
    files: extra("  debug: {{ «CR408».Values.debug | default true | quote }}\n"),
  },
  CR409: { files: extra('  host: {{ «CR409»default .Values.host "localhost" | quote }}\n') },
  CR410: {
    edits: [property('"owner": { "type": "string" }')],
    files: extra('  owner: {{ «CR410»required "set the owner" .Values.owner | quote }}\n'),
    values: "owner: shop\n",
  },
  CR411: { edits: [property('«CR411»"theme": { "type": "string" }')] },
  CR412: {
    edits: [property('"theme": { "type": "string", "default": «CR412»"light" }'), value("theme: dark\n")],
    files: extra("  theme: {{ .Values.theme | quote }}\n"),
  },
  CR413: {
    edits: [property('"limit": { "type": "integer" }'), value("limit: 4096\n")],
    files: extra('  limit: "{{ «CR413».Values.limit }} bytes"\n'),
  },
  CR414: {
    edits: [
      property('"labels": { "type": "object", "additionalProperties": { "type": "string" } }'),
      value("labels:\n  team: shop\n"),
    ],
    files: extra("  labels: {{ «CR414».Values.labels | quote }}\n"),
  },
  CR415: {
    edits: [property('"owner": {}')],
    files: extra("  name: {{ (.Values.owner).name | quote }}\n  owner: {{ «CR415».Values.owner | quote }}\n"),
  },
  CR416: {
    files: extra(
      "  host: {{ .Values.host | quote }}\n",
      '{{- define «CR416»"reports.unused" }}{{ .Values.host }}{{ end }}\n',
    ),
  },
  CR417: {
    files: extra(
      "  # «CR417»chartroom-ignore CR402 it was misspelt once\n  host: {{ .Values.host | quote }}\n",
    ),
  },
  CR418: {
    files: dormant('  {{- if «CR418»gt .Values.replicas 1 }}\n  many: "true"\n  {{- end }}\n'),
  },
  CR419: {
    edits: [["values.schema.json", '"host": { "type"', '"host": { "minimum": 1, «CR419»"type"']],
  },
  CR420: { files: { [FILE]: '{{- «CR420»fail "set the host" }}\n' } },
};
