/**
 * Words that stand in any manifest. A secret that is no more than one of them would mask half of any output, and
 * whoever reads the output could not tell it from the others.
 */
const COMMON = new Set(
  `always client cluster database default development disabled enabled ifnotpresent internal localhost master memcached
  mongodb mysql opensearch password phoenix postgres postgresql prefer primary private production public rabbitmq
  readonly redis replica require secret secrets service staging standby testing username verify-full`.split(
    /\s+/,
  ),
);
const SHORTEST = 6;
/** A line of a secret of several lines is looked for by itself from this length on: logs cut secrets into lines. */
const SHORTEST_LINE = 8;

/** Whether a value is long and rare enough to be looked for in any text. */
export function isSearchable(text: string): boolean {
  const word = text.trim();
  if (word.length < SHORTEST) return isOddWord(word);
  return !/^(true|false|null|[-+]?\d{1,7})$/i.test(word) && !COMMON.has(word.toLowerCase());
}

/** Four or five characters of three kinds are no word, version, port or quantity: they are looked for as a whole word. */
function isOddWord(word: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w\s.:/,-]/].filter((kind) => kind.test(word));
  return word.length >= 4 && kinds.length >= 3 && !/^[\d.]+[a-zA-Z]+$/.test(word);
}

/** A secret, and what is as secret in it: its lines, the password of a URL, the passwords in a JSON text. */
export function partsOf(text: string): string[] {
  const parts = [text.trim(), ...exponents(text)];
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.length > 1)
    parts.push(...lines.filter((line) => line.length >= SHORTEST_LINE && !/^-----(BEGIN|END) /.test(line)));
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:([^\s@]+)@/i.exec(text.trim())?.[1];
  if (password !== undefined) parts.push(password, decoded(password));
  if (/^\s*[{[]/.test(text)) parts.push(...passwordsIn(text));
  return parts;
}

/** Go writes a large number that went through a template as 9.87654321e+08. */
function exponents(text: string): string[] {
  if (!/^-?\d{8,21}$/.test(text)) return [];
  const [mantissa, exponent = ""] = Number(text).toExponential().split("e+");
  return [`${mantissa}e+${exponent.padStart(2, "0")}`, String(Number(text))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function passwordsIn(text: string): string[] {
  const found: string[] = [];
  try {
    JSON.parse(text, (key, value) => {
      if (typeof value === "string" && /pass|secret|token|key|auth|credential/i.test(key)) found.push(value);
      return value;
    });
  } catch {
    // No JSON: it only begins like it.
  }
  return found;
}

/** One spelling of a secret: a pattern, and the pieces of it that are always spelt the same. */
export class Form {
  /** The longest piece. */
  readonly anchor: string;
  readonly #pieces: readonly string[];
  readonly #spell: () => string;
  #pattern: RegExp | undefined;

  constructor(pieces: readonly string[], spell: () => string) {
    this.anchor = pieces.reduce((best, one) => (one.length > best.length ? one : best), "");
    this.#pieces = pieces;
    this.#spell = spell;
  }

  /** Whether all its pieces stand in a text: to look for the pattern costs a hundred times what this does. */
  isPossibleIn(text: string): boolean {
    return this.#pieces.every((piece) => text.includes(piece));
  }

  /** Made when it may stand in some text: most never do, and to make all takes longer than a whole check. */
  get pattern(): RegExp {
    this.#pattern ??= new RegExp(this.#spell(), "g");
    return this.#pattern;
  }
}

/** What a secret is looked for as: spelt by any usual writer, and its base64 inside of a longer text's. */
export function formsOf(text: string): Form[] {
  if (text.length < SHORTEST)
    return [new Form([], () => `(?<![A-Za-z0-9])${patternOf(text)}(?![A-Za-z0-9])`)];
  return [
    new Form(text.match(/[A-Za-z0-9_]+/g) ?? [], () => patternOf(text)),
    ...[0, 1, 2]
      .map((offset) => innerBase64(text, offset))
      .filter((inner) => inner.length >= 8)
      .map(base64Form),
  ];
}

/** The base64 of a text where it stands behind so many other bytes: what is the same whatever stands around it. */
function innerBase64(text: string, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString("base64");
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + Buffer.byteLength(text)) * 8) / 6));
}

function base64Form(inner: string): Form {
  const spell = () => inner.replace(/\+/g, "(?:[+-]|%2[Bb])").replace(/\//g, "(?:[/_]|%2[Ff])");
  return new Form(inner.match(/[A-Za-z0-9]+/g) ?? [], spell);
}

const BREAK = String.raw`(?:\\*\r?\n|(?:\\+r)?\\+n|(?:%(?:25)*0[Dd])?%(?:25)*0[Aa]|&#(?:10|x[Aa]);|\\+u000[aA])[ \t|>+#-]*\\?[ \t]*`;
const BLANK = String.raw`(?:[ \t]+|\+|\\+[ t]|%(?:25)*(?:20|09)|\\+u00(?:20|09)|&#(?:32|9);|&nbsp;|${BREAK})`;

const NAMED: Readonly<Record<string, string>> = {
  "&": "&(?:amp;)+",
  "<": "&(?:amp;)*lt;",
  ">": "&(?:amp;)*gt;",
  '"': '""|&(?:amp;)*quot;',
  "'": String.raw`''|'\\+''|'"'"'|&(?:amp;)*apos;`, // YAML, the shell twice, HTML
  $: String.raw`\$\$`,
  "%": "%%",
};

/**
 * A pattern of a text as any usual writer spells it: JSON, Go's %q, YAML plain, quoted and folded over lines, URLs by
 * Go and by JavaScript, HTML, the shell, one inside the other. A character that none of them changes stands for itself.
 */
function patternOf(text: string): string {
  return (text.match(/\s+|[\s\S]/gu) ?? []).map(onePattern).join("");
}

function onePattern(part: string): string {
  if (/^\s+$/.test(part)) return /[\r\n]/.test(part) ? `[ \\t]*(?:${BREAK})+` : `${BLANK}+`;
  if (/^[A-Za-z0-9_]$/.test(part)) return part;
  const code = part.codePointAt(0) as number;
  const hex = code.toString(16);
  const bytes = [...Buffer.from(part)].map((byte) => byte.toString(16).padStart(2, "0"));
  const units = [...Array(part.length).keys()].map((at) => part.charCodeAt(at).toString(16).padStart(4, "0"));
  return `(?:${[
    `\\\\*${part === "\\" ? "\\\\" : escapeRegExp(part)}`,
    bytes.map((byte) => `%(?:25)*${anyCase(byte)}`).join(""),
    units.map((unit) => `\\\\+u${anyCase(unit)}`).join(""),
    bytes.map((byte) => `\\\\+x${anyCase(byte)}`).join(""),
    ...(code > 0x7f ? [`\\\\+U${anyCase(hex.padStart(8, "0"))}`] : []),
    ...(code > 0x7f && code < 0x100 ? [`\\\\+x${anyCase(hex)}`] : []),
    `&(?:amp;)*#(?:0*${code}|[xX]0*${anyCase(hex)});`,
    ...(NAMED[part] === undefined ? [] : [NAMED[part]]),
  ].join("|")})`;
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
