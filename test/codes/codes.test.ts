import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  readonly mended?: Mended;
}

/** What differs in the run of the passing twin, beside the files of `mended/`. */
interface Mended {
  readonly args?: readonly string[];
  /** Files of the failing repository that the twin does not have. */
  readonly removes?: readonly string[];
  /** Why the twin does not print `no findings`: what it prints. */
  readonly prints?: string;
  /** Why the code has no twin. */
  readonly none?: string;
}

const test = suite("codes: each is raised by a fixture with a golden output, or by a named test");
const fixtures = path.join(projectRoot, "test/fixtures/codes");
const folders = existsSync(fixtures) ? readdirSync(fixtures).sort() : [];
/** The fixtures to run: all, or those that `CODES=CR401,CR5` names (CR5: all that begin so). */
const wanted = folders.filter(
  (folder) => process.env.CODES?.split(",").some((code) => folder.startsWith(code)) ?? true,
);
const caseOf = (folder: string): Case =>
  JSON.parse(readFileSync(path.join(fixtures, folder, "case.json"), "utf8"));
const hasTwin = (folder: string) =>
  existsSync(path.join(fixtures, folder, "mended")) || caseOf(folder).mended?.args !== undefined;

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
  assert.ok(wanted.length > 0, "CODES names no fixture");
  for (const [code, file] of Object.entries(elsewhere)) {
    assert.ok(code in codes, `${code} in elsewhere.ts is no code`);
    assert.ok(
      readFileSync(path.join(projectRoot, file), "utf8").includes(code),
      `${file} does not name ${code}`,
    );
  }
});

test("a number is given once: no two tables of codes have it", async () => {
  const folder = path.join(projectRoot, "scripts/core/codes");
  const tables = readdirSync(folder).filter((one) => one !== "row.ts");
  const given = (
    await Promise.all(
      tables.map(async (one) => {
        const rows = (await import(path.join(folder, one))) as Record<string, object>;
        return Object.values(rows).flatMap((table) => Object.keys(table));
      }),
    )
  ).flat();
  assert.equal(given.sort(), Object.keys(codes).sort());
});

test("every code has a title and a paragraph", () => {
  for (const [code, row] of Object.entries(codes)) {
    assert.match(code, /^CR\d{3}$/);
    assert.ok(row.title.length > 0 && row.docs.length >= 80, `${code} is not explained`);
  }
});

test("every fixture of rendering, templates and manifests has a passing twin, or says why not", () => {
  for (const folder of folders.filter((one) => /^CR[345]/.test(one))) {
    const none = caseOf(folder).mended?.none;
    assert.is(hasTwin(folder), none === undefined, `${folder} has no passing twin (mended/)`);
  }
});

for (const folder of wanted) {
  const directory = path.join(fixtures, folder);
  const one = caseOf(folder);
  const args = one.args ?? ["check", "-e", "local"];
  const env = one.env && { env: one.env };

  let again: (() => Promise<void>) | undefined;
  test(folder, async () => {
    const cwd = repository(one.base ?? "minimal", path.join(directory, "repo"));
    const run = () => chartroom(args, { cwd, ...env });
    const ran = await run();
    const golden = path.join(directory, "expected.txt");
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, ran.stdout);
    assert.ok(ran.stdout.includes(folder), `${folder} was not raised:\n${ran.stdout}\n${ran.stderr}`);
    assert.is(ran.stdout, existsSync(golden) ? readFileSync(golden, "utf8") : "");
    assert.is(ran.code, one.exit);
    again = async () => assert.is((await run()).stdout, ran.stdout, "the second run says something else");
  });

  // It takes from the cache what it can, and must not differ.
  if (args.includes("check"))
    test.ofKind(`${folder}, a second time`, async () => {
      assert.ok(again, "the first time failed");
      await again();
    });

  if (!hasTwin(folder)) continue;
  test.ofKind(`${folder}, mended as its finding says`, async () => {
    const cwd = repository(one.base ?? "minimal", path.join(directory, "repo"));
    for (const file of one.mended?.removes ?? []) rmSync(path.join(cwd, file));
    const overlay = path.join(directory, "mended");
    if (existsSync(overlay)) cpSync(overlay, cwd, { recursive: true });
    const ran = await chartroom(one.mended?.args ?? args, { cwd, ...env });
    const said = `${ran.stdout}\n${ran.stderr}`;
    assert.not.ok(said.includes(folder), `${folder} is still raised:\n${said}`);
    if (one.mended?.prints === undefined) assert.is(ran.stdout, "no findings\n", said);
    assert.is(ran.code, 0, said);
  });
}
