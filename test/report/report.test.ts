import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { type Diagnostic, diagnostic } from "../../scripts/core/diagnostic.ts";
import { taint } from "../../scripts/core/taint.ts";
import { type Format, report } from "../../scripts/report/report.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot } from "../rig.ts";

const test = suite("report: one model, four formats");
const root = tempDirectory();
writeFileSync(path.join(root, "values.yaml"), "web:\n  replicas: 3\n  hots: web.example.com\n");

const place = { file: "values.yaml", line: 3, column: 3, endLine: 3, endColumn: 7 };
const finding = diagnostic("CR001", "unknown key `hots`, 100%", {
  place,
  span: "no such value",
  note: "layer 2 of 2",
  help: "did you mean `host`?",
  labels: [{ message: "`host` is set here", place: { ...place, line: 2 } }],
});

const show = (format: Format, diagnostics: readonly Diagnostic[]) =>
  report(format, diagnostics, { root, color: false });

test("pretty shows code, place, frame, related place, note, help and a tally", () => {
  assert.is(
    show("pretty", [finding]),
    `error[CR001]: unknown key \`hots\`, 100%
  values.yaml:3:3
    2 |   replicas: 3
    3 |   hots: web.example.com
      |   ^^^^ no such value
  see: \`host\` is set here (values.yaml:2:3)
  note: layer 2 of 2
  help: did you mean \`host\`?

1 error
`,
  );
});

test("equal findings of several environments are one, which names them", () => {
  const text = show("pretty", [
    { ...finding, environment: "local" },
    { ...finding, environment: "staging" },
  ]);
  assert.match(text, "values.yaml:3:3 (local, staging)");
  assert.ok(text.endsWith("1 error\n"));
});

test("a missing key is told once: by its environments with their files, else by its files", () => {
  const help = "name your key";
  const shut = (file: string, environment?: string) =>
    diagnostic("CR150", `no key opens ${file}`, {
      place: { file, line: 1, column: 1, endLine: 1, endColumn: 1 },
      note: "by type only",
      help,
      environment,
    });
  const closed = (environment: string) => diagnostic("CR025", "closed", { help: "set it", environment });
  const files = [
    shut("b", "staging"),
    shut("both", "staging"),
    shut("both", "production"),
    shut("c", "local"),
  ];
  assert.is(
    show("pretty", [closed("production"), ...files, closed("staging")]),
    `note[CR025]: closed
  environments production, staging
  see: no key opens this file (b:1:1)
  see: no key opens this file (both:1:1)
  help: name your key

note[CR150]: no key opens c
  c:1:1 (local)
  note: by type only
  help: name your key

2 notes
`,
  );
  assert.is(
    show("pretty", [shut("b"), { ...shut("c"), help: "name another" }, shut("a")]),
    `note[CR150]: no key opens a
  a:1:1
  see: nor this one (b:1:1)
  note: by type only
  help: name your key

note[CR150]: no key opens c
  c:1:1
  note: by type only
  help: name another

2 notes
`,
  );
});

test("errors come first, then by file and line", () => {
  const early = { ...finding, place: { ...place, line: 1 } };
  const warning = { ...early, severity: "warning" as const };
  const parsed = JSON.parse(show("json", [warning, finding, early])) as {
    diagnostics: { line: number; severity: string }[];
  };
  assert.equal(
    parsed.diagnostics.map((one) => `${one.severity} ${one.line}`),
    ["error 1", "error 3", "warning 1"],
  );
});

test("json is what its schema says", () => {
  const schema = JSON.parse(readFileSync(path.join(projectRoot, "schemas/report.schema.json"), "utf8"));
  const valid = new Ajv({ strict: false }).compile(schema);
  assert.ok(
    valid(JSON.parse(show("json", [finding, diagnostic("CR001", "without a place")]))),
    JSON.stringify(valid.errors),
  );
});

test("github escapes what would end a property or a line", () => {
  assert.is(
    show("github", [{ ...finding, message: "a: b\n100%" }]),
    "::error file=values.yaml,line=3,endLine=3,col=3,endColumn=7,title=CR001%3A wrong usage::a: b%0A100%25%0Alayer 2 of 2%0Ahelp: did you mean `host`?%0Asee: `host` is set here (values.yaml:2:3)\n",
  );
});

test("sarif names each rule once and points to the place", () => {
  const { runs } = JSON.parse(show("sarif", [finding, finding])) as {
    runs: {
      tool: { driver: { rules: unknown[] } };
      results: { locations: { physicalLocation: { region: { startLine: number } } }[] }[];
    }[];
  };
  assert.is(runs[0]?.tool.driver.rules.length, 1);
  assert.is(runs[0]?.results[0]?.locations[0]?.physicalLocation.region.startLine, 3);
});

test("a secret is masked before a line is clipped or a text escaped, and marks under it show no length", () => {
  taint.add('kAnary "of" the <report>');
  taint.hide({ file: "secret.yaml", line: 1, column: 6, endLine: 1, endColumn: 10 });
  const long = `${"x".repeat(110)} kAnary "of" the <report>`;
  writeFileSync(path.join(root, "secret.yaml"), `pin: abcd\n# ${long}\n`);
  const at = { file: "secret.yaml", line: 1, column: 6, endLine: 1, endColumn: 10 };
  const said = diagnostic("CR001", 'no \\"kAnary \\\\\\"of\\\\\\" the \\u003creport\\u003e\\"', {
    place: at,
    note: long,
  });
  const next = diagnostic("CR001", "next line", {
    place: { ...at, line: 2, column: 1, endLine: 2, endColumn: 3 },
  });
  for (const format of ["pretty", "json", "sarif", "github"] as const) {
    const text = show(format, [said, next]);
    assert.not.match(text, /kAnary|abcd/);
    assert.match(text, "<secret>");
  }
  assert.match(show("pretty", [said]), "    1 | pin: <secret>\n      |      ^\n");
  assert.match(show("json", [said]), '"column":6,"endLine":1,"endColumn":6');
});
