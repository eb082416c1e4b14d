// What the charts mean, proven by the real controllers on an API server of the run's own.
// Usage: npm run e2e:platform [-- --ci] [-- PART OF A CHECK'S FILE NAME ...]
// --ci: checks whose programs take long to build are left out, also where they are built, and said to be.
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { readIfThere } from "../../scripts/core/files.ts";
import { installTools } from "../../scripts/tools/install.ts";
import { whyNoNode } from "../cluster/packages.ts";
import { type Row, tableOf } from "../e2e/table.ts";
import { tempDirectory } from "../harness.ts";
import type { Check } from "./check.ts";
import { downloadDefinitions } from "./definitions.ts";
import { runInside, whyNotInside } from "./namespaces.ts";
import { playedOnNode } from "./on-node.ts";
import { cpuSeconds, isThere, type PartName, program } from "./parts.ts";

/** CPU seconds that `--ci` spends on building one part: cert-manager and the operator's webhook are below. */
const CI_AFFORDS = 250;

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith("--"));
const say = (line: string): void => console.error(line);
const folder = path.join(import.meta.dirname, "checks");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();
const rows: Row[] = [];
const inside: string[] = [];
const onNode: (readonly [string, Check])[] = [];
for (const name of names) {
  const { default: check } = (await import(path.join(folder, `${name}.ts`))) as { default: Check };
  const reason = "run" in check ? whyNotInside() : whyNoNode();
  const lacking = check.parts.filter((part) => !isThere(part));
  if (reason !== undefined) rows.push({ name, result: "could not run", seconds: 0, note: reason });
  else if (words.includes("--ci") && check.parts.some((part) => cpuSeconds[part] > CI_AFFORDS))
    rows.push({ name, result: "left out", seconds: 0, note: costOf(check.parts) });
  else if (await built(name, lacking)) {
    if ("run" in check) inside.push(name);
    else onNode.push([name, check]);
  }
}
if (inside.length > 0) rows.push(...(await playedInside(inside)));
for (const [name, check] of onNode) rows.push(await playedOnNode(name, check, say));
console.log(tableOf(rows.sort((a, b) => a.name.localeCompare(b.name))));
process.exitCode = rows.some(({ result }) => result === "failed") || names.length === 0 ? 1 : 0;

function costOf(lacking: readonly PartName[]): string {
  const seconds = lacking.reduce((sum, part) => sum + cpuSeconds[part], 0);
  return `${lacking.join(", ")} takes ${seconds} CPU seconds to build: npm run e2e:platform`;
}

async function built(name: string, lacking: readonly PartName[]): Promise<boolean> {
  const begun = Date.now();
  try {
    for (const part of lacking) await program(part, say);
    return true;
  } catch (error) {
    const { message } = error as Error;
    say(message);
    const seconds = (Date.now() - begun) / 1000;
    rows.push({ name, result: "failed", seconds, note: message.split("\n")[0] ?? "" });
    return false;
  }
}

/** The rows of the checks, run where nothing of them can reach or outlive this run. */
async function playedInside(checks: readonly string[]): Promise<Row[]> {
  const tools = await installTools([
    ...(["kwokctl", "kwok", "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const),
    ...(["kubectl", "helm"] as const),
  ]);
  if (!tools.ok) throw new Error(tools.error.map(({ message }) => message).join("; "));
  await downloadDefinitions();
  const place = tempDirectory();
  await runInside([path.join(import.meta.dirname, "inside.ts"), place, ...checks]);
  const lines = (readIfThere(path.join(place, "rows")) ?? "").split("\n").filter((line) => line !== "");
  const known = lines.map((line) => JSON.parse(line) as Row);
  const lost = checks.filter((name) => !known.some((row) => row.name === name));
  const note = "the run ended before it";
  return [...known, ...lost.map((name) => ({ name, result: "failed", seconds: 0, note }) as const)];
}
