import { cpSync } from "node:fs";
import path from "node:path";
import { assert, suite, tempDirectory } from "../harness.ts";
import type { Alone } from "./alone.ts";
import { aloneFaults } from "./alone-all.ts";
import { CLOSED, goodTeam } from "./base.ts";
import { ci, found } from "./ci.ts";
import { planted } from "./planted.ts";

const test = suite("team: one thing broken that ends a run, or that another command tells");
const good = await goodTeam();

/** `CODES=CR401,CR5` runs some of them (CR5: all that begin so). */
const wanted = Object.entries(aloneFaults).filter(
  ([code]) => process.env.CODES?.split(",").some((one) => code.startsWith(one)) ?? true,
);

for (const [code, fault] of wanted)
  test.ofKind(`${code}, ${fault.words.join(" ")}`, async () => {
    const root = path.join(tempDirectory(), "shop");
    cpSync(good.root, root, { recursive: true });
    const expected = [...planted(root, fault), ...(fault.closed ? CLOSED : [])].sort();
    assert.ok(expected.some((one) => one.startsWith(code)));
    const more = await fault.prepare?.(root, good.key);
    const env = { ...(fault.open && { SOPS_AGE_KEY_FILE: good.key }), ...more };
    const ran = await ci(root, ["--format", "json", ...fault.words], env);
    assert.equal(found(ran.stdout || ran.stderr), expected, ran.stderr);
    assert.ok((ran.stdout || ran.stderr).includes(fault.says ?? ""), ran.stdout);
    assert.is(ran.code, fault.exit);
  });

test("CR162 with the key as without", async () => {
  const root = path.join(tempDirectory(), "shop");
  cpSync(good.root, root, { recursive: true });
  const [told = ""] = planted(root, aloneFaults.CR162 as Alone);
  const ran = await ci(root, ["--format", "json", "check"], { SOPS_AGE_KEY_FILE: good.key });
  assert.equal([ran.code, found(ran.stdout)], [0, ["CR026 helmfile.yaml.gotmpl:6:5", told]], ran.stderr);
});
