import type { Random } from "../../random.ts";
import { ACTIONS } from "./actions.ts";
import { LEXEMES } from "./lexemes.ts";

const TEXTS = [
  "",
  "",
  "a: b\n",
  "  ",
  "\n",
  "text",
  "\t x \r\n",
  "{",
  "}",
  "- {\n",
  "é😀",
  "---\n",
  "\u00a0",
  "-}}",
  "{ {",
];
const FUNCTIONS = [
  "quote",
  "default 1",
  "toYaml",
  "nindent 4",
  'printf "%s"',
  "len",
  "not",
  'include "n"',
  "int",
  "list .a",
];
const VALUES = [
  ".",
  ".a",
  ".a.b",
  ".Values.x.y",
  "$",
  "$.a",
  "1",
  "1.5",
  '"s"',
  "`r`",
  "'c'",
  "true",
  "nil",
  "(.a)",
  "(.a).b",
  "(dict)",
  "$v",
];

/** A template that is mostly right: nested actions as people write them, and here and there something that they do not. */
export function generateTemplate(random: Random): string {
  const made = random.next();
  if (made < 0.12) return soup(random);
  if (made < 0.24) return series(random);
  if (made < 0.4) return scopes(random);
  return new Writer(random).file();
}

/** One action made of random pieces, in a place that matters or not. */
function soup(random: Random): string {
  const pieces = Array.from({ length: random.whole(0, 6) }, () => random.pick(LEXEMES));
  const glue = random.chance(0.5) ? " " : "";
  const open = random.pick(["{{", "{{ ", "{{- ", "{{", "{{-", "{{\n"]);
  const close = random.pick(["}}", " }}", " -}}", "}}", "-}}", "\n-}}", ""]);
  const action = open + pieces.join(glue) + close;
  const before = random.pick(["", "", "{{$x := 1}}", "{{$x := 1}}{{$y := 2}}", "a\n", "{{if .a}}"]);
  return before + action + random.pick(["", "text", "{{end}}", "\n{{end}}\n"]);
}

/** Actions in any order. */
function series(random: Random): string {
  const count = random.whole(1, 7);
  return Array.from({ length: count }, () => random.pick(TEXTS) + random.pick(ACTIONS)).join("");
}

/** Structures that are closed as they should be, with variables and jumps that may stand outside of what they need. */
function scopes(random: Random): string {
  const open: string[] = [];
  let text = "";
  for (let count = random.whole(3, 14); count > 0; count -= 1) {
    const inner = open.at(-1);
    const made = random.whole(0, 9);
    if (made < 2 && inner !== undefined) {
      open.pop();
      text += "{{end}}";
    } else if (made === 2 && inner !== undefined && inner !== "block" && inner !== "else") {
      const further = inner !== "range" && random.chance(0.5);
      if (!further) open.splice(-1, 1, "else");
      text += further ? `{{else ${inner} $b := .x}}` : "{{else}}";
    } else if (made < 6) {
      const word = random.pick(["if", "with", "range", "block"]);
      open.push(word);
      const declared = random.pick(
        word === "range" ? ["$a, $b := ", "$b := ", ""] : ["$a := ", "$b := ", ""],
      );
      text += word === "block" ? `{{block "${text.length}" ${declared}1}}` : `{{${word} ${declared}.x}}`;
    } else
      text += random.pick([
        "{{$a := 1}}",
        "{{$b := $a}}",
        "{{$a}}",
        "{{$b}}",
        "{{$b = 1}}",
        "{{break}}",
        "{{continue}}",
        "{{list ($b := 1)}}",
      ]);
  }
  return text + "{{end}}".repeat(open.length);
}

/** Writes nested actions that fit together; `#wild` puts something else there. */
class Writer {
  readonly #random: Random;
  #wildness: number;

  constructor(random: Random) {
    this.#random = random;
    this.#wildness = random.pick([0, 0, 0, 0.01, 0.05]);
  }

  file(): string {
    const names = ["n", "m", "o"];
    let text = "{{ $v := 1 }}";
    for (let count = this.#random.whole(1, 4); count > 0; count -= 1) {
      const defines = this.#random.chance(0.3) && names.length > 0;
      text += defines
        ? `${this.#action(`define "${names.pop()}"`)}{{$v := 1}}${this.#body(2, false)}${this.#end()}`
        : this.#body(3, false);
    }
    return text;
  }

  #body(depth: number, inRange: boolean): string {
    let text = "";
    for (let count = this.#random.whole(0, 3); count > 0; count -= 1)
      text += this.#random.pick(TEXTS) + this.#piece(depth, inRange);
    return text;
  }

  #piece(depth: number, inRange: boolean): string {
    if (this.#wild()) return this.#random.pick(ACTIONS);
    const kind = this.#random.whole(depth > 0 ? 0 : 4, 9);
    if (kind === 0) return this.#range(depth);
    if (kind === 1) return this.#branch("with", depth, inRange);
    if (kind < 4) return this.#branch("if", depth, inRange);
    if (kind === 4)
      return `{{${this.#random.pick(["", "- "])}/* c ${this.#random.pick(["\n", "}}", "{{", ""])} */${this.#random.pick(["", " -"])}}}`;
    if (kind === 5 && inRange) return this.#action(this.#random.pick(["break", "continue"]));
    if (kind === 6) return this.#action(`template "n" ${this.#random.chance(0.5) ? this.#pipeline(1) : ""}`);
    if (kind === 7) return this.#action(`$v ${this.#random.pick([":=", "="])} ${this.#pipeline(2)}`);
    return this.#action(this.#pipeline(3));
  }

  #range(depth: number): string {
    const variables = this.#random.pick(["", "$i := ", "$i, $v := ", "$i, $v = "]);
    const otherwise = this.#random.chance(0.2) ? this.#action("else") + this.#body(depth - 1, false) : "";
    return (
      this.#action(`range ${variables}${this.#pipeline(1)}`) +
      this.#body(depth - 1, true) +
      otherwise +
      this.#end()
    );
  }

  #branch(word: string, depth: number, inRange: boolean): string {
    let text = this.#action(`${word} ${this.#pipeline(2)}`) + this.#body(depth - 1, inRange);
    while (this.#random.chance(0.25))
      text += this.#action(`else ${word} ${this.#pipeline(1)}`) + this.#body(depth - 1, inRange);
    if (this.#random.chance(0.3)) text += this.#action("else") + this.#body(depth - 1, inRange);
    return text + this.#end();
  }

  #pipeline(depth: number): string {
    const [first, ...stages] = Array.from({ length: this.#random.whole(1, 3) }, () =>
      this.#random.pick(FUNCTIONS),
    );
    const value =
      depth > 0 && this.#random.chance(0.3) ? `(${this.#pipeline(depth - 1)})` : this.#random.pick(VALUES);
    const head = this.#random.chance(0.5) ? value : `${first} ${value}`;
    return this.#spoiled([head, ...stages].join(this.#random.pick([" | ", "|", "\n  | "])));
  }

  #action(inside: string): string {
    const open = this.#random.pick(["{{", "{{ ", "{{- ", "{{-\n"]);
    return open + this.#spoiled(inside) + this.#random.pick(["}}", " }}", " -}}", "\n}}"]);
  }

  #end(): string {
    return this.#wild() ? "" : this.#action("end");
  }

  #spoiled(text: string): string {
    if (!this.#wild()) return text;
    const at = this.#random.whole(0, text.length);
    return text.slice(0, at) + this.#random.pick(LEXEMES) + text.slice(at);
  }

  #wild(): boolean {
    return this.#random.chance(this.#wildness);
  }
}
