// Upgrades on a real cluster, under load and under failure.
// Usage: npm run e2e [-- PART OF A SCENARIO'S FILE NAME ...]
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { whyNoNode } from "../cluster/packages.ts";
import { down, type RealCluster, up } from "../cluster/real.ts";
import { differences, type Snapshot, takeSnapshot } from "../cluster/snapshot.ts";
import { CannotRun, type Scenario } from "./scenario.ts";
import { type Row, tableOf } from "./table.ts";

const wanted = process.argv.slice(2);
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

const reason = await whyNoNode();
if (reason !== undefined) {
  for (const { name } of scenarios) rows.push({ name, result: "could not run", seconds: 0, note: reason });
} else {
  const before = takeSnapshot();
  for (const one of scenarios.filter(({ onCluster }) => !onCluster)) await play(one, undefined);
  const onCluster = scenarios.filter((one) => one.onCluster);
  if (onCluster.length > 0) await playOnCluster(onCluster, before);
}
console.log(tableOf(rows));
process.exitCode = rows.some(({ result }) => result === "failed") || scenarios.length === 0 ? 1 : 0;

type Named = Scenario & { readonly name: string };

async function playOnCluster(named: readonly Named[], before: Snapshot): Promise<void> {
  let cluster: RealCluster | undefined;
  await row("cluster up", async () => {
    cluster = await up({ keep: false, say });
    return {};
  });
  if (!cluster) return;
  for (const one of named) await play(one, cluster);
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

function play(one: Named, cluster: RealCluster | undefined): Promise<void> {
  return row(one.name, () => one.run({ cluster, say }));
}

async function row(name: string, task: () => ReturnType<Scenario["run"]>): Promise<void> {
  say(`--- ${name}`);
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  try {
    rows.push({ name, result: "passed", ...(await task()), seconds: seconds() });
  } catch (error) {
    const { message, stack } = error as Error;
    if (error instanceof CannotRun) {
      rows.push({ name, result: "could not run", seconds: seconds(), note: message });
      return;
    }
    say(stack ?? message);
    rows.push({ name, result: "failed", seconds: seconds(), note: message.split("\n")[0] ?? "" });
  }
}
