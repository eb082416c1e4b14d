import type { CodeRow } from "./row.ts";

/** CR4xx: Go templates. */
export const templatesCodes = {
  CR401: {
    severity: "error",
    title: "template syntax error",
    docs: "Helm cannot parse this template file: a brace, an `end`, a quote or a value is missing near the marked place, or a function or variable is named that does not exist there. Nothing of the chart renders until it is mended; the chart's other files are still checked.",
  },
  CR402: {
    severity: "error",
    title: "undeclared value",
    docs: "The template reads a value that the chart's values.schema.json does not allow: the object is closed (`additionalProperties: false`) and has no such property, so nobody can ever set it and the template always sees nothing. Usually the name is misspelt; otherwise add the property to the schema.",
  },
  CR403: {
    severity: "error",
    title: "field of what has no fields",
    docs: 'The template reads a field of a value that is text, a number, true or false, or a list. Helm stops there with `can\'t evaluate field`. The type is that of values.schema.json, or of the value in values.yaml where there is no schema; a condition such as `kindIs "map"` is taken into account.',
  },
  CR404: {
    severity: "error",
    title: "include of an undefined template",
    docs: "`include` or `template` names a template that no file of the chart or of its vendored subcharts defines. Helm fails as soon as this line runs, which can be much later than the first install when it stands behind a condition.",
  },
  CR405: {
    severity: "error",
    title: "range over what cannot be walked",
    docs: "`range` walks over lists and maps. Over text or true/false Helm stops, and over a number of the values too: it is a float64, and Go counts only up to an int. Use `until (int .Values.n)` to count.",
  },
  CR406: {
    severity: "warning",
    title: "possible nil pointer",
    docs: "The template reads a field of a value that can be missing: nothing in the schema requires it and values.yaml does not have it. Helm stops with `nil pointer evaluating interface {}`. An `if`, `with`, `and` or `hasKey` that asks first makes it safe, so do parentheses: `(.Values.a).b` is empty where `a` is missing. It is an error where every render with the chart's own values comes by.",
  },
  CR407: {
    severity: "warning",
    title: "comparison that is never true",
    docs: "The value is compared with a text or number that its schema (`enum`, `const`) does not let in, so the comparison always has the same result. Usually one of the two is misspelt.",
  },
  CR408: {
    severity: "warning",
    title: "default without an effect, or with a wrong one",
    docs: "`default` stands in for a value that is missing, false, zero or empty. Where the schema requires the value and keeps it from being empty, it never does; and `default true` turns a `false` that somebody sets into true.",
  },
  CR409: {
    severity: "error",
    title: "default with its arguments the wrong way round",
    docs: 'The first argument of `default` is what stands in, the last one the value: `default "x" .Values.a`. With a text as the last argument, that text is always taken and the value never.',
  },
  CR410: {
    severity: "warning",
    title: "required in a template, optional in the schema",
    docs: "Every render calls `required` for this value, but the schema lets values in that do not have it: a check against the schema passes and the render fails. Put the name into `required` of the schema, so that editors and checks know it.",
  },
  CR411: {
    severity: "warning",
    title: "dead value",
    docs: "The value is declared in values.schema.json or values.yaml and no template of the chart reads it, so that setting it changes nothing. Values below a part that is printed whole (`toYaml`) count as read, and so do those that belong to subcharts.",
  },
  CR412: {
    severity: "warning",
    title: "schema default differs from values.yaml",
    docs: "The schema states a `default` that is not the value in values.yaml. Helm never fills in defaults from a schema: what holds is values.yaml, while editors and documentation show the schema's. It is also raised where both have the same value and the schema's own `type` or `enum` does not let it in.",
  },
  CR413: {
    severity: "warning",
    title: "integer that can print as `1e+06`",
    docs: "The value is an integer without a `maximum` below a million and is written into text. A template sees each number of a values file as a float64, and Go writes one from a million on with an exponent. `| int64` writes its digits.",
  },
  CR414: {
    severity: "error",
    title: "output that does not fit into YAML",
    docs: "What the action prints does not fit what stands around it: a map or list written in Go's own words, `quote` within quotes, YAML of several lines that begins in the middle of a line, or an indentation that puts it beside its key and not below.",
  },
  CR415: {
    severity: "warning",
    title: "value used as two kinds of thing",
    docs: "One value is used as a map in one place and as a single value or a list in another, and neither place asks for its kind. Whatever is set, one of them fails or prints nonsense.",
  },
  CR416: {
    severity: "warning",
    title: "unused template",
    docs: "A `define` that no `include` or `template` of the chart names. Library charts are left alone, and charts that make names of templates at run time.",
  },
  CR417: {
    severity: "warning",
    title: "chartroom-ignore that is not used",
    docs: "A comment `chartroom-ignore CRnnn reason` silences a finding of that code on its own line or on the next. This one silences nothing, or says no reason. Take it out when the finding is gone, so that it cannot hide the next one.",
  },
  CR418: {
    severity: "error",
    title: "comparison of two kinds",
    docs: "Go's `eq`, `lt` and the like compare only values of one kind and stop the render with `incompatible types for comparison` otherwise. A number of a values file is a float64, while `1` in a template is an int: write `int .Values.n`.",
  },
  CR419: {
    severity: "warning",
    title: "schema that contradicts itself",
    docs: "A part of values.schema.json has a `type` for which other words in it mean nothing: `properties` of a string, `minLength` of an integer. Validators pass over such words in silence, so either the type is wrong or the rule is never applied.",
  },
  CR420: {
    severity: "error",
    title: "template that always fails",
    docs: "A `fail` that no condition guards runs in every render, so that the chart can never be installed. Helm names only the file that Helm itself renders, this finding the line of the `fail`.",
  },
} as const satisfies Record<string, CodeRow>;
