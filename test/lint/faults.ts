/** A planted fault: files of a chart that differ from the faultless one, and the rules that each way of linting names. */
export interface Fault {
  readonly files?: Readonly<Record<string, string>>;
  readonly ct: readonly string[];
  /** Where it differs from `ct`, docs/lint.md says why. */
  readonly native?: readonly string[];
  /** The chart is not on the target branch. */
  readonly fresh?: true;
  /** A word that docs/lint.md has where it tells the difference. */
  readonly told?: string;
}

const CHART = (name: string, more = "", version = "1.0.1") =>
  `apiVersion: v2\nname: ${name}\nversion: ${version}\ndescription: A chart\nmaintainers:\n  - name: somebody\n${more}`;
const values = (text: string) => ({ "values.yaml": `# Values.\nimage: web\nreplicas: 1\n${text}` });

/** The chart that each fault is planted in. */
export const faultless = (name: string): Record<string, string> => ({
  "Chart.yaml": CHART(name),
  ...values(""),
  "templates/config.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  image: {{ required "image is needed" .Values.image | quote }}
  replicas: {{ .Values.replicas | quote }}
`,
  "ci/more-values.yaml": "replicas: 2\n",
});

/** By the chart's name. */
export const faults: Readonly<Record<string, Fault>> = {
  good: { ct: [] },
  fresh: { ct: [], fresh: true, files: { "Chart.yaml": CHART("fresh", "", "0.0.1") } },
  "same-version": { ct: ["version"], files: { "Chart.yaml": CHART("same-version", "", "1.0.0") } },
  "lower-version": { ct: ["version"], files: { "Chart.yaml": CHART("lower-version", "", "0.9.0") } },
  "pre-version": { ct: ["version"], files: { "Chart.yaml": CHART("pre-version", "", "1.0.0-rc.1") } },
  "unknown-key": { ct: ["schema"], files: { "Chart.yaml": CHART("unknown-key", "maintainer: a\n") } },
  "wrong-type": {
    ct: ["render"],
    native: ["render", "schema"],
    told: "keywords",
    files: { "Chart.yaml": CHART("wrong-type", "keywords: web\n") },
  },
  "wrong-item": {
    ct: ["schema"],
    native: ["render", "schema"],
    told: "all of them",
    files: { "Chart.yaml": CHART("wrong-item", "sources:\n  - 1\n") },
  },
  "wrong-enum": {
    ct: ["render"],
    files: { "Chart.yaml": CHART("wrong-enum", "type: app\n") },
    native: ["render", "schema"],
    told: "type",
  },
  "missing-key": {
    ct: ["schema"],
    files: { "Chart.yaml": CHART("missing-key").replace("apiVersion: v2\n", "") },
    native: ["render", "schema"],
    told: "apiVersion",
  },
  "missing-in-item": {
    ct: ["schema"],
    native: ["render", "schema"],
    told: "all of them",
    files: { "Chart.yaml": CHART("missing-in-item").replace("- name: somebody", "- email: a@example.com") },
  },
  "number-version": {
    ct: ["render"],
    files: { "Chart.yaml": CHART("number-version", "appVersion: 1.10\n") },
  },
  braces: { ct: ["braces"], files: values("a: { b: 1}\n") },
  brackets: { ct: ["brackets"], files: values("a: [ 1]\n") },
  colons: { ct: ["colons"], files: values("a:  1\n") },
  commas: { ct: ["commas"], files: values("a: [1,2]\n") },
  comments: { ct: ["comments"], files: values("a: 1 # b\n") },
  "comments-indentation": { ct: ["comments-indentation"], files: values("  # a\nb: 1\n") },
  "document-end": { ct: ["document-end"], files: values("...\n") },
  "document-start": { ct: ["document-start"], files: { "values.yaml": "---\nimage: web\nreplicas: 1\n" } },
  "empty-lines": { ct: ["empty-lines"], files: values("\n") },
  hyphens: { ct: ["hyphens"], files: values("a:\n  -  1\n") },
  indentation: { ct: ["indentation"], files: values("a:\n  b: 1\nc:\n   d: 1\n") },
  "key-duplicates": { ct: ["key-duplicates"], files: values("image: web\n") },
  "line-length": { ct: ["line-length"], files: values(`# ${"a b ".repeat(30)}c\n`) },
  "no-new-line": { ct: ["new-line-at-end-of-file"], files: values("a: 1") },
  "new-lines": { ct: ["new-lines"], files: { "ci/more-values.yaml": "replicas: 2\r\n" } },
  "trailing-spaces": { ct: ["trailing-spaces"], files: values("a: 1 \n") },
  truthy: { ct: ["truthy"], files: values("a: yes\n") },
  "style-of-chart": {
    ct: ["colons"],
    files: { "Chart.yaml": CHART("style-of-chart", "appVersion:  '1'\n") },
  },
  "style-of-ci": { ct: ["colons"], files: { "ci/more-values.yaml": "replicas:  2\n" } },
  "broken-yaml": { ct: ["render"], files: values('a: "b\n') },
  "broken-template": { ct: ["render"], files: { "templates/config.yaml": "a: {{ .Values.image \n" } },
  "broken-manifest": { ct: ["render"], files: { "templates/config.yaml": "a: b: c\n" } },
  "values-schema": {
    ct: ["render"],
    files: { "values.schema.json": '{"properties": {"replicas": {"type": "string"}}}\n' },
  },
  required: { ct: ["render"], files: { "ci/none-values.yaml": "image: null\n" } },
  fail: {
    ct: ["render"],
    files: { "templates/fail.yaml": '{{ if eq (int .Values.replicas) 2 }}{{ fail "not two" }}{{ end }}\n' },
  },
  "fail-alone": {
    ct: [],
    native: [],
    files: { "templates/fail.yaml": '{{ if eq (int .Values.replicas) 1 }}{{ fail "not one" }}{{ end }}\n' },
  },
  library: {
    ct: [],
    files: { "Chart.yaml": CHART("library", "type: library\n"), "templates/config.yaml": "" },
  },
  "two-faults": {
    ct: ["version"],
    native: ["braces", "render", "version"],
    files: {
      "Chart.yaml": CHART("two-faults", "", "1.0.0"),
      ...values("a: { b: 1}\n"),
      "ci/none-values.yaml": "image: null\n",
      "ci/other-values.yaml": "image: null\n",
    },
    told: "all of them",
  },
  "wrong-kubernetes": {
    ct: [],
    native: ["kubernetes"],
    files: { "templates/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: [1]\n" },
    told: "Kubernetes",
  },
};

/** As above, with the check of maintainers. */
export const maintainerFaults: Readonly<Record<string, Fault>> = {
  nobody: { ct: ["maintainers"], files: { "Chart.yaml": CHART("nobody").replace(/maintainers:\n.*\n/, "") } },
  "deprecated-with": {
    ct: ["maintainers"],
    files: { "Chart.yaml": CHART("deprecated-with", "deprecated: true\n") },
  },
  "deprecated-without": {
    ct: [],
    files: {
      "Chart.yaml": CHART("deprecated-without", "deprecated: true\n").replace(/maintainers:\n.*\n/, ""),
    },
  },
};
