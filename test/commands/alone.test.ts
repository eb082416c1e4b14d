import { spawnSync } from "node:child_process";
import path from "node:path";
import { commands } from "../../scripts/commands/index.ts";
import { assert, suite } from "../harness.ts";
import { chartroom, projectRoot, repository } from "../rig.ts";

const test = suite("commands: each verb can be run by itself");

for (const [name, { summary }] of Object.entries(commands)) {
  test(`${name}: its own file prints the help that chartroom prints`, async () => {
    const alone = path.join(projectRoot, "dist/scripts/commands", `${name}.js`);
    const ran = spawnSync(process.execPath, [alone, "--help"], { cwd: projectRoot, encoding: "utf8" });
    const asVerb = await chartroom(["help", name], { cwd: projectRoot });
    assert.is(ran.stdout, asVerb.stdout);
    assert.match(ran.stdout, /^Usage: chartroom/);
    assert.is(ran.status, 0);
    assert.ok(summary.length > 0);
  });
}

test("check alone and as a verb say the same", async () => {
  const cwd = repository("minimal");
  const alone = spawnSync(
    process.execPath,
    [path.join(projectRoot, "dist/scripts/commands/check.js"), "-e", "local"],
    {
      cwd,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  const asVerb = await chartroom(["-e", "local", "check"], { cwd });
  assert.is(alone.stdout, asVerb.stdout);
  assert.is(alone.status, asVerb.code);
});

test("an unknown word goes to helmfile, with its exit code", async () => {
  const ran = await chartroom(["-e", "local", "list", "--output", "json"], { cwd: repository("minimal") });
  assert.is(ran.code, 0);
  assert.is((JSON.parse(ran.stdout) as { name: string }[])[0]?.name, "web");
});
