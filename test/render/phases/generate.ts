import type { Random } from "../../random.ts";

/** Templates that pass the data of a render around in every way, and now and then look at the phase. */
export function generateChart(random: Random): Readonly<Record<string, string>> {
  const count = random.whole(1, 3);
  const helpers = Array.from(
    { length: count },
    (_, at) => `{{- define "t${at}" -}}\n${body(random, at + 1, count)}\n{{- end -}}\n`,
  );
  return {
    "Chart.yaml": "apiVersion: v2\nname: generated\nversion: 1.0.0\n",
    "templates/_helpers.tpl": helpers.join(""),
    "templates/a.yaml": `{{- define "all" -}}\n${body(random, 0, count)}\n{{- end -}}\nkind: A\ntext: {{ include "all" . | quote }}\n`,
    "templates/NOTES.txt": random.chance(0.3) ? body(random, 0, count) : "Installed.",
  };
}

export const VALUES = { a: "text", b: { c: 1, d: [1, 2] }, name: "Release" };

/** Statements that may call the templates from `next` on, so that none calls itself. */
function body(random: Random, next: number, count: number, depth = 0): string {
  const lines = Array.from({ length: random.whole(1, 3) }, () => statement(random, next, count, depth));
  return lines.join("\n");
}

function statement(random: Random, next: number, count: number, depth: number): string {
  const inner = () => (depth < 2 ? body(random, next, count, depth + 1) : "x");
  const callee = next < count ? `"t${random.whole(next, count - 1)}"` : `"t${count - 1}"`;
  const calls = next < count;
  switch (random.whole(0, 11)) {
    case 0:
      return `{{ $v := ${any(random)} }}{{ with $v }}${inner()}{{ end }}`;
    case 1:
      return `{{ with ${any(random)} }}${inner()}{{ else }}${inner()}{{ end }}`;
    case 2:
      return `{{ if ${random.pick([any(random), leaf(random)])} }}${inner()}{{ end }}`;
    case 3:
      return `{{ range $k, $v := ${any(random)} }}{{ $k }}{{ with $v }}${inner()}{{ end }}{{ end }}`;
    case 4:
      return calls ? `{{ include ${callee} ${any(random)} }}` : `{{ ${leaf(random)} }}`;
    case 5:
      return calls ? `{{ ${any(random)} | include ${callee} }}` : `{{ ${leaf(random)} }}`;
    case 6:
      return calls ? `{{ template ${callee} ${any(random)} }}` : `{{ ${leaf(random)} }}`;
    case 7:
      return calls ? `{{ include (printf "t%d" ${next}) ${any(random)} }}` : `{{ ${leaf(random)} }}`;
    case 8:
      return random.chance(0.3) ? `{{ ${dumped(random)} }}` : `{{ ${leaf(random)} }}`;
    case 9:
      return `{{ $v := ${any(random)} }}{{ if $.Values.a }}{{ $v = ${any(random)} }}{{ end }}{{ ${field(random, "$v")} | toJson }}`;
    default:
      return `{{ ${leaf(random)} }}`;
  }
}

/** What may lead to .Release. */
function any(random: Random): string {
  return random.pick([
    ".",
    "$",
    ".",
    "$",
    ".ctx",
    "$.ctx",
    ".Values.b",
    "(dict)",
    '(dict "ctx" $)',
    '(dict "ctx" . "v" $.Values)',
    '(dict "v" .Values.b "ctx" (dict "ctx" $))',
    '(dict "Release" $.Release.Name)',
    ...(random.chance(0.1)
      ? [".Release", "$.Release", "(list $)", "(merge (dict) $)", "(dict $.Values.name $)", "$.AsMap"]
      : []),
  ]);
}

function leaf(random: Random): string {
  if (random.chance(0.06)) return `${field(random, random.pick([".", "$"]))} | toJson`;
  const path = random.pick([
    "Values a",
    "Release Name",
    "Release Namespace",
    "Values b c",
    "Chart Name",
    "v",
  ]);
  return `${below(random, random.pick([".", ".", "$", ".ctx"]), path.split(" "))} | toJson`;
}

function field(random: Random, of: string): string {
  const at = random.pick([[], [], ["ctx"]]);
  return below(random, of, [...at, "Release", random.pick(["IsUpgrade", "IsInstall", "Name"])]);
}

/** A path in either form; the one with brackets forgives what is not there. */
function below(random: Random, of: string, keys: readonly string[]): string {
  if (random.chance(0.1)) return `${of === "." ? "" : of}.${keys.join(".")}`;
  return keys.reduce((inner, key) => `(${inner}).${key}`, of);
}

function dumped(random: Random): string {
  const from = any(random);
  return random.pick([
    `toYaml ${from}`,
    `${from} | toJson`,
    from,
    `index ${from} "Release" "IsUpgrade" | toJson`,
    `get ${from} .Values.name | toJson`,
    `tpl "{{ toJson .Release }}" ${from}`,
    `print ${from}`,
    "$.YAML",
    '$.PathValue "Release.IsUpgrade"',
    `(set (dict) "r" ${from}) | toJson`,
    `pick ${from} "Release" | toJson`,
    `ternary ${from} "" true | toJson`,
  ]);
}
