import { HELM_3_FUNCTIONS } from "../../scripts/templates/functions.ts";
import { parseTemplate } from "../../scripts/templates/parser.ts";
import { assert, suite } from "../harness.ts";
import { outline } from "./outline.ts";

const test = suite("templates: syntax");

const cases: Record<string, [text: string, outline: string][]> = {
  "trim markers": [
    ["a \n{{- .x -}}\n b", '"a" {-.x-} "b"'],
    ["a \n{{ .x }}\n b", '"a \\n" {.x} "\\n b"'],
    ["a\n{{-\n.x\n-}}\nb", '"a" {-.x-} "b"'],
    ["  {{- .x -}}  ", "{-.x-}"],
    [" \t\r\n{{- .x }}\v", '{-.x} "\\u000b"'],
    ["a\u00a0 {{- .x }}", '"a\u00a0" {-.x}'],
    ["{{-3}} {{- 3}} {{- -3 -}}", "{int:-3} {-int:3} {-int:-3-}"],
    ["{{3 -}} a", '{int:3-} "a"'],
    ["{{ .x -}} {{- .y }}", "{.x-} {-.y}"],
    ["{{- }}", 'at "}}": missing value for command'],
    ["{{ -}}", 'at "}}": missing value for command'],
    ["{{- -}}", 'at "-": this is no number'],
    ["{{.x-}}", 'at "-": unexpected `-` after `.x`'],
    ["{{-.x}}", 'at "-.x": this is no number'],
    ["a {{- if .x -}} b {{- else -}} c {{- end -}} d", '"a" if .x ["b"] else ["c"] "d"'],
    ['a {{- define "n" -}} b {{- end -}} d', '"a" define n ["b"] "d"'],
  ],
  comments: [
    ["{{/* a */}}", "{/* a */}"],
    ["x \n{{- /*y*/ -}}\n z", '"x" {-/*y*/-} "z"'],
    ["{{-\n/*y*/\t-}}", "{-/*y*/-}"],
    ["{{/* {{ .x }} }} */}}", "{/* {{ .x }} }} */}"],
    ["{{/**/}}", "{/**/}"],
    ["{{/*\n\n*/}}\n", '{/*\n\n*/} "\\n"'],
    ["{{if .x}}{{/*a*/}}{{else}}{{/*b*/}}{{end}}", "if .x [{/*a*/}] else [{/*b*/}]"],
    ["{{ /* a */ }}", 'at "/": unexpected `/` in command'],
    ["{{-  /* a */}}", 'at "/": unexpected `/` in command'],
    ["{{/* a */ }}", 'at "{{/* a */": a comment\'s `*/` stands directly before `}}` or ` -}}`'],
    ["{{/* a */-}}", 'at "{{/* a */": a comment\'s `*/` stands directly before `}}` or ` -}}`'],
    ["{{/* a */ */}}", 'at "{{/* a */": a comment\'s `*/` stands directly before `}}` or ` -}}`'],
    ["a {{/* b", 'at "{{/*": unclosed comment'],
    ["{{.x /* a */}}", 'at "/": unexpected `/` in command'],
  ],
  "chains of fields": [
    ["{{ .a.b.c }}", "{.a.b.c}"],
    ["{{ .a .b }}", "{.a .b}"],
    ["{{ (.a).b }}", "{(.a).b}"],
    ["{{ (.a) .b }}", "{(.a) .b}"],
    ["{{ (.a).b.c .d }}", "{(.a).b.c .d}"],
    ["{{ $x := . }}{{ $x.y.z }}{{ $.a }}{{ $ .a }}", "{$x := .} {$x.y.z} {$.a} {$ .a}"],
    ["{{ now.Year }}", "{(now).Year}"],
    ["{{ (now).Year }}", "{(now).Year}"],
    ["{{ quote(.a) }}", 'at "(": unexpected `(` in command'],
    ["{{ quote (.a) }}", "{quote (.a)}"],
    ["{{ (.a)(.b) }}", 'at "(": unexpected `(` in command'],
    ["{{ .é.٣ }}", "{.é.٣}"],
    ["{{ .a..b }}", 'at ".": unexpected `.` in command'],
    ["{{ ..a }}", 'at ".a": unexpected `.a` after `.`'],
    ['{{ "s".a }}', 'at ".a": unexpected `.a` after `"s"`'],
    ["{{ nil.a }}", 'at ".a": unexpected `.a` after `nil`'],
    ["{{ 1.a }}", 'at "1.a": this is no number'],
    ["{{ .a.$x }}", 'at "$": unexpected `$` after `.`'],
    ["{{ .my-key }}", 'at "-": unexpected `-` after `.my`'],
    ["{{ .a[0] }}", 'at "[": unexpected `[` after `.a`'],
  ],
  pipelines: [
    ["{{ . | quote }}", "{. | quote}"],
    ["{{ .a|quote|nindent 4 }}", "{.a | quote | nindent int:4}"],
    ["{{ .a\n  | quote\n}}", "{.a | quote}"],
    ["{{ .a | }}", "{.a}"],
    ["{{ (.a |) }}", "{(.a)}"],
    ["{{ .a | .b | $ | (.c) }}", "{.a | .b | $ | (.c)}"],
    ["{{ .a || .b }}", 'at "|": unexpected `|` in command'],
    ["{{ | quote }}", 'at "|": unexpected `|` in command'],
    ['{{ "x" | "y" }}', 'at "\\"y\\"": what stands after `|` must be a function, and this is a value'],
    ["{{ .a | 1 }}", 'at "1": what stands after `|` must be a function, and this is a value'],
    ["{{ .a | . }}", 'at ".": what stands after `|` must be a function, and this is a value'],
    ["{{ .a | nil }}", 'at "nil": what stands after `|` must be a function, and this is a value'],
    ["{{ .a | true }}", 'at "true": what stands after `|` must be a function, and this is a value'],
    // Go's parser takes both; what it is that runs them that refuses.
    ["{{ nil }}", "{nil:null}"],
    ["{{ 1 2 }}", "{int:1 int:2}"],
    ["{{}}", 'at "}}": missing value for command'],
    ["{{ () }}", 'at "()": missing value for parentheses'],
    ["{{ (.a }}", 'at "(": unclosed left parenthesis'],
    ["{{ .a) }}", 'at ")": a right parenthesis that closes nothing'],
    ["{{ .a, .b }}", 'at ",": unexpected `,` in command'],
    ["{{ .a", 'at "{{ .a": unclosed action: `}}` is missing'],
    ["{{ .a\n{{ .c }}", 'at "{{": an action inside of an action: `}}` is missing before'],
    ["{{{ .a }}}", 'at "{": unexpected `{` in command'],
    ["{{ .a }}}}", '{.a} "}}"'],
    ['{{"}}"}}', '{"}}"}'],
    ["{{ `{{` }}", '{"{{"}'],
    ["{{ nope .a }}", 'at "nope": no function is named `nope`'],
    ["{{ env }}", 'at "env": no function is named `env`'],
    ["{{ if nope }}", 'at "nope": no function is named `nope`'],
    ["{{ if }}{{ end }}", 'at "}}": missing value for if'],
  ],
  variables: [
    ["{{ $x }}", 'at "$x": undefined variable `$x`'],
    ["{{ $x := 1 }}{{ $x }}{{ $ }}", "{$x := int:1} {$x} {$}"],
    ["{{ $x := $x }}", "{$x := $x}"],
    ["{{$x:=1}}{{$x=2}}", 'at "=": unexpected `=` after `$x`'],
    ["{{ $x := 1 }}{{ $x = 2 }}", "{$x := int:1} {$x = int:2}"],
    // Only running it would refuse this.
    ["{{ $x = 2 }}{{ $x }}", "{$x = int:2} {$x}"],
    ["{{ if $x := .a }}{{ $x }}{{ else }}{{ $x }}{{ end }}", "if $x := .a [{$x}] else [{$x}]"],
    ["{{ if $x := .a }}{{ end }}{{ $x }}", 'at "$x": undefined variable `$x`'],
    ["{{ if .a }}{{ $x := 1 }}{{ end }}{{ $x }}", 'at "$x": undefined variable `$x`'],
    ["{{ if .a }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}", "if .a [{$x := int:1}] else [{$x}]"],
    [
      "{{ if .a }}{{ else if $x := .b }}{{ $x }}{{ else }}{{ $x }}{{ end }}",
      "if .a [] else [if $x := .b [{$x}] else [{$x}]]",
    ],
    ["{{ $x := 1 }}{{ if .a }}{{ $x := 2 }}{{ end }}{{ $x }}", "{$x := int:1} if .a [{$x := int:2}] {$x}"],
    ['{{ $x := 1 }}{{ define "n" }}{{ $x }}{{ end }}', 'at "$x": undefined variable `$x`'],
    ['{{ $x := 1 }}{{ block "n" $x }}{{ $x }}{{ end }}', 'at "$x": undefined variable `$x`'],
    ['{{ block "n" $x := 1 }}{{ end }}{{ $x }}', "block n $x := int:1 [] {$x}"],
    ["{{ ($x := 1) }}{{ $x }}", "{($x := int:1)} {$x}"],
    ["{{ $x := }}", 'at "}}": missing value for command'],
    ["{{ $x.y := 1 }}", 'at "$x": undefined variable `$x`'],
    ["{{ $x, $y := .a }}", 'at ",": too many variables are declared in command'],
    ["{{ .x := 1 }}", 'at ":=": unexpected `:=` in command'],
    ["{{ $x := 1 }}{{ $x : 1 }}", 'at ":": unexpected `:`: a variable is declared with `:=`'],
  ],
};

for (const [title, rows] of Object.entries(cases))
  test(title, () => {
    for (const [text, expected] of rows) assert.is(outline(text), expected, text);
  });

test("the file's own name as a template clashes with a define of that name, where both say something", () => {
  const text = '{{ define "c/templates/a.yaml" }}a{{ end }}';
  const name = "c/templates/a.yaml";
  assert.ok(parseTemplate(text, { name }).ok);
  assert.is(
    outline(`${text}b`, { name }),
    'at "{": template `c/templates/a.yaml` is defined twice in this file',
  );
});

test("a function of Helm 4 is none of Helm 3", () => {
  assert.ok(parseTemplate("{{ mustToYaml . }}").ok);
  assert.is(
    outline("{{ mustToYaml . }}", { functions: HELM_3_FUNCTIONS }),
    'at "mustToYaml": no function is named `mustToYaml`',
  );
});

test("help is given where it is clear what was meant", () => {
  const help = (text: string): string | undefined => {
    const read = parseTemplate(text);
    return read.ok ? undefined : read.error.help;
  };
  assert.is(
    help("{{ .Values.my-key }}"),
    'a key with `-` in it is read with `index`: `index .Values "my-key"`',
  );
  assert.is(help("{{ qoute . }}"), "did you mean `quote`?");
  assert.is(help("{{ $name := 1 }}{{ $nmae }}"), "did you mean `$name`?");
  assert.is(help("{{ 'ab' }}"), "a string stands in double quotes or backquotes");
  assert.is(help("{{/* a */ }}"), "a comment fills its action: `{{/* ... */}}` or `{{- /* ... */ -}}`");
  assert.is(help("{{ .a -b }}"), undefined);
});
