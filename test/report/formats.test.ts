import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { type Code, codes } from "../../scripts/core/codes.ts";
import { type Diagnostic, diagnostic } from "../../scripts/core/diagnostic.ts";
import { checkEnvironments } from "../../scripts/pipeline.ts";
import { type Finding, foldFindings } from "../../scripts/report/findings.ts";
import { type Format, report, reportFindings } from "../../scripts/report/report.ts";
import { repositoryPrefix } from "../../scripts/report/repository.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot, repository, repositoryOf } from "../rig.ts";

const test = suite("formats: what machines read is what its schema says");
const root = tempDirectory();
writeFileSync(path.join(root, "values.yaml"), "web:\n  replicas: 3\n  hots: web.example.com\n");
const place = { file: "values.yaml", line: 3, column: 3, endLine: 3, endColumn: 7 };
const finding = diagnostic("CR203", "unknown key `hots`", {
  place,
  note: "layer 2 of 2",
  help: "did you mean `host`?",
  labels: [{ message: "`host` is set here", place: { ...place, line: 2, endLine: 2 } }],
});

const show = (format: Format, diagnostics: readonly Diagnostic[], known?: readonly Finding[]) =>
  reportFindings(format, foldFindings(diagnostics), { root, color: false, ...(known && { known }) });

const isReport = validator(readFileSync(path.join(projectRoot, "schemas/report.schema.json"), "utf8"));
// The schema of the SARIF committee, as Microsoft's package brings it; a draft 4 that also reads as a draft 7.
const isSarif = validator(
  readFileSync(
    createRequire(import.meta.url)
      .resolve("@microsoft/jest-sarif")
      .replace(/index\.js$/, "schemas/sarif-2.1.0-rtm.5.json"),
    "utf8",
  )
    .replace("http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-07/schema#")
    .replace('"id": "https:', '"$id": "https:'),
);

function validator(schema: string): ValidateFunction {
  return new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
    JSON.parse(schema),
  );
}

function holds(valid: ValidateFunction, text: string, what: string): void {
  assert.ok(valid(JSON.parse(text)), `${what}: ${JSON.stringify(valid.errors?.slice(0, 5))}`);
}

interface Result {
  readonly message: { readonly text: string };
  readonly level: string;
  readonly baselineState?: string;
  readonly suppressions?: readonly { readonly kind: string }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly properties: { readonly environments: readonly string[]; readonly valuesFiles: readonly string[] };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
    };
  }[];
  readonly relatedLocations?: readonly { readonly message: { readonly text: string } }[];
}

const resultsOf = (text: string) => (JSON.parse(text) as { runs: [{ results: Result[] }] }).runs[0].results;
const rulesOf = (text: string) =>
  (JSON.parse(text) as { runs: [{ tool: { driver: { rules: { id: string; help: { text: string } }[] } } }] })
    .runs[0].tool.driver.rules;

test("the official SARIF schema refuses what is wrong: the test can fail", () => {
  const log = JSON.parse(show("sarif", [finding])) as { runs: { results: { level: string }[] }[] };
  (log.runs[0]?.results[0] as { level: string }).level = "info";
  assert.not(isSarif(log));
  const { version: _, ...report } = JSON.parse(show("json", [finding]));
  assert.not(isReport(report));
});

test("the example of the documentation is valid", () => {
  const docs = readFileSync(path.join(projectRoot, "docs/formats.md"), "utf8");
  const [example] = /^ {4}\{\n[\s\S]*?^ {4}\}$/m.exec(docs) ?? [""];
  holds(isReport, example, "docs/formats.md");
});

test("a finding of every code is valid JSON and SARIF", () => {
  const all = (Object.keys(codes) as Code[]).map((code) => diagnostic(code, codes[code].title));
  holds(isReport, show("json", all), "all codes");
  holds(isSarif, show("sarif", all), "all codes");
  assert.is(rulesOf(show("sarif", all)).length, all.length);
});

test("what fixtures really give is valid JSON and SARIF", async () => {
  const fixtures = path.join(projectRoot, "test/fixtures/codes");
  const seen = new Set<Code>();
  let outputs = 0;
  // A third of them: what differs is told by the test of every code, and each costs a helmfile.
  for (const code of readdirSync(fixtures)
    .sort()
    .filter((_, at) => at % 3 === 0)) {
    const directory = path.join(fixtures, code);
    const {
      base = "minimal",
      args = ["check"],
      env,
    } = JSON.parse(readFileSync(path.join(directory, "case.json"), "utf8")) as {
      base?: string;
      args?: string[];
      env?: unknown;
    };
    // Charts alone and other verbs have tests of their own; a variable would stay for the next fixture.
    if (env !== undefined || !args.includes("check") || args.some((one) => /^(?:charts|\S+\.tgz)/.test(one)))
      continue;
    const cwd = repository(base, path.join(directory, "repo"));
    const checked = await checkEnvironments([], { cwd });
    const diagnostics = checked.ok ? checked.value.diagnostics : checked.error;
    for (const one of diagnostics) seen.add(one.code);
    const context = { root: cwd, color: false, known: foldFindings(diagnostics).slice(0, 1) };
    holds(isReport, report("json", diagnostics, context), code);
    holds(isSarif, report("sarif", diagnostics, context), code);
    outputs += 1;
  }
  assert.ok(outputs >= 12 && seen.size >= 12, `${outputs} outputs with ${seen.size} codes mean nothing`);
});

test("equal findings of environments, phases and values files are one in every format, with all names and a count", () => {
  const made = [
    { ...finding, environment: "local" },
    { ...finding, environment: "local" },
    { ...finding, environment: "staging" },
    ...["a", "b", "c"].map((one) => ({ ...finding, valuesFile: `charts/web/ci/${one}-values.yaml` })),
  ];
  const [one] = (JSON.parse(show("json", made)) as { diagnostics: Record<string, unknown>[] }).diagnostics;
  assert.equal(one?.environments, ["local", "staging"]);
  assert.equal(
    one?.valuesFiles,
    ["a", "b", "c"].map((name) => `charts/web/ci/${name}-values.yaml`),
  );
  assert.is(one?.count, 6);
  assert.match(
    show("pretty", made),
    "values.yaml:3:3 (local, staging; under charts/web/ci/a-values.yaml and 2 more)",
  );
  assert.ok(show("pretty", made).endsWith("\n1 error\n"));
  const [result, ...more] = resultsOf(show("sarif", made));
  assert.equal(more, []);
  assert.equal(result?.properties.environments, ["local", "staging"]);
  assert.is(result?.properties.valuesFiles.length, 3);
  const lines = show("github", made).trimEnd().split("\n");
  assert.is(lines.length, 1);
  assert.match(
    lines[0] as string,
    "%0Aenvironments: local, staging%0Avalues files: charts/web/ci/a-values.yaml, ",
  );
});

test("sarif: levels, rules with help, related places, a fingerprint that survives a shift of lines", () => {
  const text = show("sarif", [finding, diagnostic("CR538", "no tag"), diagnostic("CR504", "no schema")]);
  holds(isSarif, text, "three severities");
  const [error, ...others] = resultsOf(text);
  assert.equal([error?.level, ...others.map((one) => one.level)], ["error", "warning", "note"]);
  assert.is(error?.relatedLocations?.[0]?.message.text, "`host` is set here");
  assert.ok(rulesOf(text).every((one) => one.help.text.includes(`chartroom explain ${one.id}`)));
  const shifted = { ...finding, place: { ...place, line: 9, endLine: 9 } };
  const [moved] = resultsOf(show("sarif", [shifted]));
  assert.equal(moved?.partialFingerprints, error?.partialFingerprints);
  const twice = resultsOf(show("sarif", [finding, shifted])).map(
    (one) => one.partialFingerprints["chartroom/v1"],
  );
  assert.is(new Set(twice).size, 2, "two findings of one kind have two fingerprints");
});

test("sarif: what a baseline knows is suppressed, all else is new; without one neither is said", () => {
  const known = foldFindings([diagnostic("CR538", "no tag")]);
  const text = show("sarif", [finding], known);
  holds(isSarif, text, "with a baseline");
  assert.equal(
    resultsOf(text).map((one) => [one.baselineState, one.suppressions?.map(({ kind }) => kind)]),
    [
      ["new", undefined],
      ["unchanged", ["external"]],
    ],
  );
  assert.not.match(show("sarif", [finding]), /baselineState|suppressions/);
});

test("sarif and github name files from the repository's top, escaped; json from the root", () => {
  const top = repositoryOf({ ".git/HEAD": "", "deploy/a.yaml": "" });
  const deploy = path.join(top, "deploy");
  const before = process.env.GITHUB_WORKSPACE;
  delete process.env.GITHUB_WORKSPACE;
  try {
    assert.is(repositoryPrefix(deploy), "deploy/");
    assert.is(repositoryPrefix(top), "");
    const odd = { ...finding, place: { ...place, file: "ä b#1,2:3.yaml" } };
    const context = { root: deploy, color: false };
    const [result] = resultsOf(report("sarif", [odd], context));
    const { uri, uriBaseId } = result?.locations[0]?.physicalLocation.artifactLocation ?? {
      uri: "",
      uriBaseId: "",
    };
    assert.equal([uri, uriBaseId], ["deploy/%C3%A4%20b%231%2C2%3A3.yaml", "%SRCROOT%"]);
    assert.match(report("github", [odd], context), "::error file=deploy/ä b#1%2C2%3A3.yaml,line=3");
    assert.match(report("json", [odd], context), '"file":"ä b#1,2:3.yaml"');
    process.env.GITHUB_WORKSPACE = deploy;
    assert.is(repositoryPrefix(deploy), "");
  } finally {
    if (before === undefined) delete process.env.GITHUB_WORKSPACE;
    else process.env.GITHUB_WORKSPACE = before;
  }
});

test("github: errors first, several lines in one annotation, related places, columns only on one line", () => {
  const wide = { ...finding, place: { ...place, endLine: 5 } };
  const lines = show("github", [diagnostic("CR538", "no tag"), wide])
    .trimEnd()
    .split("\n");
  assert.equal(lines, [
    "::error file=values.yaml,line=3,endLine=5,title=CR203%3A unknown key::unknown key `hots`%0Alayer 2 of 2%0Ahelp: did you mean `host`?%0Asee: `host` is set here (values.yaml:2:3)",
    "::warning title=CR538%3A mutable image tag::no tag",
  ]);
});

test("github: more than it shows of a kind is said in the log, and all are there", () => {
  const many = Array.from({ length: 11 }, (_, at) => ({ ...finding, message: `unknown key ${at}` }));
  const lines = show("github", many).trimEnd().split("\n");
  assert.is(lines.filter((one) => one.startsWith("::error ")).length, 11);
  assert.is(lines.at(-1), "11 errors; GitHub shows 10 annotations of a kind, this log has all");
  assert.is(show("github", many.slice(1)).trimEnd().split("\n").length, 10);
  assert.is(show("github", [], foldFindings([finding])), "no new findings; 1 known finding is not shown\n");
});
