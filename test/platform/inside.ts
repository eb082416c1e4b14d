// The checks of the run, inside of the namespaces that main.ts made. Usage: node inside.ts FOLDER CHECK ...
// A line of the table is written into FOLDER/rows as soon as it is known.
import { appendFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { clusterUp } from "../../scripts/cluster/cluster.ts";
import { resultOf } from "../e2e/result.ts";
import type { Outcome } from "../e2e/scenario.ts";
import type { Row } from "../e2e/table.ts";
import type { Check } from "./check.ts";
import { applyDefinitions } from "./definitions.ts";
import { Stage } from "./stage.ts";

const [folder = "", ...names] = process.argv.slice(2);
process.env.CHARTROOM_CLUSTER_DIRECTORY = path.join(folder, "cluster");
const say = (line: string): void => console.error(line);
const stage = new Stage(folder, say);

const ready = await row("00-cluster", async () => {
  const cluster = await clusterUp(say);
  if (!cluster.ok)
    throw new Error(cluster.error.map(({ message, note }) => `${message} ${note ?? ""}`).join());
  return { note: await applyDefinitions(stage) };
});
if (ready) {
  for (const [index, name] of names.entries()) {
    if (index > 0) await stage.clear();
    const { default: check } = (await import(path.join(import.meta.dirname, "checks", `${name}.ts`))) as {
      default: Check;
    };
    if (!("run" in check)) throw new Error(`${name} is not of those that run here`);
    await row(name, () => check.run(stage));
    await stage.endAll();
  }
}
process.exit(0); // the cluster's processes end with this one, the first of its namespace

async function row(name: string, task: () => Promise<Outcome>): Promise<boolean> {
  say(`--- ${name}`);
  const begun = Date.now();
  const result = await resultOf(task, say);
  if (result.result === "failed") say(stage.lastWords());
  const line: Row = { name, ...result, seconds: (Date.now() - begun) / 1000 };
  appendFileSync(path.join(folder, "rows"), `${JSON.stringify(line)}\n`);
  return line.result === "passed";
}
