import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { projectRoot, sampleRepository } from "../rig.ts";

const test = suite("library: what people import from `chartroom`");

/** A project of somebody else that has chartroom among its packages. */
function project(source: string): string {
  const made = tempDirectory();
  mkdirSync(path.join(made, "node_modules"));
  symlinkSync(projectRoot, path.join(made, "node_modules/chartroom"));
  for (const name of ["@types", "typescript"])
    symlinkSync(path.join(projectRoot, "node_modules", name), path.join(made, "node_modules", name));
  writeFileSync(path.join(made, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(made, "use.ts"), source);
  writeFileSync(
    path.join(made, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: "nodenext",
        target: "es2023",
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
      },
    }),
  );
  return made;
}

const compile = (directory: string) =>
  spawnSync(process.execPath, [path.join(projectRoot, "node_modules/typescript/bin/tsc"), "-p", directory], {
    encoding: "utf8",
  });

test("its types are found, and a key that no environment has does not compile", () => {
  const use = (key: string) => `
    import { loadEnvironment, report } from "chartroom";
    const staging = await loadEnvironment("staging");
    if (staging.ok) console.log(staging.value.phoenix?.${key});
    else console.log(report("pretty", staging.error, { root: ".", color: false }));
  `;
  assert.is(compile(project(use("replicaCount"))).stdout, "");
  assert.match(compile(project(use("replicaCuont"))).stdout, "replicaCuont");
});

test("the README's program compiles", () => {
  const [, program = ""] =
    /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(projectRoot, "README.md"), "utf8")) ?? [];
  assert.match(program, "loadEnvironment");
  assert.is(compile(project(program)).stdout, "");
});

test("a secret is one in another project too: it can be revealed, not put into text", () => {
  const use = (text: string) => `
    import { loadEnvironment } from "chartroom";
    const staging = await loadEnvironment("staging");
    if (staging.ok && staging.value.phoenix) console.log(${text});
  `;
  const key = "staging.value.phoenix.secrets.secretKeyBase.value";
  assert.is(compile(project(use(`${key}.reveal().length`))).stdout, "");
  assert.match(compile(project(use(`\`\${${key}}\``))).stdout, "TS2731");
});

test("checkEnvironments checks a repository and prints nothing", () => {
  const directory = project("");
  writeFileSync(
    path.join(directory, "use.mjs"),
    `import { checkEnvironments } from "chartroom";
     const result = await checkEnvironments(["local"], { cwd: ${JSON.stringify(sampleRepository())} });
     process.stdout.write(JSON.stringify(result.ok && result.value.checked[0].environment.releases.map((one) => one.name)));`,
  );
  const ran = spawnSync(process.execPath, [path.join(directory, "use.mjs")], {
    encoding: "utf8",
    cwd: directory,
  });
  assert.is(ran.stderr, "");
  assert.is(ran.stdout, '["postgres","phoenix"]');
});
