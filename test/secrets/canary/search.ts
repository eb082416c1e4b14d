/** The planted secrets, each with characters that a writer on some way changes. */
export const canaries = {
  password: "kAnary/8+pass=?&u<Z\"q'x",
  databaseUrl: "ecto://shop:kAnary-url-Zx81@postgres:5432/shop",
  keyBase: "kAnary-base-".padEnd(64, "0a9Z"),
  cookie: "kAnary-cookie-55aa",
  phrase: `kAnary ${"correct horse battery staple ".repeat(5)}kAnary-end`,
  pem: `-----BEGIN PRIVATE KEY-----\n${Buffer.from("kAnary-pem ".repeat(18))
    .toString("base64")
    .replace(/(.{64})/g, "$1\n")}\n-----END PRIVATE KEY-----\n`,
  number: 987654321987,
  plain: "kAnary-plain-write-only",
  typed: "kAnary-typed-in-the-editor",
  short: "Zq9!x",
  shortPlain: "k!7qJ",
} as const;

export type CanaryName = keyof typeof canaries;

interface Spelling {
  readonly name: CanaryName;
  readonly text: string;
  /** Without blanks, line ends and the marks of logs and differences: found also where it was wrapped. */
  readonly squeezed: string;
}

/** Written for the test alone: the product's own idea of what a secret looks like must not decide what is found. */
export const spellings: readonly Spelling[] = (Object.keys(canaries) as CanaryName[]).flatMap((name) =>
  [...new Set(spell(String(canaries[name])))].map((text) => ({ name, text, squeezed: squeeze(text) })),
);

function spell(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const lines = value.includes("\n") ? value.split("\n").filter((line) => /^[^-]{20,}/.test(line)) : [];
  const query = encodeURIComponent(value).replace(/'/g, "%27");
  const buffer = Buffer.from(value);
  const plain = [
    value.trim(),
    json,
    JSON.stringify(json).slice(1, -1),
    json.replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
    value.replaceAll("'", "''"),
    encodeURIComponent(value),
    query,
    query.replaceAll("%20", "+"),
    value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&#34;").replace(/'/g, "&#39;"),
    ...lines,
  ];
  if (value.length < 8) return plain;
  const [mantissa, exponent] = /^\d+$/.test(value) ? Number(value).toExponential().split("e+") : [];
  return [
    ...plain,
    ...(mantissa === undefined ? [] : [`${mantissa}e+${exponent}`, String(Number(value))]),
    buffer.toString("hex"),
    ...[0, 1, 2].map((offset) => {
      const whole = Buffer.concat([Buffer.alloc(offset), buffer]).toString("base64");
      return whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + buffer.length) * 8) / 6));
    }),
  ];
}

function squeeze(text: string): string {
  return text.replace(/\\n|[\s\\|>+-]+/g, "");
}

/** The names of the secrets that a text holds in any spelling, also wrapped, also inside base64, twice if need be. */
export function secretsIn(text: string, depth = 2): CanaryName[] {
  const squeezed = squeeze(text);
  const found = spellings.filter(
    (one) => text.includes(one.text) || (one.squeezed.length >= 12 && squeezed.includes(one.squeezed)),
  );
  const names = new Set(found.map(({ name }) => name));
  if (depth > 0) {
    const tokens = text.match(/[A-Za-z0-9+/_-]{16,}={0,2}/g) ?? [];
    const held = tokens.map((token) => Buffer.from(token, "base64").toString("latin1")).join("\n");
    // A short one can stand in the noise of what was no base64.
    for (const name of held === "" ? [] : secretsIn(held, depth - 1))
      if (String(canaries[name]).length >= 8) names.add(name);
  }
  return [...names];
}
