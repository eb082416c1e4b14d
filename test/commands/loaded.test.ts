import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { commands } from "../../scripts/commands/index.ts";
import { readIfThere } from "../../scripts/core/files.ts";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, repository } from "../rig.ts";

const test = suite("commands: libraries are loaded where they are used, and not before");

/** The packages that a command loads, and the files of chartroom's own, of which a built file holds several. */
async function loaded(args: readonly string[], cwd: string, cache: string) {
  const folder = tempDirectory();
  const log = path.join(folder, "log");
  const hooks = path.join(folder, "hooks.mjs");
  const start = path.join(folder, "start.mjs");
  writeFileSync(
    hooks,
    `import { appendFileSync } from "node:fs";
export async function load(url, context, next) {
  appendFileSync(${JSON.stringify(log)}, url + "\\n");
  return next(url, context);
}
`,
  );
  writeFileSync(
    start,
    `import { register } from "node:module"; register(${JSON.stringify(pathToFileURL(hooks).href)});\n`,
  );
  const env = {
    NODE_OPTIONS: `--import ${pathToFileURL(start).href}`,
    CHARTROOM_CACHE: cache,
    CHARTROOM_TOOLS: toolsDirectory(),
  };
  const ran = await chartroom(args, { cwd, env });
  assert.is(ran.code, 0, ran.stdout + ran.stderr);
  const urls = (readIfThere(log) ?? "").split("\n");
  const packages = urls.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  return {
    packages: new Set(packages),
    own: [...new Set(urls.filter((url) => url.includes("/dist/scripts/")).flatMap(sourcesIn))].sort(),
  };
}

/** The build names the source before what is made of it. */
function sourcesIn(url: string): string[] {
  const text = readFileSync(fileURLToPath(url), "utf8");
  return [...text.matchAll(/^\/\/ scripts\/(.*)\.ts$/gm)].map(([, name]) => name as string);
}

/** What every command loads before it knows its verb. Each file more is waited for at each press of the tab key. */
const START = [
  "arguments",
  "commands/index",
  "commands/start-process",
  "core/compiling",
  "core/lifetime",
  "core/recent",
  "core/result",
  "core/taint",
  "core/taint-encoded",
  "core/taint-forms",
  "core/taint-index",
  "main",
  "report/formats",
  "report/screen",
];

const help = ["commands/alone", "commands/help"];
const completion = ["commands/alone", "commands/completion"];
const words = [...completion, "commands/completion-words", "commands/fail-on", "commands/unknown-option"];
const quick: Readonly<Record<string, readonly string[]>> = {
  help,
  version: ["commands/alone", "commands/version", "core/package"],
  "--version": ["commands/alone", "commands/version", "core/package"],
  "check --help": [...help, "commands/texts/check"],
  "help lint": [...help, "commands/texts/lint"],
  "completion bash": completion,
  "completion words -- che": words,
  "completion words -- lint --na": [...words, "commands/texts/lint"],
};

for (const [line, more] of Object.entries(quick))
  test(`\`${line}\` loads no library, and these files alone`, async () => {
    const { packages, own } = await loaded(line.split(" "), tempDirectory(), tempDirectory());
    assert.equal([...packages], []);
    assert.equal(own, [...START, ...more].sort());
  });

test("the help of no verb loads a library or the verb", async () => {
  for (const verb of Object.keys(commands)) {
    const { packages, own } = await loaded(["help", verb], tempDirectory(), tempDirectory());
    assert.equal([...packages], [], verb);
    assert.ok(own.length <= START.length + 6, `${verb}: ${own.length} files`); // `tools` names the tools
  }
});

test("a check of what was checked before reads no YAML, compiles no schema, starts no program", async () => {
  const root = repository("minimal");
  const cache = tempDirectory();
  const args = ["-e", "local", "check"];
  const first = await loaded(args, root, cache);
  for (const one of ["yaml", "zx"]) assert.ok(first.packages.has(one), one);
  const { packages } = await loaded(args, root, cache);
  for (const one of ["yaml", "zx", "execa", "ajv", "semver", "re2js"]) assert.not(packages.has(one), one);
});
