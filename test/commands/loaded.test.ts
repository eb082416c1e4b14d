import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { readIfThere } from "../../scripts/core/files.ts";
import { toolsDirectory } from "../../scripts/tools/cached.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, repository } from "../rig.ts";

const test = suite("commands: libraries are loaded where they are used, and not before");

/** The packages that a command loads, and how many files of chartroom's own. */
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
    own: new Set(urls.filter((url) => url.includes("/dist/scripts/"))).size,
  };
}

test("help loads no library and few files", async () => {
  const { packages, own } = await loaded(["help"], tempDirectory(), tempDirectory());
  assert.equal([...packages], []);
  assert.ok(own > 0 && own < 20, `${own} files`);
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
