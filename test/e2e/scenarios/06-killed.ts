import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { assert } from "../../harness.ts";
import { Random } from "../../random.ts";
import type { Place } from "../place.ts";
import { below } from "../processes.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";

/** How often something is killed: E2E_KILLS=20 for all that the seed gives. */
const KILLS = Number(process.env.E2E_KILLS ?? 3);
const SEED = 7;
const victims = ["chartroom", "helmfile", "helm"] as const;

/** chartroom, helmfile or helm is killed somewhere in an apply; the next one explains what is left and mends it. */
export default {
  onCluster: true,
  ci: true,
  async run(stage) {
    const place = await stage.installed("killed");
    const random = new Random(SEED);
    const load = await place.load(10, "/");
    const told: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      const victim = victims[round % victims.length] as (typeof victims)[number];
      told.push(`${victim} ${await kill(place, round, victim, random.next())}`);
    }
    const { failed } = await load.stop();
    assert.is(await place.sql("SELECT count(*) FROM berths"), "3");
    assert.equal(failed, []);
    assert.ok(
      told.some((one) => one.startsWith("helm pending")),
      `nothing was left pending: ${told.join(", ")}`,
    );
    return { note: told.join(", ") };
  },
} satisfies Scenario;

/** Kills once, up to eight seconds after helm has begun with the upgrade, then mends. Says what state was left. */
async function kill(place: Place, round: number, victim: string, at: number): Promise<string> {
  place.set({ version: "2", phoenix: { config: { ROUND: `killed ${round}` } } });
  const { child, ended } = place.start(["apply", "--yes"]);
  const pid = child.pid as number;
  let helms: number[] = [];
  while (helms.length === 0 && child.exitCode === null) {
    helms = below(pid, "helm", (words) => words.includes("upgrade") && !words.includes("diff"));
    await sleep(20);
  }
  assert.ok(helms.length > 0, "helm was never seen at work");
  const [helmfile] = below(pid, "helmfile");
  await sleep(at * 8000);
  const target = { chartroom: pid, helmfile, helm: helms[0] }[victim];
  try {
    process.kill(target as number, "SIGKILL");
  } catch {
    // It is through already.
  }
  await ended;
  // What chartroom started goes on without it: as it would after a SIGKILL by anybody.
  for (let wait = 0; wait < 600 && helms.some((one) => existsSync(`/proc/${one}`)); wait += 1)
    await sleep(100);
  assert.equal(plaintext(), [], "a decrypted secret is on disk");
  const state = (await place.release("phoenix")).split(" ")[1] ?? "";
  if (state.startsWith("pending")) {
    const refused = await place.apply();
    assert.is(refused.code, 1, screen(refused));
    assert.match(refused.stderr, /CR615.*is stuck in pending-upgrade/);
    assert.match(refused.stderr, /chartroom -e local unlock/);
    const unlocked = await place.chartroom("unlock", "--force", "--yes");
    assert.is(unlocked.code, 0, screen(unlocked));
  }
  const mended = await place.apply();
  assert.is(mended.code, 0, screen(mended));
  assert.match(await place.release("phoenix"), /deployed/);
  return state;
}

/** Files of a temp folder on a disk that hold a secret of the sample. Memory (/dev/shm) is where such files belong. */
function plaintext(): string[] {
  const secret = "3HYYBLTbyEJICGkhrQhB9Qhd";
  return readdirSync(os.tmpdir(), { withFileTypes: true })
    .filter((one) => /^(?:helm|chartroom-private|vals|sops)/.test(one.name))
    .flatMap((one) =>
      one.isFile()
        ? [one.name]
        : readdirSync(path.join(os.tmpdir(), one.name), { recursive: true, encoding: "utf8" }).map((file) =>
            path.join(one.name, file),
          ),
    )
    .filter((file) => {
      try {
        return readFileSync(path.join(os.tmpdir(), file), "utf8").includes(secret);
      } catch {
        return false;
      }
    });
}
