import { MASK, Taint } from "../../scripts/core/taint.ts";
import { assert, suite } from "../harness.ts";

const test = suite("taint: a secret is masked in every form it travels in");
/** With what JSON, YAML, URLs, HTML, the shell and Go's writers each change. */
const secret = `pa/ss w"ord+7 äx<&>'%$=\\end`;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const wrap = (text: string, width: number, between: string) =>
  text.replace(new RegExp(`(.{${width}})(?=.)`, "g"), `$1${between}`);
const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;" })[one] ?? "&#39;",
  );
const goJson = (text: string) =>
  JSON.stringify(text).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
const queryEscape = (text: string) => encodeURIComponent(text).replace(/%20/g, "+").replace(/'/g, "%27");

const forms: readonly (readonly [string, string])[] = [
  ["itself", secret],
  ["inside a longer string", `postgres://app:${secret}@db/app`],
  ["encodeURIComponent", encodeURIComponent(secret)],
  ["Go's url.QueryEscape, + for a blank", queryEscape(secret)],
  [
    "Go's url.PathEscape",
    queryEscape(secret).replaceAll("+", "%20").replace(/%26/g, "&").replace(/%24/g, "$"),
  ],
  ["percent-encoded in small letters", queryEscape(secret).toLowerCase()],
  ["percent-encoded twice", encodeURIComponent(encodeURIComponent(secret))],
  ["JSON", JSON.stringify({ a: secret })],
  ["JSON in JSON", JSON.stringify({ a: JSON.stringify({ b: secret }) })],
  ["Go's JSON, \\u003c for <", goJson(secret)],
  ["Go's JSON in a YAML text in double quotes", JSON.stringify(goJson(secret))],
  ["Go's %q of ASCII, \\u00e4", JSON.stringify(secret).replace("ä", "\\u00e4")],
  ["YAML in double quotes, \\xe4", JSON.stringify(secret).replace("ä", "\\xE4")],
  ["YAML in single quotes", `'${secret.replaceAll("'", "''")}'`],
  ["YAML folded over lines", secret.replaceAll(" ", "\n        ")],
  ["YAML folded in double quotes", JSON.stringify(secret).replaceAll(" ", "\\\n    \\ ")],
  ["the shell's quotes", `'${secret.replaceAll("'", "'\\''")}'`],
  ["HTML", html(secret)],
  ["HTML twice", html(html(secret))],
  ["base64", base64(secret)],
  ["base64 of a longer text, at offset one", base64(`x${secret}y`)],
  ["base64 at offset two", base64(`xx${secret}`)],
  ["base64 of its JSON", base64(JSON.stringify({ a: secret }))],
  ["base64 of a URL with it", base64(`https://u:${queryEscape(secret)}@host/`)],
  ["base64url", Buffer.from(`??>>${secret}`).toString("base64url")],
  ["base64 of base64", base64(base64(`user:${secret}`))],
  ["base64 in a URL", encodeURIComponent(base64(`>>>???${secret}`))],
  ["base64 over lines", wrap(base64(`${"x".repeat(50)}${secret}${"y".repeat(50)}`), 76, "\n      ")],
  ["base64 over lines in a difference", wrap(base64(`${"x".repeat(50)}${secret}`), 64, "\n+     ")],
  ["base64 over lines in a quoted text", wrap(base64(`${"x".repeat(60)}${secret}`), 64, "\\n")],
  ["hex", Buffer.from(secret).toString("hex")],
  ["hex in capitals, in a longer text", Buffer.from(`x${secret}`).toString("hex").toUpperCase()],
];

for (const [form, text] of forms) {
  test(form, () => {
    const taint = new Taint();
    taint.add(secret);
    const masked = taint.mask(`before: ${text} after`);
    assert.match(masked, MASK);
    assert.match(masked, /^before: /);
    for (let at = 0; at + 6 <= secret.length; at += 1) assert.not(masked.includes(secret.slice(at, at + 6)));
    assert.ok(taint.touches(text));
  });
}

test("base64 is masked as a whole, so that no rest tells how long the secret is", () => {
  const taint = new Taint();
  taint.add("kAnary-0123456789");
  assert.is(taint.mask(`a: ${base64("postgres://u:kAnary-0123456789@db/shop")}`), `a: ${MASK}`);
});

const pem = `-----BEGIN PRIVATE KEY-----\n${wrap(base64(secret.repeat(6)), 64, "\n")}\n-----END PRIVATE KEY-----\n`;
for (const [what, text] of [
  ["in a block with indent", pem.replace(/^/gm, "    ")],
  ["in a difference", pem.replace(/^/gm, "+   ")],
  ["in a log", pem.replace(/^/gm, "| ")],
  ["quoted", JSON.stringify(pem)],
  ["quoted twice", JSON.stringify(JSON.stringify(pem))],
  ["with the ends of Windows' lines", pem.replaceAll("\n", "\r\n")],
  ["in a URL", encodeURIComponent(pem)],
  ["as the base64 of a Secret", base64(pem)],
  ["cut to one of its lines", pem.split("\n")[2] as string],
] as const) {
  test(`a secret of several lines ${what}`, () => {
    const taint = new Taint();
    taint.add(pem);
    const masked = taint.mask(text);
    for (const line of pem.split("\n").slice(1, -2)) assert.not(masked.includes(line.slice(0, 30)));
    assert.match(masked, MASK);
  });
}

test("what is as secret as the secret: a URL's password, a JSON text's, a large number as Go writes it", () => {
  const taint = new Taint();
  taint.add("ecto://shop:kAn%2Fary-pass@postgres:5432/shop");
  taint.add('{"auths":{"ghcr.io":{"auth":"dTprQW5hcnk6cGFzcw","email":"a@example.com"}}}');
  taint.add(987654321987);
  taint.add({ nested: ["kAnary-in-list"] });
  for (const text of [
    "kAn/ary-pass",
    "kAn%2Fary-pass",
    "dTprQW5hcnk6cGFzcw",
    "9.87654321987e+11",
    "kAnary-in-list",
  ])
    assert.is(taint.mask(`says ${text}.`), `says ${MASK}.`);
  assert.is(taint.mask("ghcr.io a@example.com postgres:5432"), "ghcr.io a@example.com postgres:5432");
});

test("common and short values are not searched for: they would mask half the output", () => {
  const taint = new Taint();
  for (const common of ["true", "5432", "", "app", 4000, null, true, "postgres", "Production"])
    taint.add(common);
  const text = "port 5432, true, app, postgres in Production";
  assert.is(taint.mask(text), text);
});

test("a word that everybody sees is no secret where a secret is equal to it", () => {
  const taint = new Taint();
  taint.add("shop-staging");
  taint.allow("shop-staging");
  assert.is(taint.mask("namespace shop-staging"), "namespace shop-staging");
});

test("megabytes of base64, in one line or wrapped, are searched in a moment", () => {
  const taint = new Taint();
  for (let at = 0; at < 50; at += 1) taint.add(`${secret}${at}`);
  const text = base64("lorem ipsum ".repeat(100_000));
  const began = Date.now();
  assert.is(taint.mask(text), text);
  assert.is(taint.mask(wrap(text, 76, "\n")), wrap(text, 76, "\n"));
  assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
});

test("four or five characters of three kinds are looked for as a word; a version, a port, a quantity are not", () => {
  const taint = new Taint();
  for (const one of ["x9#Qz", "v1.2", "10Gi", "a:80", "db-1", "4711"]) taint.add(one);
  assert.is(
    taint.mask("pin=x9#Qz, ax9#Qz, v1.2 10Gi a:80 db-1 4711"),
    `pin=${MASK}, ax9#Qz, v1.2 10Gi a:80 db-1 4711`,
  );
});

test("what Go's YAML reader leaves of a secret is masked; of another text it stays", () => {
  const taint = new Taint();
  taint.add("kAnary-secret-one");
  const said = (text: string) => `cannot unmarshal !!str \`${text}...\` into int`;
  assert.is(taint.mask(said("kAnary-")), `cannot unmarshal !!str \`${MASK}...\` into int`);
  assert.is(taint.mask(said("another")), said("another"));
});

test("a line of a file is masked where a secret stands, however short, and its columns move with it", () => {
  const taint = new Taint();
  taint.hide({ file: "a.yaml", line: 3, column: 10, endLine: 3, endColumn: 13 });
  const { text, column } = taint.maskLine("a.yaml", 3, "a: { pin: abc, b: 1 }".replace("pin: ", "pin:"));
  assert.is(text, `a: { pin:${MASK}, b: 1 }`);
  assert.equal([column(6), column(15)], [6, 20]);
  assert.is(taint.maskLine("b.yaml", 3, "abc").text, "abc");
  const map = { file: "a.yaml", line: 3, column: 4, endLine: 3, endColumn: 21 };
  assert.equal(taint.maskPlace(map), { ...map, endColumn: 4 });
  const key = { ...map, column: 6, endColumn: 9 };
  assert.equal(taint.maskPlace(key), key);
});
