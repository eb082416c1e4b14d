import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readArguments } from "../../scripts/arguments.ts";
import { commands } from "../../scripts/commands/index.ts";
import { GLOBAL_OPTIONS } from "../../scripts/commands/unknown-option.ts";
import { run } from "../../scripts/core/exec.ts";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { commitAll, writeFiles } from "../lint/repository.ts";
import { projectRoot, sampleRepository } from "../rig.ts";
import { type CommandLine, commandLines } from "./command-lines.ts";
import { type Exception, exceptions } from "./not-here.ts";
import { pages, tourPages } from "./pages.ts";

const test = suite("docs: every command line is one that works");

const all = pages.flatMap((page) =>
  // A `console` block elsewhere is run here, like any other line.
  commandLines(page).map((one) => ({ ...one, inTour: one.inTour && tourPages.includes(page) })),
);
const exceptionOf = ({ page, line }: CommandLine): Exception | undefined =>
  exceptions.find((one) => one.line.test(line) && (one.page?.test(page) ?? true));

/** The helmfile verbs that the pages name. */
const HELMFILES = ["list"];
const GLOBAL = [...GLOBAL_OPTIONS, "--version"];

/** What chartroom would not understand in a line: the verb, or an option that its help does not have. */
async function unknownIn(line: string): Promise<string[]> {
  const words = line.replace(/(?:\||>| && ).*$/, "").match(/'[^']*'|\S+/g) ?? [];
  const read = readArguments(words.slice(1));
  if (!read.ok) return [line];
  const { verb = "help", args } = read.value;
  const entry = commands[verb];
  if (entry === undefined) return HELMFILES.includes(verb) ? [] : [`${line}: no verb ${verb}`];
  const { help } = await entry.help();
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  return own
    .filter((word) => word.startsWith("-"))
    .map((word) => word.split("=")[0] as string)
    .filter((option) => !GLOBAL.includes(option) && !new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(help))
    .map((option) => `${line}: ${verb} has no ${option}`);
}

test("every line has a verb and options that there are", async () => {
  const wrong: string[] = [];
  for (const { page, line } of all)
    for (const part of line.split(" && "))
      if (part.startsWith("chartroom "))
        wrong.push(...(await unknownIn(part)).map((one) => `${page}: ${one}`));
  assert.equal(wrong, []);
  assert.equal(await unknownIn("chartroom check --bogus"), ["chartroom check --bogus: check has no --bogus"]);
  assert.equal(await unknownIn("chartroom chekc"), ["chartroom chekc: no verb chekc"]);
});

test("lines to type are told from text, drawings and configuration", () => {
  const text = [
    "    chartroom check   # all of it",
    "    helm upgrade --install shop ./phoenix \\",
    "      --set host=a",
    "    helm install                         helm upgrade",
    "    platform:",
    "chartroom check is a verb",
    "```console",
    "$ chartroom -e staging check",
    "error[CR203]: unknown key",
    "```",
    "```sh",
    "kubectl -n $NS get pods",
    "```",
    "```yaml",
    "    chartroom: yes",
    "```",
  ].join("\n");
  assert.equal(
    commandLines("x.md", text).map(({ line, inTour }) => [line, inTour]),
    [
      ["chartroom check", false],
      ["helm upgrade --install shop ./phoenix --set host=a", false],
      ["chartroom -e staging check", true],
      ["kubectl -n $NS get pods", false],
    ],
  );
});

test("every npm script that is named is there", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, "package.json"), "utf8"));
  const named = all.flatMap(({ line }) =>
    [...line.matchAll(/npm run ([\w:]+)/g)].map((one) => one[1] as string),
  );
  assert.equal(
    named.filter((one) => scripts[one] === undefined),
    [],
  );
});

test("every exception is of a line that is there, and the test that it names as well", () => {
  const used = new Set(all.map(exceptionOf));
  assert.equal(
    exceptions.filter((one) => !used.has(one)).map(({ line }) => String(line)),
    [],
  );
  assert.equal(
    exceptions.filter((one) => one.test !== undefined && !existsSync(path.join(projectRoot, one.test))),
    [],
  );
});

/** A custom kind's schema, as `--schemas` wants it. */
const BERTH = JSON.stringify({ type: "object", properties: { spec: { type: "object" } } });

const home = tempDirectory();
const cache = tempDirectory();

/**
 * The repository of somebody who reads: the sample with one more chart `web`, packaged too, beside another repository
 * `kit` and a Phoenix project at home. Committed, with a branch at the remote.
 */
async function reader(page: string): Promise<string> {
  const root = path.join(tempDirectory(), "shop");
  if (page === "docs/copy.md") writeFiles(root, { "helmfile.yaml": "releases: []\n" });
  else cpSync(sampleRepository(), root, { recursive: true });
  const kit = path.join(root, "../kit/charts/web");
  cpSync(path.join(projectRoot, "charts/postgres"), kit, { recursive: true });
  const described = path.join(kit, "Chart.yaml");
  const chart = readFileSync(described, "utf8")
    .replace(/^name: .*/m, "name: web")
    .replace(/^version: .*/m, "version: 1.2.0");
  writeFileSync(
    described,
    `${chart}\nannotations:\n  artifacthub.io/changes: "- kind: fixed\\n  description: the port\\n"\n`,
  );
  const helm = await findTool("helm");
  if (!helm.ok) throw new Error("helm is missing");
  for (const folder of [".", "vendor"]) {
    mkdirSync(path.join(root, folder), { recursive: true });
    execFileSync(helm.value.path, ["package", kit, "-d", path.join(root, folder)], { stdio: "ignore" });
  }
  if (page !== "docs/copy.md") cpSync(kit, path.join(root, "charts/web"), { recursive: true });
  writeFiles(root, {
    "my-values.yaml": "auth: { password: open }\n",
    "schemas/crds/example.com/berth_v1.json": BERTH,
  });
  execFileSync("git", ["init", "-q", "-b", "main", root]);
  commitAll(root);
  execFileSync("git", ["-C", root, "update-ref", "refs/remotes/origin/main", "HEAD"]);
  return root;
}

writeFiles(home, {
  "bin/chartroom": `#!/bin/sh\nexec ${process.execPath} ${path.join(projectRoot, "dist/scripts/main.js")} "$@"\n`,
});
execFileSync("chmod", ["755", path.join(home, "bin/chartroom")]);
cpSync(path.join(projectRoot, "test/fixtures/init/phx"), path.join(home, "src/shop"), { recursive: true });

/** Some pages alone, while one is written: PAGES=docs/copy.md. */
const wanted = process.env.PAGES?.split(",") ?? pages;

for (const page of wanted) {
  const lines = all.filter((one) => one.page === page && !one.inTour && exceptionOf(one)?.why === undefined);
  if (lines.length === 0) continue;
  test(`${page}: ${lines.length} lines run, in order`, async () => {
    const root = await reader(page);
    const helm = await findTool("helm");
    const env = {
      HOME: home,
      XDG_CONFIG_HOME: home,
      PATH: [path.join(home, "bin"), helm.ok ? path.dirname(helm.value.path) : "", process.env.PATH].join(
        ":",
      ),
      CI: "true",
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
      CHARTROOM_CACHE: cache,
      CHARTROOM_TOOLS: toolsDirectory(),
    };
    for (const one of lines) {
      const { as, before = "true", code = 0 } = exceptionOf(one) ?? {};
      const ran = await run(
        "bash",
        ["-c", `set -o pipefail; { ${before}; } >/dev/null && ${as?.(one.line) ?? one.line}`],
        { cwd: root, env },
      );
      assert.is(ran.code, code, `${one.line}\n${ran.stdout}${ran.stderr}`);
    }
  });
}
