import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { generateTypes } from "../../scripts/typed/generate.ts";
import { loadEnvironment } from "../../scripts/typed/load.ts";
import { secret } from "../../scripts/typed/secret.ts";
import { assert, suite } from "../harness.ts";

const test = suite("typed: an environment's values as TypeScript sees them");
const ROOT = path.resolve(import.meta.dirname, "../..");

test("the committed types are what the schemas say", async () => {
  const generated = await generateTypes(ROOT);
  if (!generated.ok) throw new Error(JSON.stringify(generated.error));
  for (const { file, text } of generated.value)
    assert.is(readFileSync(path.join(ROOT, file), "utf8") === text, true, file);
});

test("a secret does not print in any way, and can be revealed", () => {
  const one = secret("hunter2-hunter2");
  assert.is(String(one), "<secret>");
  assert.is(`${one as unknown as string}`, "<secret>");
  assert.is(`at ${[one].join(",")}`, "at <secret>");
  assert.is(JSON.stringify({ one }), '{"one":"<secret>"}');
  assert.not.match(inspect(one, { showHidden: true, depth: 9 }), /hunter2/);
  assert.is(one.reveal(), "hunter2-hunter2");
});

test("the sample environments load: defaults filled, secrets wrapped", async () => {
  for (const name of ["local", "staging", "production"]) {
    const loaded = await loadEnvironment(name, { cwd: ROOT });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const { phoenix } = loaded.value;
    assert.type(phoenix?.replicaCount, "number");
    assert.is(String(phoenix?.secrets.secretKeyBase.value), "<secret>");
    assert.ok((phoenix?.secrets.secretKeyBase.value.reveal().length ?? 0) >= 64);
  }
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the lines are programs, compiled below
/** Each line alone must not compile; the first must. */
const LINES = [
  [
    "right",
    "const a: string | undefined = values.context; const b: string = `${values.phoenix?.replicaCount ?? 0}`; export const c: string = values.phoenix!.secrets.secretKeyBase.value.reveal(); export { a, b };",
  ],
  ["a wrong key", "export const a = values.contxt;"],
  ["a wrong type", "export const a: number = values.phoenix!.host;"],
  ["a secret as text", "export const a: string = values.phoenix!.secrets.secretKeyBase.value;"],
  [
    "a secret in a template string",
    "export const a = `https://u:${values.phoenix!.secrets.secretKeyBase.value}@host`;",
  ],
  ["a secret added to a text", 'export const a = "key=" + values.phoenix!.secrets.secretKeyBase.value;'],
  [
    "a key whose default is filled, as if it could be missing",
    "export const a: undefined extends NonNullable<typeof values.phoenix>['replicaCount'] ? 1 : never = 1;",
  ],
  ["an assignment", "values.phoenix!.host = undefined as unknown as number;"],
] as const;
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the lines are programs, compiled below

test("a wrong key, a wrong type and a secret in text do not compile", () => {
  const folder = path.join(ROOT, `test/typed/.compile-${process.pid}`);
  mkdirSync(folder);
  try {
    const head =
      'import type { Environment } from "../../../schemas/environment.d.ts";\ndeclare const values: Environment;\n';
    LINES.forEach(([, line], at) => {
      writeFileSync(path.join(folder, `line${at}.ts`), `${head}${line}\n`);
    });
    writeFileSync(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../../tsconfig.json", include: ["*.ts"] }),
    );
    let out = "";
    try {
      execFileSync(process.execPath, [path.join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder], {
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      out = String((error as { stdout?: string }).stdout);
    }
    const failing = LINES.flatMap(([name], at) => (out.includes(`line${at}.ts`) ? [name] : []));
    assert.equal(
      failing,
      LINES.slice(1).map(([name]) => name),
      out,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
