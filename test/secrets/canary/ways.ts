/** A way on which a secret can come out: a template of the planted chart, or what it names. */
export interface Way {
  readonly name: string;
  readonly template: string;
}

const map = (name: string, ...data: string[]) =>
  ["apiVersion: v1", "kind: ConfigMap", `metadata: { name: ${name} }`, "data:", ...data, ""].join("\n");

const v = "$.Values.secrets";

/** Ways 1 to 17 are objects that Helm renders; 18 to 20 are in planted.ts: the values files, a log, an editor. */
export const ways: readonly Way[] = [
  {
    name: "01-secret-stringdata",
    template: `apiVersion: v1\nkind: Secret\nmetadata: { name: way-01 }\nstringData:\n  password: {{ ${v}.password | quote }}\n  short: {{ ${v}.short | quote }}\n  plain: {{ $.Values.plain.token | quote }}\n`,
  },
  {
    name: "02-secret-data",
    template: `apiVersion: v1\nkind: Secret\nmetadata: { name: way-02 }\ndata:\n  key: {{ ${v}.pem | b64enc }}\n  pin: {{ $.Values.plain.pin | b64enc }}\n  all: {{ ${v} | toJson | b64enc }}\n`,
  },
  {
    name: "03-configmap",
    template: map("way-03", `  a: {{ ${v}.password | quote }}`, `  b: {{ ${v}.cookie }}`),
  },
  {
    name: "04-env-and-args",
    template: `apiVersion: v1\nkind: Pod\nmetadata: { name: way-04 }\nspec:\n  containers:\n    - name: a\n      image: a:1\n      args: ["--cookie={{ ${v}.cookie }}", {{ ${v}.password | replace "'" "''" | squote }}]\n      env:\n        - { name: A, value: {{ ${v}.keyBase | quote }} }\n        - { name: B, value: {{ $.Values.plain.token | quote }} }\n`,
  },
  {
    name: "05-annotations-and-labels",
    template: `apiVersion: v1\nkind: Service\nmetadata:\n  name: way-05\n  labels: { cookie: {{ ${v}.cookie }} }\n  annotations: { a: {{ ${v}.password | b64enc | quote }}, b: {{ ${v}.password | toJson | quote }} }\nspec: { ports: [{ port: 80 }] }\n`,
  },
  {
    name: "06-custom-resource",
    template: `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: way-06 }\nspec: { auth: { {{ ${v}.cookie }}: {{ ${v}.password | quote }} }, list: [{{ ${v}.databaseUrl | quote }}] }\n`,
  },
  {
    name: "07-inside-a-url",
    template: map(
      "way-07",
      `  a: {{ printf "postgres://u:%s@h/d" (${v}.password | urlquery) | quote }}`,
      `  b: {{ printf "https://h/?q=%s&r=%s" (${v}.phrase | urlquery) ${v}.cookie | quote }}`,
      `  c: {{ (urlParse ${v}.databaseUrl).userinfo | quote }}`,
    ),
  },
  {
    name: "08-go-json",
    template: map("way-08", `  a: {{ ${v} | toJson | quote }}`, `  b: {{ toJson ${v} | toJson | quote }}`),
  },
  {
    name: "09-base64-of-json",
    template: map(
      "way-09",
      `  a: {{ ${v} | toJson | b64enc }}`,
      `  b: {{ printf "xx%s" ${v}.password | b64enc | b64enc }}`,
    ),
  },
  { name: "10-block-of-lines", template: map("way-10", "  key: |", `{{ ${v}.pem | indent 4 }}`) },
  {
    name: "11-quoted-lines",
    template: map(
      "way-11",
      `  key: {{ ${v}.pem | quote }}`,
      `  one: {{ splitList "\\n" ${v}.pem | rest | first }}`,
    ),
  },
  { name: "12-folded-by-toyaml", template: map("way-12", `  file: |`, `{{ ${v} | toYaml | indent 4 }}`) },
  {
    name: "13-folded-by-hand",
    template: map(
      "way-13",
      "  a: >-",
      `{{ ${v}.phrase | wrap 40 | indent 4 }}`,
      `  b: {{ ${v}.phrase | wrap 30 | quote }}`,
    ),
  },
  {
    name: "14-number",
    template: map(
      "way-14",
      `  a: {{ ${v}.number | quote }}`,
      `  b: "{{ ${v}.number | int64 }}"`,
      `  c: '{{ toJson ${v}.number }}'`,
    ),
  },
  {
    name: "15-hex-html-shell",
    template: map(
      "way-15",
      `  a: {{ printf "%x" ${v}.password }}`,
      `  b: {{ html ${v}.password | quote }}`,
      `  c: {{ printf "%q" ${v}.password | quote }}`,
    ),
  },
  {
    name: "16-hook",
    template: `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: way-16\n  annotations: { helm.sh/hook: pre-upgrade, note: {{ ${v}.cookie }} }\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{ name: a, image: "a:1", command: [psql, {{ ${v}.databaseUrl | quote }}] }]\n`,
  },
  {
    name: "17-made-by-the-chart",
    template: map(
      "way-17",
      `  a: {{ printf "%s:%s" "user" ${v}.password | b64enc }}`,
      `  b: {{ ${v}.password | b64enc | urlquery }}`,
    ),
  },
];

/** Templates that fail with a secret in the words, one at a time: Helm stops at the first. */
export const failing: Readonly<Record<string, string>> = {
  "fail says it": `{{ fail (printf "cannot use %s" ${v}.password) }}`,
  "fail says it quoted": `{{ fail (printf "cannot use %q" ${v}.password) }}`,
  "fail says its base64": `{{ fail (${v}.password | b64enc) }}`,
  "fail says it in a URL": `{{ fail (printf "https://u:%s@host" (${v}.password | urlquery)) }}`,
  "fail says it over lines": `{{ fail ${v}.pem }}`,
  "fail says one that is in plain text": `{{ fail (printf "no %s" $.Values.plain.token) }}`,
  "a function is given it": `{{ ${v}.password | int64 | required "x" }}{{ index (dict) ${v}.password "a" }}{{ atoi ${v}.cookie | add 1 }}{{ toDate "2006" ${v}.cookie }}{{ mustFromJson ${v}.password }}`,
  "its YAML cannot be read": `a: [{{ ${v}.password }}\n  b: : {{ ${v}.cookie }}\n`,
  "an unknown key repeats it": `apiVersion: v1\nkind: Service\nmetadata: { name: a }\n{{ ${v}.password | quote }}: 1\n`,
  "a name and a kind repeat it": `apiVersion: v1\nkind: {{ ${v}.cookie }}\nmetadata: { name: {{ ${v}.password | quote }} }\n`,
};
