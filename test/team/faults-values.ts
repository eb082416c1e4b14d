import type { Faults } from "./planted.ts";

const property = (schema: string): readonly [string, string, string] => [
  "values.schema.json",
  '"global"',
  `${schema},\n    "global"`,
];
const config = (line: string): readonly [string, string, string] => [
  "templates/config.yaml",
  "\ndata:\n",
  `\ndata:\n  ${line}\n`,
];
const extra = (data: string) => ({
  "templates/extra.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-extra\ndata:\n${data}`,
});

/** What is wrong in a values file, with its text or with what the schema says of it; all of it in one run. */
export const valueFaults: Faults = {
  CR107: { values: "host: «CR107»yes\n" },
  CR108: { values: "replicas: «CR108»012\n" },
  CR112: {
    edits: [
      property('"account": { "type": "integer", "maximum": 10000000000000000 }'),
      config("ACCOUNT: {{ .Values.account | int64 | quote }}"),
    ],
    values: "account: «CR112»9007199254740993\n",
  },
  CR113: {
    edits: [property('"mail": {}'), config("MAIL: {{ .Values.mail | toJson | quote }}")],
    values: "mail:\n  one: &one\n    port: 25\n  two:\n    port: 26\n    «CR113»<<: *one\n",
  },
  CR201: { values: 'replicas: «CR201»"two"\n' },
  CR202: {
    edits: [
      property('"team": { "type": "string" }'),
      ["values.schema.json", '["image",', '["team", "image",'],
      config("TEAM: {{ .Values.team | quote }}"),
    ],
    values: "«CR202»host: a.example.com\n",
  },
  CR203: { values: "«CR203»hots: a.example.com\n" },
  CR204: { values: "image:\n  repository: «CR204»Registry.example.com/reports\n" },
  CR205: { values: "logLevel: «CR205»debgu\n" },
  CR206: { values: "replicas: «CR206»0\n" },
  CR207: {
    edits: [
      property(
        '"hosts": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" }, "minItems": 2 }] }',
      ),
      config("HOSTS: {{ .Values.hosts | toJson | quote }}"),
    ],
    values: "hosts:\n  «CR207»a: b\n",
  },
  CR208: {
    edits: [property('"debug": { "not": { "const": true } }'), config("DEBUG: {{ .Values.debug | quote }}")],
    values: "debug: «CR208»true\n",
  },
  CR209: { values: "«CR209»password: in-plain-text\n" },
  CR303: {
    files: extra('  issuer: {{ required "issuer is needed" .Values«CR303».global.issuer | quote }}\n'),
  },
  CR304: {
    edits: [property('"part": {}')],
    files: {
      "charts/part/Chart.yaml": "apiVersion: v2\nname: part\nversion: 1.0.0\n",
      "charts/part/templates/extra.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: part\ndata:\n«CR304»  host: {{ .Values.host | upcase }}\n",
    },
  },
  CR305: {
    files: {
      "templates/extra.yaml":
        "«CR305»apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n data:\n  a: b\n",
    },
  },
  CR307: {
    edits: [
      ["Chart.yaml", "apiVersion", "«CR307»apiVersion"],
      [
        "Chart.yaml",
        "maintainers:",
        "dependencies:\n  - name: redis\n    version: 1.0.0\n    repository: https://charts.example.com\nmaintainers:",
      ],
    ],
  },
  CR308: {
    edits: [
      ["Chart.yaml", "apiVersion", "«CR308»apiVersion"],
      ["Chart.yaml", ">=1.32.0-0", ">=1.99.0"],
    ],
  },
  CR210: { files: { "values.schema.json": "«CR210»{\n" } },
  CR211: {
    edits: [
      [
        "values.schema.json",
        '"host": { "type": "string", "maxLength": 253 }',
        '"host": { "$ref": «CR211»"./host.json" }',
      ],
    ],
  },
  CR212: { edits: [["values.schema.json", '"maxLength": 253', '"pattern": «CR212»"^(?!www)"']] },
  CR213: {
    edits: [
      [
        "values.schema.json",
        '"http://json-schema.org/draft-07/schema#"',
        '«CR213»"https://json-schema.example.com/schema#"',
      ],
    ],
  },
};
