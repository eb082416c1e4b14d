// Times chartroom beside the programs it is used instead of. Usage:
//   node --import tsx test/bench/main.ts [--releases 1,20,50] [--runs 5] [--apply 1,20]
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { table } from "./report.ts";
import { bench } from "./run.ts";

const { values } = parseArgs({
  options: {
    releases: { type: "string", default: "1,20,50" },
    runs: { type: "string", default: "5" },
    apply: { type: "string", default: "1,20" },
  },
});
const numbers = (text: string): number[] => text.split(",").filter(Boolean).map(Number);
const folder = mkdtempSync(path.join(os.tmpdir(), "chartroom-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const rows = await bench({
  releases: numbers(values.releases),
  apply: numbers(values.apply),
  runs: Number(values.runs),
  folder,
  tell: (message) => console.error(message),
});
console.log(
  `Node ${process.versions.node}, ${os.availableParallelism()} cores; medians of ${values.runs} rounds, ratios of the same round\n`,
);
console.log(table(rows));
