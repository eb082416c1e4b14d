import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import { CLOSED, goodTeam } from "./base.ts";
import { ci, found } from "./ci.ts";
import { type Alone, alone } from "./faults-alone.ts";
import { others } from "./faults-others.ts";
import { plantFiles } from "./planted.ts";

const test = suite("team: one thing broken that ends a run, or that another command tells");
const good = await goodTeam();

for (const [code, fault] of Object.entries({ ...alone, ...others }))
  test(`${code}, ${fault.words.join(" ")}`, async () => {
    const root = path.join(tempDirectory(), "shop");
    cpSync(good.root, root, { recursive: true });
    const expected = [...planted(root, fault), ...(fault.closed ? CLOSED : [])].sort();
    assert.ok(expected.some((one) => one.startsWith(code)));
    const env = fault.open ? { SOPS_AGE_KEY_FILE: good.key } : {};
    const ran = await ci(root, ["--format", "json", ...fault.words], env);
    assert.equal(found(ran.stdout || ran.stderr), expected, ran.stderr);
    assert.ok((ran.stdout || ran.stderr).includes(fault.says ?? ""), ran.stdout);
    assert.is(ran.code, fault.exit);
  });

function planted(root: string, { files = {}, removes = [], edits = [], told = [] }: Alone): string[] {
  const expected = plantFiles(root, files);
  for (const one of removes) rmSync(path.join(root, one));
  for (const [file, from, to] of edits) {
    const before = readFileSync(path.join(root, file), "utf8");
    const after = before.replace(from, to);
    assert.is.not(after, before, `${file} has no ${from}`);
    writeFileSync(path.join(root, file), after);
  }
  return [...expected, ...told];
}
