import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { codes } from "../../scripts/core/codes.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot, repository } from "../rig.ts";
import { elsewhere } from "./elsewhere.ts";

interface Case {
  readonly base?: string;
  readonly args?: readonly string[];
  readonly exit: number;
  readonly env?: Record<string, string>;
}

const test = suite("codes: each is raised by a fixture with a golden output, or by a named test");
const fixtures = path.join(projectRoot, "test/fixtures/codes");
const folders = existsSync(fixtures) ? readdirSync(fixtures).sort() : [];

test("every code has a fixture or a test that names it, and every fixture a code", () => {
  const missing = Object.keys(codes).filter(
    (code) => !folders.includes(code) && elsewhere[code] === undefined,
  );
  assert.equal(missing, [], `codes without a fixture: ${missing.join(", ")}`);
  assert.equal(
    folders.filter((folder) => !(folder in codes)),
    [],
    "fixtures of unknown codes",
  );
  for (const [code, file] of Object.entries(elsewhere)) {
    assert.ok(code in codes, `${code} in elsewhere.ts is no code`);
    assert.ok(
      readFileSync(path.join(projectRoot, file), "utf8").includes(code),
      `${file} does not name ${code}`,
    );
  }
});

test("every code has a title and a paragraph", () => {
  for (const [code, row] of Object.entries(codes)) {
    assert.match(code, /^CR\d{3}$/);
    assert.ok(row.title.length > 0 && row.docs.length >= 80, `${code} is not explained`);
  }
});

for (const folder of folders) {
  test(folder, async () => {
    const directory = path.join(fixtures, folder);
    const one = JSON.parse(readFileSync(path.join(directory, "case.json"), "utf8")) as Case;
    const cwd = repository(one.base ?? "minimal", path.join(directory, "repo"));
    const args = one.args ?? ["check", "-e", "local"];
    const run = () => chartroom(args, { cwd, ...(one.env && { env: one.env }) });
    const ran = await run();
    const golden = path.join(directory, "expected.txt");
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, ran.stdout);
    assert.ok(ran.stdout.includes(folder), `${folder} was not raised:\n${ran.stdout}\n${ran.stderr}`);
    assert.is(ran.stdout, existsSync(golden) ? readFileSync(golden, "utf8") : "");
    assert.is(ran.code, one.exit);
    // The second run takes from the cache what it can, and must not differ.
    if (args.includes("check"))
      assert.is((await run()).stdout, ran.stdout, "the second run says something else");
  });
}
