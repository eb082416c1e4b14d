/** `npm run test:differential -- [--count N] [--seed N]`: generated documents, read by Helm and by us. */
import { parseArgs } from "node:util";
import { compareGenerated } from "./run.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "20000" }, seed: { type: "string", default: "2026" } },
});
const { counts, different } = await compareGenerated(Number(values.seed), Number(values.count));
for (const [kind, count] of [...counts].sort((a, b) => b[1] - a[1]))
  console.log(`${String(count).padStart(7)}  ${kind}`);
for (const one of different) console.log(`\n${one}`);
const failed = counts.get("different") ?? 0;
console.log(`\n${Number(values.count) - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
