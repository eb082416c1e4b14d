import type { Random } from "../../random.ts";

const PLAIN =
  `yes no on off y n Y N Yes NO On OFF true True TRUE false False null ~ Null NULL nulL 012 09 0o17 0O17 0x1F 0XfF -0x10 +12 -0 +0
  0b101 -0b11 +0b1 0B1 1_000 1__0 _1 1_ -_1 1_000.5 .5 5. .1_0 .1__0 ._1 +.5 -.5 1e3 1E3 1e+3 12e03 1e400 -1e400 1.5e-7 0.1 1e1_0
  9007199254740993 9007199254740992 18446744073709551615 18446744073709551616 99999999999999999999 -9223372036854775808
  -9223372036854775809 0xffffffffffffffff 0x1ffffffffffffffff 12:30:45 1:2 190:20:30 2020-01-01 2020-1-1 2020-13-01 2020-02-31
  2020-01-01T10:00:00Z 2001-12-14t21:59:43.10-05:00 1.2.3 1,000 0x 0b 0b2 0o8 08.5 00 0_7 0x_1 + . .. ... e3 1e 1e+ <<x =a = << nope abc
  a.b 1a 0xg .inf -.Inf +.INF .nan .NaN .NAN 1234567 12345678 1000000 999999 123456789.5 3.0 1.0 -1 0 7 42 8080 a:b a::b http://x/y
  x#y /path/to -x -1x --- C:\\x @a %a \`a a'b a"b $x %{x} é 日本 🎉 a,b a{b a[b a]b a}b !x ?x :x ,x 1e5 0.0 -0.0 00.1 0e0 1_e3`
    .split(/\s+/)
    .filter((one) => one !== "" && one !== "---" && one !== "...");

/** Plain scalars that every reader takes. */
const TAME = PLAIN.filter(
  (one) => /^[\w.+-]+$/.test(one) && !/^(?:y|n|yes|no|on|off|\.inf|\.nan|-|\d+-\d+.*)$/i.test(one),
);

const KEYS =
  `a b c d name host y n on off yes no true null ~ 1 0 012 0x10 1.5 1e10 -1 123456.5 1234567.5 0.00001 1_000 2020-01-01 a-b a.b
  a/b <<x =  18446744073709551615 .inf 12:30 é "y" 'n' "1" "a b" "" '' "\\u0041" sops global`.split(/\s+/);

/**
 * One values document, built so that readers of YAML disagree about it: mostly well-formed, sometimes spoiled. The same
 * numbers give the same text.
 */
export function generateDocument(random: Random): string {
  const maker = new Maker(random);
  const body = maker.block(0, random.whole(1, 3));
  // Cut in two, a character is none.
  return spoil(random, frame(random, body)).replace(/\p{Surrogate}/gu, "");
}

class Maker {
  readonly #random: Random;
  readonly #anchors: string[] = [];
  readonly #maps: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Lines of a block map at an indentation, each with its line end. */
  block(indent: number, depth: number, ownAnchor = ""): string {
    const pad = " ".repeat(indent);
    let text = "";
    const count = this.#random.whole(1, 5);
    for (let at = 0; at < count; at++) {
      if (this.#random.chance(0.12)) text += `${pad}# note: ${this.#random.pick(PLAIN)}\n`;
      if (this.#maps.length > 0 && this.#random.chance(0.15))
        text += `${pad}<<: ${this.#mergeSource(ownAnchor)}\n`;
      else text += `${pad}${this.#key()}:${this.#value(indent, depth)}`;
    }
    return text;
  }

  #mergeSource(ownAnchor: string): string {
    const names = this.#maps.filter((one) => one !== ownAnchor);
    const name = () => `*${this.#random.pick(names.length > 0 ? names : ["gone"])}`;
    if (this.#random.chance(0.3)) return `[${name()}, ${name()}]`;
    if (this.#random.chance(0.1)) return `[${name()}, {z: 1}]`;
    if (this.#random.chance(0.1)) return "{inl: 1}";
    if (this.#random.chance(0.05)) return this.#random.pick(["x", "[1]", "null", "[]"]);
    return name();
  }

  #key(): string {
    if (this.#random.chance(0.85))
      return this.#random.pick(["a", "b", "c", "d", "name", "host", "e1", "f-g"]);
    if (this.#random.chance(0.03)) return `? ${this.#random.pick(KEYS)}\n${""}`.trimEnd();
    if (this.#random.chance(0.03)) return `!!str ${this.#random.pick(KEYS)}`;
    if (this.#random.chance(0.02) && this.#anchors.length > 0) return `*${this.#random.pick(this.#anchors)} `;
    return this.#random.pick(KEYS);
  }

  /** What follows a key's colon, to the end of its last line. */
  #value(indent: number, depth: number): string {
    const kind = this.#random.next();
    if (depth > 0 && kind < 0.22) {
      const anchor = this.#anchor(true);
      return `${anchor === "" ? "" : ` &${anchor}`}\n${this.block(indent + this.#random.whole(1, 3), depth - 1, anchor)}`;
    }
    if (depth > 0 && kind < 0.32) return this.#list(indent, depth);
    if (kind < 0.42) return ` ${this.#flow(depth)}\n`;
    if (kind < 0.52) return this.#blockScalar(indent);
    if (kind < 0.58 && this.#anchors.length > 0) return ` *${this.#random.pick(this.#anchors)}\n`;
    if (kind < 0.62) return ` ${this.#multiline(indent)}\n`;
    if (kind < 0.65) return "\n";
    return ` ${this.#decorated()}${this.#random.chance(0.1) ? " # why" : ""}${this.#random.chance(0.05) ? "  " : ""}\n`;
  }

  #list(indent: number, depth: number): string {
    const pad = " ".repeat(indent + (this.#random.chance(0.5) ? 0 : 2));
    const lines: string[] = [];
    for (let at = this.#random.whole(1, 3); at > 0; at--) {
      const kind = this.#random.next();
      if (kind < 0.15) lines.push(`${pad}-`);
      else if (kind < 0.35)
        lines.push(`${pad}- a: ${this.#scalar()}\n${pad}  ${this.#key()}: ${this.#scalar()}`);
      else if (kind < 0.45) lines.push(`${pad}- - ${this.#scalar()}\n${pad}  - ${this.#flow(depth - 1)}`);
      else lines.push(`${pad}- ${this.#decorated()}`);
    }
    return `\n${lines.join("\n")}\n`;
  }

  #flow(depth: number): string {
    const inner = () => (depth > 0 && this.#random.chance(0.3) ? this.#flow(depth - 1) : this.#flowScalar());
    const count = this.#random.whole(0, 3);
    if (this.#random.chance(0.5)) {
      const items = Array.from({ length: count }, () =>
        this.#random.chance(0.1) ? `${this.#flowScalar()}: ${inner()}` : inner(),
      );
      return `[${items.join(", ")}${this.#random.chance(0.1) && count > 0 ? "," : ""}]`;
    }
    const anchor = this.#random.chance(0.2) ? this.#anchor(true) : "";
    const pairs = Array.from({ length: count }, () => {
      const key = this.#random.pick(["a", "b", "k", "y", "1", '"q"', "'s'"]);
      return this.#random.chance(0.1) ? key : `${key}: ${inner()}`;
    });
    return `${anchor === "" ? "" : `&${anchor} `}{${pairs.join(", ")}}`;
  }

  #flowScalar(): string {
    const text = this.#scalar();
    return /^[^'"]*[,[\]{}]/.test(text) ? "plain" : text;
  }

  #decorated(): string {
    const value = this.#scalar();
    const kind = this.#random.next();
    if (kind < 0.08)
      return `${this.#random.pick(["!!str", "!!int", "!!float", "!!bool", "!!null", "!!binary", "!foo", "!"])} ${value}`;
    if (kind < 0.16) return `&${this.#anchor(false)} ${value}`;
    return value;
  }

  #scalar(): string {
    const kind = this.#random.next();
    const text = this.#random.pick(this.#random.chance(0.6) ? TAME : PLAIN);
    if (kind < 0.62) return text;
    if (kind < 0.72) return `'${text.replaceAll("'", "''")}'`;
    if (kind < 0.82) return JSON.stringify(text);
    if (kind < 0.9) {
      const letter = this.#random.pick(
        [
          "\\n",
          "\\t",
          "\\x41",
          "\\u00e9",
          "\\U0001F389",
          "\\\\",
          "\\/",
          "\\0",
          "\\e",
          "\\ ",
          "\\N",
          "\\_",
          "\\L",
          "\\a",
          "\\q",
          "\\ud83c\\udf89",
        ]
          .filter((one) => this.#random.chance(0.3) || /^.[ntx\\]/.test(one))
          .concat("\\n"),
      );
      return `"${this.#random.pick(["", "a", " "])}${letter}${this.#random.pick(["", "b", " "])}"`;
    }
    if (kind < 0.95) return `${text} ${this.#random.pick(["x", "y z", "- a", "'q'"])}`;
    return String(this.#random.whole(-2_000_000, 20_000_000) / this.#random.pick([1, 1, 2, 1000]));
  }

  #blockScalar(indent: number): string {
    const header = `${this.#random.pick(["|", ">"])}${this.#random.pick(["", "", "-", "+", "2", "1-", "+1"])}`;
    const pad = " ".repeat(
      indent + (/[12]/.test(header) ? Number(/[12]/.exec(header)?.[0]) : this.#random.whole(1, 4)),
    );
    const lines = Array.from({ length: this.#random.whole(0, 4) }, () => {
      const kind = this.#random.next();
      if (kind < 0.25) return "";
      return `${pad}${kind < 0.4 ? "  " : ""}${this.#random.pick(PLAIN)}${kind > 0.9 ? "  " : ""}`;
    });
    return ` ${header}${this.#random.chance(0.1) ? " # c" : ""}\n${lines.map((one) => `${one}\n`).join("")}`;
  }

  #multiline(indent: number): string {
    const pad = " ".repeat(indent + this.#random.whole(1, 3));
    const quote = this.#random.pick(["", "'", '"']);
    const words = [
      this.#random.pick(["one", "1", "a"]),
      this.#random.pick(["two", "", "b: c", "# x"]),
      "end",
    ];
    return `${quote}${words.join(`\n${pad}`)}${quote}`;
  }

  #anchor(map: boolean): string {
    if (map && !this.#random.chance(0.35)) return "";
    const name = this.#random.pick(["x", "y1", "base", "p-q", "z"]);
    this.#anchors.push(name);
    if (map) this.#maps.push(name);
    return name;
  }
}

/** What may stand round a document: markers, directives, further documents. */
function frame(random: Random, body: string): string {
  const kind = random.next();
  if (kind < 0.06) return `---\n${body}`;
  if (kind < 0.08) return `--- # start\n${body}...\n`;
  if (kind < 0.1) return `%YAML ${random.pick(["1.1", "1.2", "3.0"])}\n---\n${body}`;
  if (kind < 0.12) return `${body}---\n${random.pick(["", "a: 2\n", "# only\n", "null\n", "- 1\n"])}`;
  if (kind < 0.13) return `# only a note\n---\n${body}`;
  if (kind < 0.14)
    return random.pick([
      "",
      "\n",
      "# nothing\n",
      "null\n",
      "~\n",
      "[]\n",
      "- a\n",
      "text\n",
      "{}\n",
      "---\n",
      "--- {}\n",
      "12\n",
    ]);
  return body;
}

/** A few documents are damaged as editors and people damage them. */
function spoil(random: Random, text: string): string {
  const kind = random.next();
  if (kind < 0.04) return text.replaceAll("\n", "\r\n");
  if (kind < 0.05) return `\uFEFF${text}`;
  if (kind < 0.06) return text.replace("  ", "\t");
  if (kind < 0.065) return text.replaceAll("\n", "\r");
  if (kind < 0.07) return text.replace("\n", random.pick(["\n\t\n", "\n \t\n", "\n  \t# x\n", "\t\n"]));
  if (kind < 0.08) return text.slice(0, random.whole(0, text.length));
  if (kind < 0.09) return text.trimEnd();
  if (kind < 0.1) {
    const at = random.whole(0, text.length);
    return `${text.slice(0, at)}${random.pick(["{", "]", "'", '"', ":", "&", "*", "\u0085", "\u2028", "\u0007", "\u00a0", "- ", "? "])}${text.slice(at)}`;
  }
  if (kind < 0.3) return stir(random, text);
  return text;
}

const MARKS = `? ?x x? : :x x: , [ ] { } # & &x *x ! !!str | > - -- --- ... ' " % @ \` ~ << <<: a b: 1 \\ \\n`
  .split(" ")
  .concat([" ", "  ", "\n", "\n ", "\n  ", "\t", ": ", " #", "- ", "? ", ", ", " : "]);

/** Marks of YAML's own at a few places of a document, in place of what stands there or between. */
function stir(random: Random, text: string): string {
  let stirred = text;
  for (let times = random.whole(1, 3); times > 0; times--) {
    const at = random.whole(0, stirred.length);
    stirred = `${stirred.slice(0, at)}${random.pick(MARKS)}${stirred.slice(at + random.pick([0, 0, 1, 2]))}`;
  }
  return stirred;
}
