import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot, repositoryOf } from "../rig.ts";
import { type Fault, faultless, faults, maintainerFaults } from "./faults.ts";
import { gitRepository, writeFiles } from "./repository.ts";
import { ctTool, yamlTools } from "./tools.ts";

const test = suite("lint: the verdicts of ct and of --native, one planted fault a rule");

const LINTCONF = `rules:
  braces: enable
  brackets: enable
  colons: enable
  commas: enable
  comments: enable
  comments-indentation: enable
  document-end: {present: false}
  document-start: {present: false}
  empty-lines: enable
  hyphens: enable
  indentation: {indent-sequences: whatever}
  key-duplicates: enable
  line-length: {max: 100}
  new-line-at-end-of-file: enable
  new-lines: enable
  trailing-spaces: enable
  truthy: enable
`;

const [ct, yaml] = [await ctTool(), await yamlTools()];
const missing = [ct, yaml].flatMap((one) => ("missing" in one ? [one.missing] : [])).join(", ");

interface Told {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly note?: string;
  readonly file?: string;
}

for (const [name, table, maintainers] of [
  ["faults", faults, false],
  ["maintainers", maintainerFaults, true],
] as const) {
  const root = () => repositoryWith(table, maintainers);

  test(`${name}: --native names each planted fault, and nothing else`, async () => {
    const verdicts = await lint(root(), ["--native"], Object.keys(table));
    const expected = Object.entries(table).map(([chart, { ct, native }]) => [chart, native ?? ct]);
    assertSame(verdicts, Object.fromEntries(expected));
  });

  if ("missing" in ct || "missing" in yaml) test.cannotRun(`${name}: the real ct names the same`, missing);
  else
    test(`${name}: the real ct names the same, and docs/lint.md has the differences`, async () => {
      const PATH = pathWith(ct, yaml);
      assertSame(await lint(root(), ["--ct"], Object.keys(table), { PATH }), byCt(table));
    });

  test(`${name}: a difference is told in docs/lint.md`, () => {
    const docs = readFileSync(path.join(projectRoot, "docs/lint.md"), "utf8");
    for (const [chart, { ct, native, told }] of Object.entries(table)) {
      if (native === undefined || JSON.stringify(native) === JSON.stringify(ct)) continue;
      assert.ok(told !== undefined && docs.includes(told), `docs/lint.md does not tell of ${chart}`);
    }
  });
}

// On a busy machine ct loses now and then what a program says that it runs; this one loses all of it.
if ("missing" in ct || "missing" in yaml) test.cannotRun("what ct loses is told", missing);
else
  test("what ct loses of the words of yamllint, yamale and helm is told all the same", async () => {
    const names = [
      "good",
      "same-version",
      "unknown-key",
      "comments",
      "values-schema",
      "required",
      "two-faults",
    ];
    const table = Object.fromEntries(names.map((one) => [one, faults[one] as Fault]));
    const own = '^Linting chart "|^ [✔✖]';
    const forgetful = `#!/bin/sh\nsaid=$("${ct.path}" "$@")\ncode=$?\necho "$said" | grep -E '${own}'\nexit $code\n`;
    const folder = repositoryOf({});
    writeFileSync(path.join(folder, "ct"), forgetful, { mode: 0o755 });
    const PATH = [folder, pathWith(ct, yaml)].join(path.delimiter);
    const told = await lint(repositoryWith(table, false), ["--ct"], names, { PATH });
    assertSame(told, byCt(table));
    assert.ok(!Object.values(told.words).flat().join().includes("ct lint fails"));
  });

/** The rules that the real ct names, for each chart. */
function byCt(table: Readonly<Record<string, Fault>>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(table).map(([chart, fault]) => [chart, fault.ct]));
}

function pathWith(...tools: readonly { readonly path: string }[]): string {
  return [...tools.map((one) => path.dirname(one.path)), process.env.PATH].join(path.delimiter);
}

/** All charts, faultless on the target branch and each with its fault in the working tree. */
function repositoryWith(table: Readonly<Record<string, Fault>>, maintainers: boolean): string {
  const conf = { "lintconf.yaml": LINTCONF, "ct.yaml": `validate-maintainers: ${maintainers}\n` };
  const all = Object.entries(table).filter(([, { fresh }]) => !fresh);
  const before = all.map(([name]) => [
    name,
    { ...faultless(name), "Chart.yaml": faultless(name)["Chart.yaml"]?.replace("1.0.1", "1.0.0") ?? "" },
  ]);
  const root = gitRepository({ ...conf, ...below(Object.fromEntries(before)) });
  execFileSync("git", ["-C", root, "update-ref", "refs/remotes/origin/main", "HEAD"]);
  execFileSync("git", ["-C", root, "remote", "add", "origin", "https://git.invalid/team/charts.git"]);
  const now = Object.entries(table).map(([name, { files }]) => [
    name,
    { ...faultless(name), "README.md": `${name}, changed\n`, ...files },
  ]);
  writeFiles(root, below(Object.fromEntries(now)));
  execFileSync("git", ["-C", root, "add", "-A"]);
  return root;
}

function below(charts: Record<string, Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(charts).flatMap(([chart, files]) =>
      Object.entries(files).map(([file, text]) => [`charts/${chart}/${file}`, text]),
    ),
  );
}

/** The rules that the errors of a lint name, for each chart. */
async function lint(
  root: string,
  args: readonly string[],
  charts: readonly string[],
  env: NodeJS.ProcessEnv = {},
) {
  const ran = await chartroom(["--format", "json", "lint", ...args], { cwd: root, env });
  assert.is(ran.code, 1, ran.stderr);
  const said = (JSON.parse(ran.stdout) as { diagnostics: Told[] }).diagnostics;
  const rules: Record<string, string[]> = Object.fromEntries(charts.map((one) => [one, []]));
  const words: Record<string, string[]> = {};
  for (const { code, severity, message, note, file } of said) {
    if (severity !== "error") continue;
    const chart = /^charts\/([^/]+)\//.exec(file ?? "")?.[1] as string;
    rules[chart] = [...new Set([...(rules[chart] ?? []), ruleOf(code, message)])].sort();
    words[chart] = [...(words[chart] ?? []), `${code} ${message} ${note ?? ""}`];
  }
  return { rules, words };
}

/** The same rules for each chart; where not, what was said of the charts that differ. */
function assertSame(
  { rules, words }: Awaited<ReturnType<typeof lint>>,
  expected: Record<string, readonly string[]>,
): void {
  assert.equal(rules, expected, differences({ rules, words }, expected));
}

/** The charts whose rules are others, with what was said of them; "" where there is none. */
function differences(
  { rules, words }: Awaited<ReturnType<typeof lint>>,
  expected: Record<string, readonly string[]>,
): string {
  return Object.keys(expected)
    .filter((one) => String(rules[one]) !== String(expected[one]))
    .flatMap((one) => [one, ...(words[one] ?? [])])
    .join("\n");
}

function ruleOf(code: string, message: string): string {
  const known: Record<string, string> = {
    CR820: "version",
    CR821: "schema",
    CR822: "maintainers",
    CR824: "render",
    CR828: "render",
  };
  if (code === "CR823") return /\(([\w-]+)\)$/.exec(message)?.[1] ?? "";
  if (known[code]) return known[code];
  return /^CR5/.test(code) ? "kubernetes" : /^CR[1234]/.test(code) ? "render" : code;
}
