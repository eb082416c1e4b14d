/**
 * `npm run test:fuzz -- [--seconds N] [--seed N]`: random and mutated templates for that long, as long again whole charts of
 * them with bent schemas, then growing templates, whose time per character must not grow with their size.
 */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseTemplate } from "../../../scripts/templates/parser.ts";
import { realTemplates } from "../real.ts";
import { chartFault, chartFiles, stockOf } from "./charts.ts";
import { fault, fuzzText } from "./fuzz.ts";
import { SHAPES } from "./shapes.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "20" }, seed: { type: "string", default: "2026" } },
});
const until = performance.now() + Number(values.seconds) * 1000;
const real = realTemplates();
let cases = 0;
let failed = 0;
for (let seed = Number(values.seed) * 1_000_000; performance.now() < until; seed += 1) {
  const wrong = fault(fuzzText(seed, real), true);
  cases += 1;
  if (wrong === undefined) continue;
  failed += 1;
  if (failed <= 20)
    console.log(`case ${seed}: ${wrong}\n  ${JSON.stringify(fuzzText(seed, real).slice(0, 600))}`);
}
console.log(`${cases} random texts in ${values.seconds} s, ${failed} wrong`);

const folder = mkdtempSync(path.join(os.tmpdir(), "chartroom-fuzz-"));
try {
  const stock = stockOf(real);
  const end = performance.now() + Number(values.seconds) * 1000;
  let [charts, wrongCharts] = [0, 0];
  for (let seed = Number(values.seed) * 1_000_000; performance.now() < end; seed += 1) {
    const wrong = chartFault(seed, stock, folder);
    charts += 1;
    if (wrong === undefined) continue;
    wrongCharts += 1;
    if (wrongCharts <= 20)
      console.log(`chart ${seed}: ${wrong}\n  ${JSON.stringify(chartFiles(seed, stock)).slice(0, 2000)}`);
  }
  console.log(`${charts} random charts in ${values.seconds} s, ${wrongCharts} wrong`);
  cases += charts;
  failed += wrongCharts;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

for (const [name, make] of Object.entries(SHAPES)) {
  const [small, large] = [make(10_000), make(100_000)];
  // A time that grows with the square gives ten each time; what the machine does meanwhile does not come thrice.
  let growth = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && growth > 5; tries += 1) growth = Math.min(growth, growthOf(small, large));
  cases += 1;
  if (growth > 5) failed += 1;
  const told = `${large.length} characters, time per character x ${growth.toFixed(1)}`;
  console.log(`${growth > 5 ? "STEEP" : "ok   "} ${name}: ${told}`);
}
const huge = "a: {{ .Values.x | quote }} # text\n".repeat(160_000);
const started = performance.now();
if (!parseTemplate(huge).ok) failed += 1;
console.log(
  `${(huge.length / 1e6).toFixed(1)} MB with 160000 actions in ${((performance.now() - started) / 1000).toFixed(1)} s`,
);
console.log(`\n${cases + 1 - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** How many times as long a character takes in the large text; 0 where the large one takes no time worth telling. */
function growthOf(small: string, large: string): number {
  const [first, second] = [milliseconds(small, 8), milliseconds(large, 2)];
  return second < 30 ? 0 : second / large.length / (first / small.length);
}

/** Time of this process alone, the best of some runs. */
function milliseconds(text: string, runs: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const begun = process.cpuUsage();
    parseTemplate(text);
    best = Math.min(best, process.cpuUsage(begun).user / 1000);
  }
  return best;
}
