import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../scripts/core/exec.ts";
import { refuseDemoKey } from "../../scripts/secrets/demo-key.ts";
import { initSecrets } from "../../scripts/secrets/init.ts";
import { findTool } from "../../scripts/tools/find.ts";
import { assert, suite, tempDirectory } from "../harness.ts";

const test = suite("secrets: init");

test("init replaces the demo key everywhere but in local, can be run again, and keeps a key that is there", async () => {
  const root = tempDirectory();
  cpSync("environments", path.join(root, "environments"), { recursive: true });
  cpSync(".sops.yaml", path.join(root, ".sops.yaml"));
  const keyFile = path.join(root, "mine", "keys.txt");
  const demo = path.join(root, "environments/demo-age-key.txt");
  const sops = await findTool("sops");
  if (!sops.ok) throw new Error("sops is missing");
  const opens = async (name: string, key: string) => {
    const env = { HOME: root, XDG_CONFIG_HOME: root, SOPS_AGE_KEY: undefined, SOPS_AGE_KEY_FILE: key };
    const args = ["decrypt", `./environments/${name}/secrets.yaml`];
    const ran = await run(sops.value.path, args, { cwd: root, env });
    return ran.code === 0 ? ran.stdout : undefined;
  };
  const staging = "environments/staging/secrets.yaml";
  assert.equal(
    refuseDemoKey(root, "staging", [staging]).map((one) => one.code),
    ["CR153"],
  );
  assert.equal(refuseDemoKey(root, "local", ["environments/local/secrets.yaml"]), []);
  const before = await opens("production", demo);
  for (const round of [1, 2]) {
    const done = await initSecrets(root, keyFile);
    assert.ok(done.ok, `round ${round}: ${JSON.stringify(done)}`);
  }
  assert.is(await opens("production", keyFile), before);
  assert.is(await opens("production", demo), undefined);
  assert.is(await opens("staging", demo), undefined);
  assert.equal(refuseDemoKey(root, "staging", [staging]), []);
  assert.ok((await opens("local", demo)) !== undefined);
  const key = /AGE-SECRET-KEY-\S+/.exec(readFileSync(keyFile, "utf8"))?.[0] ?? "no key";
  assert.not.match(readFileSync(path.join(root, ".sops.yaml"), "utf8"), key);
});
