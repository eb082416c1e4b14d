import { assert, suite } from "../harness.ts";
import { told } from "./chart.ts";

const test = suite("templates: empty lists and maps between others");

const values = "list: []\nmap: {}\nfull: [a]\n";
const schema = {
  type: "object",
  properties: {
    list: { type: "array" },
    map: { type: "object" },
    full: { type: "array" },
    some: { type: "array", minItems: 1 },
  },
};
const IN_LIST =
  "CR414 5:9 `.Values.list` is empty by default, and an empty list is written as `[]` between others";

const cases: readonly [name: string, template: string, ...findings: string[]][] = [
  [
    "below an item",
    "env:\n  - name: A\n    value: {{ .Chart.Name }}\n  # more\n  {{- toYaml .Values.list | nindent 2 }}\n",
  ],
  [
    "below an item, without a comment between",
    "env:\n  - name: A\n    value: {{ .Chart.Name }}\n    more: b\n    {{- toYaml .Values.list | nindent 2 }}\n",
    IN_LIST,
  ],
  [
    "above an item",
    "env:\n  {{- toYaml .Values.list | nindent 2 }}\n  - name: A\n",
    IN_LIST.replace("5:9", "2:7"),
  ],
  ["as it is, in the first column", "- a\n{{ toYaml .Values.list }}\n", IN_LIST.replace("5:9", "2:4")],
  [
    "a map below a key",
    "labels:\n  app: a\n  {{- toYaml .Values.map | nindent 2 }}\n",
    "CR414 3:7 `.Values.map` is empty by default, and an empty map is written as `{}` between others",
  ],
  ["below a guard", "- a\n{{- with .Values.list }}\n{{ toYaml . }}\n{{- end }}\n"],
  ["alone below its key", "env:\n  {{- toYaml .Values.list | nindent 2 }}\nother: a\n"],
  ["one that has items by default", "- a\n{{ toYaml .Values.full }}\n"],
  ["one that must have items", "- a\n{{ toYaml .Values.some }}\n"],
  ["below what may not be printed", "{{- if .Values.full }}\n- a\n{{- end }}\n{{ toYaml .Values.list }}\n"],
];

for (const [name, template, ...findings] of cases)
  test(name, () => {
    const found = told(template, { schema, values });
    assert.equal(
      found.filter((one) => one.startsWith("CR414")),
      findings,
    );
  });
