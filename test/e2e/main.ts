// Upgrades on a real cluster, under load and under failure.
// Usage: npm run e2e [-- --kept] [-- --ci] [-- PART OF A SCENARIO'S FILE NAME ...]
// --context [NAME] [--images ARCHIVE] [--load COMMAND]: on a cluster that is there already, the current one without a name.
// --save-images ARCHIVE: only writes the images, for --images on a computer where they cannot be made.
// --kept: on the cluster that `test/cluster/main.ts up` has made, which stays; for who writes a scenario.
// --ci: the few scenarios that say so, in their short form, some of them every other turn (CHARTROOM_TEST_TURN); what is
// left out is a row of the table.
import { copyFileSync, readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { whyNoNode } from "../cluster/packages.ts";
import { down, importImage, keptCluster, type RealCluster, up } from "../cluster/real.ts";
import { differences, type Snapshot, takeSnapshot } from "../cluster/snapshot.ts";
import { tempDirectory } from "../harness.ts";
import { type ContextSite, chosenContext, contextSite } from "./context.ts";
import { archiveAll } from "./images.ts";
import { resultOf } from "./result.ts";
import { leftOutOf, type Scenario } from "./scenario.ts";
import { ownSite } from "./site.ts";
import { Stage } from "./stage.ts";
import { type Row, tableOf } from "./table.ts";
import { readWords } from "./words.ts";

const words = readWords(process.argv.slice(2));
const { kept: onKept, short, wanted } = words;
const folder = path.join(import.meta.dirname, "scenarios");
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".ts"))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
const scenarios = await Promise.all(
  files.map(async (file) => {
    const module = (await import(path.join(folder, file))) as { default: Scenario };
    return { name: file.replace(/\.ts$/, ""), ...module.default };
  }),
);
const rows: Row[] = [];
const say = (line: string): void => console.error(line);
const leftOut = (one: Scenario) => (short ? leftOutOf(one, process.env.CHARTROOM_TEST_TURN) : undefined);
const chosen = scenarios.filter((one) => leftOut(one) === undefined);

if (words.save !== undefined) {
  copyFileSync(await archiveAll(tempDirectory(), { traffic: true }), words.save);
  process.exit(0);
}
const reason = words.context === undefined ? whyNoNode() : undefined;
if (reason !== undefined) {
  for (const { name } of chosen) couldNotRun(name, reason);
} else if (words.context !== undefined) {
  await playOnContext(words.context);
} else {
  const before = takeSnapshot();
  for (const one of chosen.filter(({ onCluster }) => !onCluster))
    await play(one, new Stage(undefined, { say, short }));
  const onCluster = chosen.filter((one) => one.onCluster);
  if (onCluster.length > 0) await playOnCluster(onCluster, before);
}
for (const one of scenarios) {
  const note = leftOut(one);
  if (note !== undefined) rows.push({ name: one.name, result: "left out", seconds: 0, note });
}
console.log(tableOf(rows));
process.exitCode = rows.some(({ result }) => result === "failed") || chosen.length === 0 ? 1 : 0;

type Named = Scenario & { readonly name: string };

function couldNotRun(name: string, note: string): void {
  rows.push({ name, result: "could not run", seconds: 0, note });
}

/** Plays what needs no more of a cluster than its API; of what it has made there nothing stays. */
async function playOnContext(wanted: string | true): Promise<void> {
  let site: ContextSite | undefined;
  await row("the cluster answers, images in it", async () => {
    const context = await chosenContext(wanted);
    const archive = words.images ?? (await archiveAll(tempDirectory(), { traffic: true }));
    site = await contextSite(context, archive, words.load);
    return { note: context };
  });
  const stage = new Stage(site, { say, short });
  for (const one of chosen) {
    if (site === undefined) couldNotRun(one.name, "there is no cluster");
    else if (one.onCluster) await play(one, stage);
    else couldNotRun(one.name, "it makes clusters of its own");
  }
  const made = site;
  if (made)
    await row("what was made there is gone", async () => {
      await made.tidy();
      return {};
    });
}

async function playOnCluster(named: readonly Named[], before: Snapshot): Promise<void> {
  let cluster: RealCluster | undefined;
  await row("cluster up, images in it", async () => {
    const [made, images] = await Promise.all([
      makeCluster(),
      archiveAll(tempDirectory(), { traffic: false }),
    ]);
    importImage(made, images);
    cluster = made;
    return {};
  });
  if (!cluster) {
    for (const { name } of named) couldNotRun(name, "there is no cluster");
    return;
  }
  const stage = new Stage(ownSite(cluster), { say, short });
  for (const one of named) await play(one, stage);
  if (onKept) return;
  const { directory } = cluster.machine;
  await row("the machine is as it was", async () => {
    down(directory);
    let left = differences(before, takeSnapshot());
    for (let attempt = 0; left.length > 0 && attempt < 20; attempt += 1) {
      await sleep(100); // the last processes are just ending
      left = differences(before, takeSnapshot());
    }
    if (left.length > 0) throw new Error(left.join("\n"));
    return {};
  });
}

async function makeCluster(): Promise<RealCluster> {
  if (!onKept) return up({ keep: false, say });
  const kept = await keptCluster();
  if (!kept) throw new Error("no cluster is kept: node --import tsx test/cluster/main.ts up");
  return kept;
}

async function play(one: Named, stage: Stage): Promise<void> {
  await row(one.name, () => one.run(stage), stage);
  if (!onKept) await stage.clear();
}

/** Plays one line of the table; what the loads of its stage have sent is counted also where it fails. */
async function row(name: string, task: () => ReturnType<Scenario["run"]>, stage?: Stage): Promise<void> {
  say(`--- ${name}`);
  const begun = Date.now();
  const result = await resultOf(task, say);
  const requests = await stage?.loads.count();
  rows.push({ name, ...result, requests, seconds: (Date.now() - begun) / 1000 });
}
