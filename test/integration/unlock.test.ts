import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { type Json, valueAt } from "../../scripts/core/json.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { assert, suite } from "../harness.ts";
import { projectRoot } from "../rig.ts";
import { get, noCluster, ownCluster, sample } from "./sample.ts";

const test = suite("integration: unlock, after a helm that was killed");

test.before(ownCluster);
test.after(noCluster);

const shop = sample();
const local = (...words: string[]) => shop.run("-e", "local", ...words);

test("nothing is stuck where nothing was killed", async () => {
  shop.set({ namespace: "shop", tag: "1.0.0" });
  const said = await local("unlock");
  assert.equal([said.code, said.stderr.trim()], [0, "nothing is stuck in local"]);
});

test("a first install that was killed is told, guarded, unlocked, and installed again with its seeds", async () => {
  shop.set({ namespace: "shop", tag: "1.0.0", migrate: "hangs" });
  await killedWhileHooksRun();
  const stuck = await local("apply", "--yes");
  assert.is(stuck.code, 1);
  assert.match(stuck.stderr, "error[CR615]: shop/phoenix is stuck in pending-install (revision 1)");
  assert.match(stuck.stderr, "chartroom -e local unlock");

  const running = await local("unlock", "--yes");
  assert.is(running.code, 1);
  assert.match(running.stderr, "error[CR617]: the hook phoenix-migrate of shop/phoenix still runs");
  await cluster("-n", "shop", "delete", "job", "phoenix-migrate");
  const young = await local("unlock", "--yes");
  assert.is(young.code, 1);
  assert.match(
    young.stderr,
    /error\[CR617\]: helm began with shop\/phoenix \d+ s ago and may be at work still/,
  );
  const unasked = await local("unlock", "--force");
  assert.is(unasked.code, 2);
  assert.match(unasked.stderr, "CR623");
  assert.equal(await statuses(), ["pending-install"]);

  const unlocked = await local("unlock", "--force", "--yes", "phoenix");
  assert.is(unlocked.code, 0, unlocked.stderr);
  assert.match(unlocked.stderr, "unlocked shop/phoenix: the next apply is its first install again");
  assert.equal(await statuses(), []);
  shop.set({ namespace: "shop", tag: "1.0.0" });
  const applied = await local("apply", "--yes");
  assert.is(applied.code, 0, applied.stderr);
  assert.match(applied.stderr, /pre-install hook Job phoenix-seed/);
});

test("an upgrade that was killed is unlocked to the revision that serves, and touches nothing", async () => {
  shop.set({ namespace: "shop", tag: "2.0.0", migrate: "hangs" });
  await killedWhileHooksRun();
  await cluster("-n", "shop", "delete", "job", "phoenix-migrate");
  const before = await get("deployment", "phoenix", "-n", "shop");
  const unlocked = await local("unlock", "--force", "--yes");
  assert.is(unlocked.code, 0, unlocked.stderr);
  assert.match(unlocked.stderr, /shop\/phoenix: pending-upgrade, revision 2, begun \d+ (?:s|min) ago/);
  assert.match(unlocked.stderr, "unlocked shop/phoenix: the revision before 2 counts again");
  assert.equal(await statuses(), ["deployed"]);
  const after = await get("deployment", "phoenix", "-n", "shop");
  assert.is(
    valueAt(after, ["metadata", "resourceVersion"]),
    valueAt(before, ["metadata", "resourceVersion"]),
  );
  shop.set({ namespace: "shop", tag: "2.0.0" });
  const applied = await local("apply", "--yes");
  assert.is(applied.code, 0, applied.stderr);
  assert.equal(await statuses(), ["superseded", "deployed"]);
});

test("where helm keeps its records elsewhere nothing is removed (CR618)", async () => {
  shop.set({ namespace: "shop", tag: "3.0.0", migrate: "hangs" });
  await killedWhileHooksRun();
  const { removeRecord } = await import("../../scripts/helmfile/unlock.ts");
  const target = { context: "kwok-chartroom", env: await childVariables(true), simulated: true };
  const record = { name: "phoenix", namespace: "shop", revision: 3, status: "pending-upgrade" };
  process.env.HELM_DRIVER = "sql";
  const refused = await removeRecord(record, target);
  delete process.env.HELM_DRIVER;
  assert.equal(refused, { ok: false, error: "helm keeps its records elsewhere (HELM_DRIVER=sql)" });
  // helm was alive after all and has finished.
  await cluster(
    "-n",
    "shop",
    "label",
    "secret",
    "sh.helm.release.v1.phoenix.v3",
    "status=deployed",
    "--overwrite",
  );
  assert.equal(await removeRecord(record, target), { ok: false, error: "helm has finished it meanwhile" });
  assert.is((await statuses()).length, 3);
});

test("words that are wrong are told", async () => {
  assert.is((await local("unlock", "--hard")).code, 2);
  assert.is((await shop.run("unlock")).code, 2);
  assert.is((await local("unlock", "no-such")).code, 2);
});

/** Starts an apply and kills it with all its children, as a machine that goes down does, once the migration runs. */
async function killedWhileHooksRun(): Promise<void> {
  const main = path.join(projectRoot, "dist/scripts/main.js");
  const child = spawn(process.execPath, [main, "-e", "local", "apply", "--yes"], {
    cwd: shop.root,
    env: { ...process.env, CI: "true" },
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  for (let tries = 0; tries < 600; tries++) {
    const jobs =
      (await cluster("-n", "shop", "get", "jobs", "-o", "json", "--ignore-not-found")) || '{"items":[]}';
    const items = valueAt(JSON.parse(jobs) as Json, ["items"]) as readonly Json[];
    const runs = items.some(
      (one) =>
        valueAt(one, ["metadata", "name"]) === "phoenix-migrate" &&
        Number(valueAt(one, ["status", "active"])) > 0,
    );
    if (runs) break;
    assert.is(child.exitCode, null, "the apply ended before its migration ran");
    await sleep(200);
  }
  for (const pid of [...descendants(child.pid as number), child.pid as number]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
  await ended;
}

function descendants(of: number): number[] {
  const parents = readdirSync("/proc")
    .filter((one) => /^\d+$/.test(one))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return [{ pid: Number(pid), parent: Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) }];
      } catch {
        return [];
      }
    });
  const below = (pid: number): number[] =>
    parents.filter((one) => one.parent === pid).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(of);
}

/** The states of helm's records, oldest first. */
async function statuses(): Promise<readonly string[]> {
  const list = await get(
    "secrets",
    "-n",
    "shop",
    "-l",
    "owner=helm,name=phoenix",
    "--sort-by=metadata.creationTimestamp",
  );
  return (valueAt(list, ["items"]) as readonly Json[]).map((one) =>
    String(valueAt(one, ["metadata", "labels", "status"])),
  );
}

async function cluster(...args: string[]): Promise<string> {
  return (await kubectl(args, await childVariables(true))).stdout;
}
