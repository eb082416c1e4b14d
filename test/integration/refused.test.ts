import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { shell } from "../../scripts/core/shell.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { assert, suite, tempDirectory } from "../harness.ts";
import { chartroom, projectRoot } from "../rig.ts";
import { get, noCluster, ownCluster, sample } from "./sample.ts";

const test = suite("integration: what an apply refuses, and what an interrupt leaves behind");

test.before(ownCluster);
test.after(noCluster);

test("without a terminal and without --yes nothing is changed (CR623)", async () => {
  const one = sample();
  one.set({ namespace: "asked" });
  const ran = await one.run("-e", "local", "apply");
  assert.is(ran.code, 2);
  assert.match(ran.stderr, "error[CR623]: there is no terminal to ask on, so nothing was changed");
  assert.match(ran.stderr, "chartroom -e local apply --yes");
  const namespaces = await kubectl(["get", "namespace", "asked"], await childVariables(true));
  assert.is(namespaces.code, 1);
  const json = await one.run("-e", "local", "apply", "--format", "json");
  assert.match(JSON.stringify(JSON.parse(json.stdout)), '"CR623"');
});

test("an environment that the demo key opens is refused until it has a key of its own (CR153)", async () => {
  const one = sample();
  const file = path.join(one.root, "environments/staging/values.yaml");
  // Nothing of what the sample has beside: the embedded cluster knows no custom resources.
  const own =
    "context: kwok-chartroom\nnamespace: shop-staging\nreleases: {postgres: {enabled: true}}\nphoenix: {host: a.example.com}\n";
  writeFileSync(file, own);
  const env = { XDG_CONFIG_HOME: tempDirectory() };
  const staging = () => chartroom(["-e", "staging", "apply", "--yes"], { cwd: one.root, env });
  const refused = await staging();
  assert.is(refused.code, 1);
  assert.match(refused.stderr + refused.stdout, "error[CR153]");
  const init = await chartroom(["secrets", "init", "--yes"], { cwd: one.root, env });
  assert.is(init.code, 0, init.stderr);
  const applied = await staging();
  assert.is(applied.code, 0, applied.stderr);
  assert.match(applied.stderr, "staging is applied, in this order:");
});

test("an embedded cluster that does not start says where its logs are (CR602)", async () => {
  const stages = path.join(tempDirectory(), "stages.yaml");
  writeFileSync(
    stages,
    "apiVersion: config.kwok.x-k8s.io/v1alpha1\nkind: KwokctlConfiguration\noptions: [\n",
  );
  const cwd = tempDirectory();
  const env = { CHARTROOM_CLUSTER_DIRECTORY: path.join(cwd, "cluster"), CHARTROOM_CLUSTER_STAGES: stages };
  const up = await chartroom(["cluster", "up"], { cwd, env });
  assert.is(up.code, 3, up.stderr);
  assert.match(up.stderr, "error[CR602]: the embedded cluster did not start");
  const down = await chartroom(["cluster", "down"], { cwd, env });
  assert.is(down.code, 0, down.stderr);
  assert.not.ok(existsSync(env.CHARTROOM_CLUSTER_DIRECTORY));
});

test("a missing helmfile or helm says how to get it, and ends with 3", async () => {
  const one = sample();
  const env = { PATH: "/usr/bin:/bin", CHARTROOM_TOOLS: tempDirectory() };
  for (const verb of ["apply", "list"]) {
    const ran = await chartroom(["-e", "local", verb], { cwd: one.root, env });
    assert.is(ran.code, 3, `${verb}: ${ran.stderr}${ran.stdout}`);
    assert.match(ran.stderr + ran.stdout, "CR901");
    assert.match(ran.stderr + ran.stdout, "chartroom tools install");
  }
});

test("Ctrl-C during a hook: 130, no process and no decrypted file stays, and the next apply works", async () => {
  const one = sample();
  one.set({ namespace: "halted", migrate: "hangs" });
  // A memory file system where there is one, so that the private directory is made in it.
  const base = existsSync("/dev/shm") ? mkdtempSync("/dev/shm/chartroom-test-") : tempDirectory();
  const env = { ...process.env, XDG_RUNTIME_DIR: base, TMPDIR: base, CI: "true", NO_COLOR: "1" };
  const words = [path.join(projectRoot, "dist/scripts/main.js"), "-e", "local", "apply", "--yes"];
  const child = spawn(process.execPath, words, { cwd: one.root, env, stdio: "ignore" });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  try {
    await until(async () => JSON.stringify(await get("jobs", "-A")).includes('"halted"'));
    assert.is(privateFolders(base).length, 1);
    assert.match(await processes(), "halted");
    child.kill("SIGINT");
    assert.is(await ended, 130);
    assert.equal(privateFolders(base), []);
    assert.not.match(await processes(), "halted");
  } finally {
    child.kill("SIGKILL");
    rmSync(base, { recursive: true, force: true });
  }
  one.set({ namespace: "halted" });
  const next = await one.run("-e", "local", "apply", "--yes");
  assert.is(next.code, 0, next.stderr);
});

async function processes(): Promise<string> {
  return (await shell("ps", ["-eo", "args"])).stdout;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await done()) return;
    await sleep(100);
  }
  throw new Error("it never came to that");
}

function privateFolders(base: string): string[] {
  return readdirSync(base).filter((name) => name.startsWith("chartroom-private-"));
}
