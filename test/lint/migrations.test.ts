import { cpSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";
import { writeFiles } from "./repository.ts";
import { ctTool, yamlTools } from "./tools.ts";

const test = suite("lint: migrations of values");

/** The faultless chart of the fixtures, which has migrations of two versions. */
function chartWith(files: Readonly<Record<string, string>> = {}): string {
  const root = tempDirectory();
  const fixture = path.join(projectRoot, "test/fixtures/codes/CR842");
  for (const side of ["repo", "mended"]) cpSync(path.join(fixture, side), root, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFiles(root, { [`charts/moved/${name}`]: text });
  return root;
}

async function verdict(
  root: string,
  way = "--native",
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; told: string[] }> {
  const ran = await chartroom(["lint", way, "charts/moved", "--format", "json"], { cwd: root, env });
  const found = JSON.parse(ran.stdout).diagnostics as { code: string; file: string; line: number }[];
  const of = found.filter(({ code }) => code.startsWith("CR84"));
  return {
    code: ran.code,
    told: of.map((one) => `${one.code} ${one.file.replace("charts/moved/migrations/", "")}:${one.line}`),
  };
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

test("migrations that hold are no finding", async () => {
  assert.equal(await verdict(chartWith()), { code: 0, told: [] });
});

test("a file that copy would pass over is told", async () => {
  for (const [text, line] of [
    ["{", 1],
    ["renamed:\n  a: b\n", 1],
    ["[]\n", 1],
    ["{}\n", 1],
    ['{ "renamed": { "logLevel": 1 } }\n', 1],
    ['{ "renamed": {} }\n', 1],
    ['{\n  "removed": { "a": "x" },\n  "removed": { "b": "y" }\n}\n', 3],
  ] as const) {
    const { code, told } = await verdict(chartWith({ "migrations/1.2.0.json": text }));
    assert.equal([code, told], [1, [`CR841 1.2.0.json:${line}`]], text);
  }
  const named = {
    "migrations/v1.json": '{ "removed": { "a": "x" } }\n',
    "migrations/2.0.0.after.yaml": "a: 1\n",
  };
  assert.equal((await verdict(chartWith(named))).told, ["CR841 2.0.0.after.yaml:1", "CR841 v1.json:1"]);
});

test("of a copy nothing is said, of a chart beside it as ever", async () => {
  const root = chartWith({ "migrations/1.2.0.json": "{" });
  const copy = { source: "./vendor/moved", version: "1.2.0", files: {} };
  const lock = (folder: string) => ({ "charts.lock.json": json({ version: 1, copies: { [folder]: copy } }) });
  writeFiles(root, lock("charts/other"));
  assert.equal((await verdict(root)).told, ["CR841 1.2.0.json:1"]);
  writeFiles(root, lock("charts/moved"));
  assert.equal(await verdict(root), { code: 0, told: [] });
});

test("values that take another's place, lie in an open map or came back are known", async () => {
  const root = chartWith({
    "values.yaml": "first: 1\nsecond: 2\nlabels: {}\nsub: {}\n",
    "values.schema.json": json({
      type: "object",
      additionalProperties: false,
      definitions: { whole: { type: "integer" } },
      properties: {
        first: { $ref: "#/definitions/whole" },
        second: { allOf: [{ $ref: "#/definitions/whole" }] },
        labels: { type: "object", additionalProperties: { type: "string" } },
        old: { type: "string", deprecated: true },
        sub: { type: "object" },
      },
    }),
    "Chart.yaml":
      "apiVersion: v2\nname: moved\nversion: 1.2.0\ndescription: A chart\nmaintainers:\n  - name: somebody\n",
    "templates/config.yaml": "",
    "migrations/1.1.0.json": json({
      renamed: { first: "second", second: "first", team: 'labels."example.com/team"', deep: "between" },
      removed: { old: "of no use" },
    }),
    "migrations/1.1.0.before.yaml": "first: 2\nsecond: 1\nteam: web\ndeep: x\nold: y\n",
    "migrations/1.1.0.after.yaml": "first: 1\nsecond: 2\nlabels:\n  example.com/team: web\nbetween: x\n",
    "migrations/1.2.0.json": json({ renamed: { between: "sub.deep" } }),
    "migrations/1.2.0.before.yaml": "between: x\n",
    "migrations/1.2.0.after.yaml": "sub:\n  deep: x\n",
  });
  assert.equal((await verdict(root)).told, []);
});

const [ct, yaml] = [await ctTool(), await yamlTools()];
const missing = [ct, yaml].flatMap((one) => ("missing" in one ? [one.missing] : []));
if ("missing" in ct || "missing" in yaml) test.cannotRun("with ct as without", missing.join(", "));
else
  test("with ct as without", async () => {
    const PATH = [path.dirname(ct.path), path.dirname(yaml.path), process.env.PATH].join(path.delimiter);
    const root = chartWith({
      "migrations/1.1.0.after.yaml": "image:\n  repository: web\n",
      "migrations/1.2.0.json": json({ renamed: { logLevel: "levels.none" } }),
    });
    const native = await verdict(root);
    assert.equal(
      native.told.map((one) => one.slice(0, 5)),
      ["CR844", "CR844", "CR844", "CR842"],
    );
    assert.equal(await verdict(root, "--ct", { PATH }), native);
  });
