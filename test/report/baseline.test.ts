import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { type Diagnostic, diagnostic } from "../../scripts/core/diagnostic.ts";
import { taint } from "../../scripts/core/taint.ts";
import { baselineOf, compareBaseline, readBaseline, writeBaseline } from "../../scripts/report/baseline.ts";
import { foldFindings } from "../../scripts/report/findings.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot, repository } from "../rig.ts";

const test = suite("baseline: an old repository can start today");

const at = (line: number, message = "no tag", file = "a.yaml"): Diagnostic =>
  diagnostic("CR538", message, { place: { file, line, column: 1, endLine: line, endColumn: 3 } });

const all = () => true;

function compare(before: readonly Diagnostic[], now: readonly Diagnostic[]) {
  const entries = baselineOf(foldFindings(before), all);
  const { fresh, known, gone } = compareBaseline(foldFindings(now), entries);
  return {
    fresh: fresh.map((one) => one.place?.line),
    known: known.length,
    gone: gone.map((one) => one.count),
  };
}

test("a finding is known again when lines shift; one more of its kind is new, one less is gone", () => {
  assert.equal(compare([at(3)], [at(33)]), { fresh: [], known: 1, gone: [] });
  assert.equal(compare([at(3), at(9)], [at(4), at(10), at(20)]), { fresh: [20], known: 2, gone: [] });
  assert.equal(compare([at(3), at(9)], [at(9)]), { fresh: [], known: 1, gone: [1] });
  assert.equal(compare([at(3)], [at(3, "no tag", "b.yaml")]), { fresh: [3], known: 0, gone: [1] });
  assert.equal(compare([at(3)], [at(3, "tag latest")]), { fresh: [3], known: 0, gone: [1] });
});

test("a finding that another environment has too is still known", () => {
  assert.equal(
    compare(
      [{ ...at(3), environment: "local" }],
      ["local", "staging"].map((environment) => ({ ...at(3), environment })),
    ),
    {
      fresh: [],
      known: 1,
      gone: [],
    },
  );
});

test("what says that something was not checked is never known", () => {
  const unread = diagnostic("CR022", "helmfile stopped");
  assert.equal(baselineOf(foldFindings([unread, diagnostic("CR901", "no helm")]), all), []);
  const { fresh } = compareBaseline(foldFindings([unread]), [
    { code: "CR022", message: "helmfile stopped", count: 1 },
  ]);
  assert.is(fresh.length, 1);
});

test("the file is sorted, a line for each finding, the same whatever the order, and what its schema says", () => {
  const folder = tempDirectory();
  const file = path.join(folder, "baseline.json");
  const findings = [
    at(9, "z"),
    at(3, "a"),
    at(1, "a", "B.yaml"),
    at(4, "a"),
    diagnostic("CR301", "no place"),
  ];
  writeBaseline(file, baselineOf(foldFindings(findings), all));
  const text = readFileSync(file, "utf8");
  assert.is(
    text,
    `{
  "version": 1,
  "findings": [
    {"code":"CR301","message":"no place","count":1},
    {"file":"B.yaml","code":"CR538","message":"a","count":1},
    {"file":"a.yaml","code":"CR538","message":"a","count":2},
    {"file":"a.yaml","code":"CR538","message":"z","count":1}
  ]
}
`,
  );
  writeBaseline(file, baselineOf(foldFindings(findings.toReversed()), all));
  assert.is(readFileSync(file, "utf8"), text);
  const schema = JSON.parse(readFileSync(path.join(projectRoot, "schemas/baseline.schema.json"), "utf8"));
  const valid = new Ajv().compile(schema);
  assert.ok(valid(JSON.parse(text)), JSON.stringify(valid.errors));
  const read = readBaseline(file, "baseline.json");
  assert.ok(read.ok && compareBaseline(foldFindings(findings), read.value).fresh.length === 0);
  assert.equal(readdirSync(folder), ["baseline.json"], "nothing is left beside it");
});

test("it holds no secret, nor a hash of one: only the masked message", () => {
  taint.add("hunter2-hunter2");
  const [entry] = baselineOf(foldFindings([at(3, "the value hunter2-hunter2 is odd")]), all);
  assert.equal(entry, { code: "CR538", file: "a.yaml", message: "the value <secret> is odd", count: 1 });
});

test("a broken baseline is told, not taken for an empty one", () => {
  const file = path.join(tempDirectory(), "b.json");
  for (const text of [
    "",
    "[]",
    '{"version":2,"findings":[]}',
    '{"version":1}',
    '{"version":1,"findings":[{"code":"CR538","message":"m","count":"1"}]}',
  ]) {
    writeFileSync(file, text);
    const read = readBaseline(file, "b.json");
    assert.is(read.ok ? "ok" : read.error[0]?.code, "CR013", text);
  }
});

test("through the command line: write, know, find new ones, tell what is gone, make it smaller", async () => {
  const cwd = repository("minimal");
  const values = path.join(cwd, "environments/local.yaml");
  const check = (...words: string[]) => chartroom(["check", ...words], { cwd });
  const set = (text: string) => writeFileSync(values, `context: kwok-chartroom\nweb:\n${text}`);
  set("  hots: a\n");
  assert.is((await check()).code, 1);
  assert.is((await check("--baseline", "b.json")).code, 2, "it is not there");

  const made = await check("--baseline", "b.json", "--update-baseline");
  assert.equal([made.code, made.stdout], [0, "no new findings; 1 known finding is not shown\n"]);
  assert.match(made.stderr, "b.json: 1 known finding\n");
  assert.match(
    readFileSync(path.join(cwd, "b.json"), "utf8"),
    '{"file":"environments/local.yaml","code":"CR203",',
  );

  set("\n\n  replicas: 2\n  hots: a\n");
  const known = await check("--baseline", "b.json", "--format", "json");
  assert.is(known.code, 0);
  const { summary, diagnostics } = JSON.parse(known.stdout);
  assert.equal([summary, diagnostics], [{ errors: 0, warnings: 0, infos: 0, known: 1 }, []]);

  set("  hots: a\n  imgae: b\n");
  const fresh = await check("--baseline", "b.json");
  assert.is(fresh.code, 1);
  assert.match(fresh.stdout, "unknown key `imgae`");
  assert.not.match(fresh.stdout, "`hots`");
  assert.match(fresh.stdout, "1 error; 1 known finding is not shown");

  set("  replicas: 2\n");
  const before = readFileSync(path.join(cwd, "b.json"), "utf8");
  const part = await chartroom(["-e", "local", "check", "--baseline", "b.json"], { cwd });
  assert.not.match(part.stdout, "CR011", "only a part was checked, so nothing is known to be gone");
  await chartroom(["-e", "local", "check", "--baseline", "b.json", "--update-baseline"], { cwd });
  assert.is(readFileSync(path.join(cwd, "b.json"), "utf8"), before);
  const gone = await check("--baseline", "b.json");
  assert.equal([gone.code, (await check("--baseline", "b.json", "--fail-on", "info")).code], [0, 1]);
  assert.match(gone.stdout, "note[CR011]: 1 finding of the baseline is gone");
  await check("--baseline", "b.json", "--update-baseline");
  assert.is(readFileSync(path.join(cwd, "b.json"), "utf8"), '{\n  "version": 1,\n  "findings": []\n}\n');
});
