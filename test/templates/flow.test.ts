import { assert, suite } from "../harness.ts";
import { told } from "./chart.ts";

const test = suite("templates: what a value is where it is used");

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["image", "name", "ports", "on", "count"],
  properties: {
    image: { $ref: "#/definitions/image" },
    name: { type: "string", minLength: 1 },
    mode: { enum: ["reader", "writer"] },
    on: { type: "boolean" },
    count: { type: "integer", maximum: 100 },
    bytes: { type: "integer" },
    ports: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["port"],
        properties: { port: { type: "integer", maximum: 65535 }, tls: { $ref: "#/definitions/tls" } },
      },
    },
    tls: { $ref: "#/definitions/tls" },
    labels: { type: "object", additionalProperties: { type: "string" } },
    any: {},
    either: { oneOf: [{ type: "string" }, { type: "object", properties: { a: { type: "string" } } }] },
    kind: { allOf: [{ type: "object" }, { properties: { x: { type: "string" } }, required: ["x"] }] },
    global: { type: "object" },
  },
  definitions: {
    image: {
      type: "object",
      additionalProperties: false,
      required: ["tag"],
      properties: { tag: { type: "string" }, pull: { type: "string" } },
    },
    tls: { type: "object", additionalProperties: false, properties: { secret: { type: "string" } } },
  },
};

/** Everything is read, so that dead values are told by their own test alone. */
const all = { "templates/all.yaml": "a: {{ toYaml .Values | nindent 2 }}\n" };
const of = (template: string) => told(template, { schema, ...all });

const wrong: readonly [name: string, template: string, ...findings: string[]][] = [
  ["a misspelt field", "{{ .Values.image.tga }}", "CR402 1:18 undeclared value `image.tga`"],
  ["through with", "{{ with .Values.image }}{{ .tga }}{{ end }}", "CR402 1:29 undeclared value `image.tga`"],
  ["through a variable", "{{ $i := .Values.image }}{{ $i.tga }}", "CR402 1:32 undeclared value `image.tga`"],
  [
    "through $ in a range",
    "{{ range .Values.ports }}{{ $.Values.nmae }}{{ end }}",
    "CR402 1:38 undeclared value `nmae`",
  ],
  [
    "an item of a list",
    "{{ range .Values.ports }}{{ .prot }}{{ end }}",
    "CR402 1:30 undeclared value `ports.[].prot`",
  ],
  [
    "a range's variable",
    "{{ range $i, $p := .Values.ports }}{{ $p.prot }}{{ end }}",
    "CR402 1:42 undeclared value `ports.[].prot`",
  ],
  [
    "the dot of a range is an item",
    "{{ range .Values.ports }}{{ .Values.name }}{{ end }}",
    "CR402 1:30 undeclared value `ports.[].Values`",
  ],
  [
    "through a dict",
    '{{ include "x" (dict "image" .Values.image) }}',
    "CR402 web/templates/_x.tpl 1:28 undeclared value `image.tga`",
  ],
  ["through index", '{{ index .Values "image" "tga" }}', "CR402 1:26 undeclared value `image.tga`"],
  ["through get", '{{ get .Values.image "tga" }}', "CR402 1:22 undeclared value `image.tga`"],
  ["an object of Helm's own", "{{ .Release.Nmae }}", "CR402 1:13 there is no `.Release.Nmae`"],
  [
    "a field of text",
    "{{ .Values.name.first }}",
    "CR403 1:4 `.Values.name` is text: it has no field `first`",
  ],
  [
    "a field of a list",
    "{{ .Values.ports.first }}",
    "CR403 1:4 `.Values.ports` is a list: it has no field `first`",
  ],
  [
    "a range over text",
    "{{ range .Values.name }}{{ end }}",
    "CR405 1:10 `range` cannot walk over `.Values.name`: it is text",
  ],
  [
    "a range over a number",
    "{{ range .Values.count }}{{ end }}",
    "CR405 1:10 `range` cannot walk over `.Values.count`: it is an integer",
  ],
  [
    "a field of what can be missing",
    "{{ .Values.tls.secret }}",
    "CR406 1:4 `.Values.tls` can be missing, and then `.secret` of it makes Helm fail",
  ],
  [
    "a guard of something else",
    "{{ if .Values.on }}{{ .Values.tls.secret }}{{ end }}",
    "CR406 1:23 `.Values.tls` can be missing, and then `.secret` of it makes Helm fail",
  ],
  [
    "in an item",
    "{{ range .Values.ports }}{{ .tls.secret }}{{ end }}",
    "CR406 1:29 `.Values.ports[].tls` can be missing, and then `.secret` of it makes Helm fail",
  ],
  [
    "the other branch",
    "{{ if .Values.tls }}{{ else }}{{ .Values.tls.secret }}{{ end }}",
    "CR406 1:34 `.Values.tls` can be missing, and then `.secret` of it makes Helm fail",
  ],
  [
    "a choice that is none",
    '{{ if eq .Values.mode "write" }}{{ end }}',
    'CR407 1:23 `.Values.mode` is never "write"',
  ],
  [
    "a default that is never used",
    '{{ .Values.name | default "x" }}',
    "CR408 1:4 `.Values.name` is always there and never empty: its `default` is never used",
  ],
  [
    "a default over false",
    "{{ .Values.on | default true }}",
    "CR408 1:4 `default true` makes `.Values.on` true also where somebody sets `false`",
  ],
  [
    "a default the wrong way round",
    '{{ default .Values.mode "reader" }}',
    "CR409 1:4 `default` has its arguments the wrong way round: `.Values.mode` is never used",
  ],
  [
    "the same in a pipe",
    '{{ "reader" | default .Values.mode }}',
    "CR409 1:4 `default` has its arguments the wrong way round: `.Values.mode` is never used",
  ],
  [
    "required and optional",
    '{{ required "m" .Values.mode }}',
    "CR410 1:4 `.Values.mode` is required here, but not by the schema",
  ],
  [
    "a large number in a text",
    '"{{ .Values.bytes }}B"',
    "CR413 1:5 `.Values.bytes` is written as `1e+06` from a million on",
  ],
  [
    "a large number, quoted",
    "a: {{ .Values.bytes | quote }}",
    "CR413 1:7 `.Values.bytes` is written as `1e+06` from a million on",
  ],
  [
    "a map as Go writes it",
    "a: {{ .Values.image }}",
    "CR414 1:7 `.Values.image` is a map and is written as Go writes it",
  ],
  ["quotes within quotes", 'a: "{{ .Values.name | quote }}"', "CR414 1:8 the value is in quotes already"],
  [
    "YAML in the middle of a line",
    "a: {{ toYaml .Values.image }}",
    "CR414 1:7 a list or map of several lines begins in the middle of a line",
  ],
  [
    "YAML beside its key",
    "a:\n  b:\n    {{- toYaml .Values.image | nindent 2 }}",
    "CR414 3:9 it is indented by 2, and the key above it by 2, so it does not belong to it",
  ],
  [
    "a first line too deep",
    "a:\n  {{ toYaml .Values.image | indent 2 }}",
    "CR414 2:6 its first line is indented by 4, the others by 2",
  ],
  [
    "a number and an int",
    "{{ if gt .Values.count 1 }}{{ end }}",
    "CR418 1:7 `.Values.count` cannot be compared with 1",
  ],
  [
    "a truth and a text",
    '{{ if eq .Values.on "true" }}{{ end }}',
    'CR418 1:7 `.Values.on` cannot be compared with "true"',
  ],
  [
    "allOf",
    "{{ .Values.kind.x.y }}",
    "CR403 1:4 `.Values.kind.x` is text: it has no field `y`",
    "CR406 1:4 `.Values.kind` can be missing, and then `.x` of it makes Helm fail",
  ],
  [
    "two kinds of use",
    "{{ (.Values.any).x }}{{ .Values.any | upper }}",
    "CR415 1:25 `.Values.any` is used as a single value and as a map",
  ],
];

for (const [name, template, ...findings] of wrong)
  test(`${name}: ${template}`, () => {
    const helper = { "templates/_x.tpl": '{{- define "x" }}{{ .image.tga }}{{ end }}' };
    const found = template.includes('"x" (dict')
      ? told(template, { schema, ...all, ...helper })
      : of(template);
    assert.equal([...found].sort(), [...findings].sort());
  });

const right: readonly [name: string, template: string][] = [
  ["with", "{{ with .Values.tls }}{{ .secret }}{{ end }}"],
  ["if", "{{ if .Values.tls }}{{ .Values.tls.secret }}{{ end }}"],
  ["and", "{{ if and .Values.tls .Values.tls.secret }}x{{ end }}"],
  ["or not", "{{ if or (not .Values.tls) .Values.tls.secret }}x{{ end }}"],
  ["hasKey", '{{ if hasKey .Values "tls" }}{{ .Values.tls.secret }}{{ end }}'],
  ["parentheses", "{{ (.Values.tls).secret }}"],
  ["a variable that may be empty", "{{ $t := .Values.tls }}{{ $t.secret }}"],
  ["dig", '{{ dig "tls" "secret" "" .Values }}'],
  ["a default map", "{{ (.Values.tls | default dict).secret }}"],
  ["a guard that fails first", '{{ if not .Values.tls }}{{ fail "tls" }}{{ end }}{{ .Values.tls.secret }}'],
  [
    "a guard that fails elsewhere",
    '{{ if not .Values.tls }}{{ fail "tls" }}{{ else }}x{{ end }}{{ if .Values.on }}{{ .Values.tls.secret }}{{ end }}',
  ],
  [
    "a condition around an include",
    '{{ if .Values.tls }}{{ include "s" . }}{{ end }}{{ define "s" }}{{ .Values.tls.secret }}{{ end }}',
  ],
  [
    "kindIs",
    '{{ if kindIs "map" .Values.either }}{{ .Values.either.a }}{{ else }}{{ .Values.either }}{{ end }}',
  ],
  ["kindOf", '{{ if eq (kindOf .Values.either) "map" }}{{ .Values.either.a }}{{ end }}'],
  ["a union without a question", "{{ .Values.either }}"],
  ["entries of a map", "{{ range $k, $v := .Values.labels }}{{ $k }}: {{ $v | quote }}{{ end }}"],
  ["a number as a whole value", "a: {{ .Values.bytes }}"],
  ["int64", "a: {{ .Values.bytes | int64 | quote }}"],
  ["a number that is bounded", '"{{ .Values.count }}%"'],
  ["an int of a number", "{{ if gt (int .Values.count) 1 }}x{{ end }}"],
  ["a float", "{{ if gt .Values.count 1.0 }}x{{ end }}"],
  ["a choice", '{{ if eq .Values.mode "writer" }}x{{ else if ne .Values.mode "reader" }}y{{ end }}'],
  ["what a template sets", '{{ $_ := set .Values "made" 1 }}{{ .Values.made }}'],
  [
    "what a template sets deeper",
    '{{ $_ := set .Values.image "made" (dict "x" 1) }}{{ .Values.image.made.x }}',
  ],
  [
    "a variable that is assigned again",
    '{{ $x := "" }}{{ if .Values.on }}{{ $x = .Values.image }}{{ end }}{{ $x.tag }}',
  ],
  ["a count", "{{ range $i := until (int .Values.count) }}{{ $i }}{{ end }}"],
  ["global", "{{ .Values.global.x }}{{ (.Values.global).y.z }}"],
  [
    "a define called with something else",
    '{{ include "o" (dict "Values" (dict "x" 1)) }}{{ define "o" }}{{ .Values.x }}{{ end }}',
  ],
  [
    "YAML below its key",
    "a:\n  b:\n    {{- toYaml .Values.image | nindent 4 }}\n  c:\n  {{- toYaml .Values.ports | nindent 2 }}",
  ],
  ["YAML of one line", "a: {{ toJson .Values.image }}\nb: {{ .Values.name | toYaml }}"],
  ["quotes in a text of several lines", 'a: |\n  x: "{{ .Values.name | quote }}"\n'],
  ["what helps a person", '{{ required "m" .Values.mode | quote }}{{ if .Values.on }}{{ end }}'],
];

for (const [name, template] of right)
  test(`nothing about ${name}: ${template}`, () => {
    const expected =
      name === "what helps a person"
        ? ["CR410 1:4 `.Values.mode` is required here, but not by the schema"]
        : [];
    const found = of(template);
    // Nothing requires it, which is another question than what it is.
    assert.equal(
      found.filter((one) => !/`\.Values\.either` can be missing/.test(one)),
      expected,
    );
  });
