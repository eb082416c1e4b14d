import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheDirectory } from "../../../scripts/core/files.ts";
import { assert, tempDirectory } from "../../harness.ts";
import { Random } from "../../random.ts";
import type { Place } from "../place.ts";
import { below, withVariable } from "../processes.ts";
import type { Scenario } from "../scenario.ts";
import { screen } from "../screen.ts";
import { editLogin, newPassword, OWNER } from "../secrets.ts";
import { filesHolding, privateDirectoriesOf } from "../written.ts";

const SEED = 7;
/** How often something is killed, unless E2E_KILLS says otherwise; helm on its own in the short run. */
const KILLS = 20;
const victims = ["helm", "chartroom", "helmfile"] as const;
type Victim = (typeof victims)[number];

/** Every run of chartroom that is killed, and all that it starts, has this variable. */
const RUN = "E2E_KILLED_RUN";

interface Point {
  readonly victim: Victim;
  /** Before helm's upgrade (values, checks, difference), in it (hooks, then pods), or once helm has written its mark. */
  readonly phase: "before" | "upgrade" | "marked";
  /** Seconds from where that phase is first seen. */
  readonly after: number;
}

/** chartroom, helmfile or helm is killed somewhere in an apply; the next one explains what is left and mends it. */
export default {
  onCluster: true,
  ci: 1,
  async run(stage) {
    const password = newPassword();
    const look = search(stage.cluster.machine.directory, password);
    const place = stage.place("killed");
    place.set({});
    await editLogin(place, OWNER, password);
    const first = await place.apply();
    assert.is(first.code, 0, screen(first));
    await place.sql("INSERT INTO berths (name) VALUES ('ours')");
    assert.equal(await look.control(), 2, "the search does not find a secret that is there");

    const kills = Number(process.env.E2E_KILLS ?? (stage.short ? 1 : KILLS));
    const told: string[] = [];
    for (const [round, point] of points(kills).entries()) {
      const state = await kill(place, round, point, () => look.files());
      told.push(`${point.victim} ${state}`);
      stage.say(`${round + 1}. ${point.phase} +${point.after.toFixed(1)} s: ${told.at(-1)}`);
    }
    assert.is(
      await place.sql("SELECT string_agg(name, ' ' ORDER BY id) FROM berths"),
      "north south west ours",
    );
    assert.ok(
      told.some((one) => one === "helm pending-upgrade"),
      `nothing was left pending: ${told.join(", ")}`,
    );
    const counts = [...new Set(told)]
      .sort()
      .map((one) => `${told.filter((all) => all === one).length} ${one}`);
    return { note: `${kills} ${kills === 1 ? "kill" : "kills"}, seed ${SEED}: ${counts.join(", ")}` };
  },
} satisfies Scenario;

/** The same for everybody. The first is at a moment that surely leaves something pending. */
function points(count: number): Point[] {
  const random = new Random(SEED);
  return Array.from({ length: count }, (_, round) => {
    const victim = victims[round % victims.length] as Victim;
    const phase = round === 0 ? "marked" : random.chance(0.3) ? "before" : "upgrade";
    return { victim, phase, after: random.next() * { marked: 1, before: 2, upgrade: 8 }[phase] };
  });
}

/** Looks for the password on all disks, in files written since now, by whomever: no other run has it. */
function search(apart: string, password: string) {
  const marker = path.join(tempDirectory(), "marker");
  writeFileSync(marker, "");
  const files = () => filesHolding([password], { marker, apart });
  /** How many of two planted files it finds: one as it is, one in base64 as a Secret has it. */
  const control = async (): Promise<number> => {
    const planted = [
      path.join(os.homedir(), `.e2e-control-${process.pid}`),
      cacheDirectory(`e2e-${process.pid}`),
    ];
    mkdirSync(path.dirname(planted[1] as string), { recursive: true });
    try {
      writeFileSync(planted[0] as string, `url: ecto://shop:${password}@postgres`);
      const url = Buffer.from(`ecto://shop:${password}@postgres`).toString("base64");
      writeFileSync(planted[1] as string, JSON.stringify({ data: { url } }));
      return (await files()).filter((file) => planted.includes(file)).length;
    } finally {
      for (const file of planted) rmSync(file, { force: true });
    }
  };
  return { files, control };
}

/** Kills once, then mends under load. Says what state was left. */
async function kill(
  place: Place,
  round: number,
  { victim, phase, after }: Point,
  onDisk: () => Promise<string[]>,
): Promise<string> {
  place.set({ version: "2", phoenix: { config: { ROUND: `killed ${round}` } } });
  const load = await place.load(5, "/");
  const run = `${process.pid}-${round}`;
  const { child, ended } = place.start(["apply", "--yes"], { [RUN]: run });
  const pid = child.pid as number;
  // helmfile asks helm many things; the one that matters works on the difference or on the upgrade.
  const isWanted = (words: readonly string[]) =>
    words.includes("upgrade") && words.includes("diff") === (phase === "before");
  const seen = (): number | undefined => {
    if (phase !== "before" || victim === "helm") {
      const [helm] = below(pid, "helm", isWanted);
      return helm === undefined || victim === "helm"
        ? helm
        : victim === "chartroom"
          ? pid
          : below(pid, "helmfile")[0];
    }
    return victim === "chartroom" ? pid : below(pid, "helmfile")[0];
  };
  const reached = phase === "marked" ? () => isMarked(place) : () => Promise.resolve(true);
  let target: number | undefined;
  while (target === undefined && child.exitCode === null) {
    await sleep(20);
    if (await reached()) target = seen();
  }
  assert.ok(target !== undefined, `${victim} was never seen at work: ${phase}`);
  await sleep(after * 1000);
  try {
    process.kill(target as number, "SIGKILL");
  } catch {
    // It is through already.
  }
  await ended;
  // What chartroom started goes on without it: as it would after a SIGKILL by anybody.
  for (let wait = 0; wait < 1200 && withVariable(RUN, run).length > 0; wait += 1) await sleep(100);
  assert.equal(withVariable(RUN, run), [], "what the killed run started goes on for ever");
  assert.equal(await onDisk(), [], "a decrypted secret is on disk");
  const state = (await place.release("phoenix")).split(" ")[1] ?? "";
  if (state.startsWith("pending")) await unlock(place, state);
  const mended = await place.apply();
  assert.is(mended.code, 0, screen(mended));
  assert.equal(privateDirectoriesOf(pid), [], "the next run leaves the killed one's private directory");
  assert.match(await place.release("phoenix"), /deployed/);
  const deployed = await place.kubectl("get", "configmap", "phoenix", "-o", "jsonpath={.data.ROUND}");
  assert.is(deployed, `killed ${round}`);
  const { failed } = await load.stop();
  assert.equal(failed, []);
  return state;
}

/** Whether helm has written its mark. */
async function isMarked(place: Place): Promise<boolean> {
  const mine = "owner=helm,name=phoenix,status=pending-upgrade";
  return (await place.kubectl("get", "secrets", "-l", mine, "-o", "name")) !== "";
}

/** What is stuck is told by the next apply, with the command that mends it. */
async function unlock(place: Place, state: string): Promise<void> {
  const refused = await place.apply();
  assert.is(refused.code, 1, screen(refused));
  assert.match(refused.stderr, new RegExp(`CR615.*is stuck in ${state}`));
  assert.match(refused.stderr, /chartroom -e local unlock/);
  const unlocked = await place.chartroom("unlock", "--force", "--yes");
  assert.is(unlocked.code, 0, screen(unlocked));
}
