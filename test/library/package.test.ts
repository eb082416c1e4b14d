import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { installPacked, pack } from "../packed.ts";
import { projectRoot, repository } from "../rig.ts";

const test = suite("package: what npm packs, alone");

const manifest = JSON.parse(readFileSync(path.join(projectRoot, "package.json"), "utf8"));
const npx = (cwd: string, ...words: string[]) =>
  run("npx", ["--no-install", "chartroom", ...words], {
    cwd,
    env: { npm_config_offline: "true", CI: "true", NO_COLOR: "1", FORCE_COLOR: undefined },
  });

test("the package has what users need, and nothing of ours alone", () => {
  const files = pack().files.map((one) => one.path);
  for (const wanted of [
    "README.md",
    "LICENSE",
    "dist/scripts/main.js",
    "dist/scripts/index.js",
    "dist/scripts/index.d.ts",
    "dist/schemas/environment.d.ts",
    "charts/phoenix/Chart.yaml",
    "charts/phoenix/values.schema.json",
    "helmfile.d/10-releases.yaml.gotmpl",
    "schemas/environment.schema.json",
    "schemas/lint/ct.yaml",
    "docs/codes.md",
    "docs/ci/github-actions.yaml",
    "scripts/tools/modules/engine/main.go",
    "scripts/tools/modules/helm/go.sum",
  ])
    assert.ok(files.includes(wanted), `${wanted} is missing`);
  const top = [...new Set(files.map((one) => one.split("/")[0]))].sort();
  assert.equal(top, [
    "LICENSE",
    "README.md",
    "charts",
    "dist",
    "docs",
    "helmfile.d",
    "mise.toml",
    "package.json",
    "schemas",
    "scripts",
  ]);
  const strange = files.filter(
    (one) =>
      /^(?:test|environments)\/|(?:\.test\.|\.tsbuildinfo$|\.map$|^(?!charts\/).*(?<!\.d)\.ts$)/.test(one) ||
      one.startsWith("dist/scripts/tasks/"),
  );
  assert.equal(strange, []);
});

test("`npx chartroom` works in an empty folder", async () => {
  const root = installPacked(tempDirectory());
  const version = await npx(root, "version");
  assert.equal([version.code, version.stdout], [0, `chartroom ${manifest.version}\n`], version.stderr);
  assert.is((await npx(root, "help")).code, 0);
  const check = await npx(root, "check");
  assert.equal([check.code, /CR020/.test(check.stdout)], [2, true], check.stdout + check.stderr);
  const copy = await npx(root, "copy", "postgres", "charts");
  assert.is(copy.code, 0, copy.stderr);
  const chart = await npx(root, "check", "charts/postgres");
  assert.is(chart.code, 0, chart.stdout + chart.stderr);
  const lint = await npx(root, "lint", "--native", "charts/postgres");
  assert.is(lint.code, 0, lint.stdout + lint.stderr);
  const types = await npx(root, "explain", "CR820");
  assert.match(types.stdout, /CR820/);
});

test("`npx chartroom` works in somebody's helmfile repository", async () => {
  const root = installPacked(repository("minimal"));
  const check = await npx(root, "-e", "local", "check");
  assert.equal([check.code, check.stdout], [0, "no findings\n"], check.stderr);
});

const SOURCE = `import { loadEnvironment } from "chartroom";
const read = await loadEnvironment("staging");
if (read.ok) {
  const anything: typeof read.value = read.value;
  console.log(anything);
} else {
  const messages: string[] = read.error.map((one) => one.message);
  console.log(messages);
}
`;

for (const [module, moduleResolution] of [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
] as const)
  test(`the types are those of the package: ${moduleResolution}`, () => {
    const root = installPacked(tempDirectory(), ["@types", "typescript", "undici-types"]);
    writeFileSync(path.join(root, "package.json"), '{ "type": "module" }');
    const compile = (source: string) => {
      writeFileSync(path.join(root, "use.ts"), source);
      const compilerOptions = {
        strict: true,
        module,
        moduleResolution,
        target: "es2023",
        noEmit: true,
        types: ["node"],
        skipLibCheck: false,
      };
      writeFileSync(path.join(root, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
      return spawnSync(
        process.execPath,
        [path.join(projectRoot, "node_modules/typescript/bin/tsc"), "-p", root],
        { encoding: "utf8" },
      );
    };
    const good = compile(SOURCE);
    assert.is(good.status, 0, good.stdout);
    const bad = compile(SOURCE.replace("one.message", "one.text"));
    assert.match(bad.stdout, /Property 'text' does not exist/);
    const inner = compile('import { run } from "chartroom/dist/scripts/core/exec.js";\nvoid run;\n');
    assert.match(inner.stdout, /Cannot find module 'chartroom\/dist/);
  });
