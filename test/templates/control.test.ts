import { assert, suite } from "../harness.ts";
import { outline } from "./outline.ts";

const test = suite("templates: control structures");

const cases: Record<string, [text: string, outline: string][]> = {
  ranges: [
    ["{{ range .a }}{{ . }}{{ else }}none{{ end }}", 'range .a [{.}] else ["none"]'],
    ["{{ range $v := .a }}{{ $v }}{{ end }}", "range $v := .a [{$v}]"],
    ["{{ range $k, $v := .a }}{{ $k }}{{ end }}", "range $k,$v := .a [{$k}]"],
    [
      "{{ $k := 1 }}{{ $v := 1 }}{{ range $k, $v = .a }}{{ end }}",
      "{$k := int:1} {$v := int:1} range $k,$v = .a []",
    ],
    ["{{ range 5 }}{{ end }}", "range int:5 []"],
    ["{{ range $a, $b, $c := .a }}", 'at ",": too many variables are declared in range'],
    ["{{ range $a, .b }}", 'at ",": a variable must follow the `,` of range'],
    ["{{ range ($a, $b := .c) }}", 'at ",": too many variables are declared in parentheses'],
    ["{{ range $a, $b }}", 'at "$b": undefined variable `$b`'],
    ["{{ range .a }}{{ break }}{{ continue }}{{ end }}", "range .a [break continue]"],
    ["{{ range .a }}{{ if .b }}{{ break }}{{ end }}{{ end }}", "range .a [if .b [break]]"],
    ["{{ break }}", 'at "{{ break }}": {{break}} outside of {{range}}'],
    [
      "{{ range .a }}{{ else }}{{ continue }}{{ end }}",
      'at "{{ continue }}": {{continue}} outside of {{range}}',
    ],
    [
      "{{ range .a }}{{ range .b }}{{ else }}{{ break }}{{ end }}{{ end }}",
      "range .a [range .b [] else [break]]",
    ],
    [
      '{{ range .a }}{{ block "n" . }}{{ break }}{{ end }}{{ end }}',
      'at "{{ break }}": {{break}} outside of {{range}}',
    ],
    ["{{ range .a }}{{ break 1 }}{{ end }}", 'at "1": unexpected `1` in break'],
    ["{{ range .a }}{{ else if .b }}{{ end }}", 'at "if": unexpected `if` after `else`'],
  ],
  "if, with, else": [
    [
      "{{ if .a }}1{{ else if .b }}2{{ else if .c }}3{{ else }}4{{ end }}",
      'if .a ["1"] else [if .b ["2"] else [if .c ["3"] else ["4"]]]',
    ],
    [
      "{{ with .a }}1{{ else with .b }}2{{ else }}3{{ end }}",
      'with .a ["1"] else [with .b ["2"] else ["3"]]',
    ],
    ["{{ if .a }}{{ else }}{{ if .b }}{{ end }}{{ end }}", "if .a [] else [if .b []]"],
    ["{{ if .a }}{{ else with .b }}{{ end }}", 'at "with": unexpected `with` after `else`'],
    ["{{ with .a }}{{ else if .b }}{{ end }}", 'at "if": unexpected `if` after `else`'],
    ["{{ if .a }}{{ else range .b }}{{ end }}", 'at "range": unexpected `range` after `else`'],
    ["{{ if .a }}{{ else }}{{ else }}{{ end }}", 'at "{{ else }}": a second {{else}}'],
    ["{{ if .a }}{{ else }}{{ else if .b }}{{ end }}", 'at "{{ else if": a second {{else}}'],
    ["{{ if .a }}{{ else .b }}{{ end }}", 'at ".b": unexpected `.b` after `else`'],
    ["{{ else }}", 'at "{{ else }}": unexpected {{else}}: nothing is open here'],
    ["{{ end }}", 'at "{{ end }}": unexpected {{end}}: nothing is open here'],
    ["{{ if .a }}{{ end .b }}", 'at ".b": unexpected `.b` in end'],
    ["{{ if .a }}{{ with .b }}{{ end }}", 'at "{{ if .a }}": {{if}} has no {{end}}'],
    ["{{ if .a }}{{ else if .b }}", 'at "{{ else if .b }}": {{if}} has no {{end}}'],
    ["{{ elseif .a }}", 'at "elseif": no function is named `elseif`'],
  ],
  "define, block, template": [
    [
      '{{ define "n" }}a{{ end }}{{ template "n" }}{{ template "n" .a | quote }}',
      'define n ["a"] {template n} {template n .a | quote}',
    ],
    ["{{- template `a\nb` . -}}", "{-template a\nb .-}"],
    ['{{ define "\\x6e\\u00e9" }}{{ end }}', "define né []"],
    ['{{ block "n" .a }}b{{ end }}', 'block n .a ["b"]'],
    ['{{ if .a }}{{ block "n" . }}{{ end }}{{ end }}', "if .a [block n . []]"],
    ['{{ block "n" }}{{ end }}', 'at "}}": missing value for block'],
    ["{{ define n }}{{ end }}", 'at "n": {{define}} needs a name in quotes'],
    ["{{ template .a }}", 'at ".a": {{template}} needs a name in quotes'],
    ['{{ define "n" . }}{{ end }}', 'at ".": unexpected `.` in define'],
    ['{{ template "n".a }}', "{template n .a}"],
    [
      '{{ if .a }}{{ define "n" }}{{ end }}{{ end }}',
      'at "define": {{define}} inside of {{if}}: it stands at the top of a file',
    ],
    [
      '{{ define "m" }}{{ define "n" }}{{ end }}{{ end }}',
      'at "define": {{define}} inside of {{define}}: it stands at the top of a file',
    ],
    ['{{ define "n" }}{{ else }}{{ end }}', 'at "{{ else }}": {{define}} has no {{else}}'],
    ['{{ define "n" }}', 'at "{{ define \\"n\\" }}": {{define}} has no {{end}}'],
    [
      '{{ define "n" }}a{{ end }}{{ define "n" }}b{{ end }}',
      'at "\\"n\\"": template `n` is defined twice in this file',
    ],
    [
      '{{ define "n" }}a{{ end }}{{ block "n" . }}b{{ end }}',
      'at "\\"n\\"": template `n` is defined twice in this file',
    ],
    [
      '{{ define "n" }}a{{ end }}{{ define "n" }} \u0085{{/* c */}}{{ end }}',
      'define n ["a"] define n [" \u0085" {/* c */}]',
    ],
    ['{{ define "n" }} {{ end }}{{ define "n" }}b{{ end }}', 'define n [" "] define n ["b"]'],
    [
      '{{ define "n" }}a{{ end }}{{ define "n" }}{{ template "m" }}{{ end }}',
      'at "\\"n\\"": template `n` is defined twice in this file',
    ],
  ],
};

for (const [title, rows] of Object.entries(cases))
  test(title, () => {
    for (const [text, expected] of rows) assert.is(outline(text), expected, text);
  });
