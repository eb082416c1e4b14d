/** `npm run test:merge -- [--trees N] [--each N] [--seed N]`: generated charts and layers, merged by Helm and by us. */
import { parseArgs } from "node:util";
import { renderers } from "../../render/renderers.ts";
import { compareMerges } from "./run.ts";

const { values } = parseArgs({
  options: {
    trees: { type: "string", default: "60" },
    each: { type: "string", default: "100" },
    seed: { type: "string", default: "2026" },
  },
});
const { engine } = await renderers();
const done = await compareMerges(engine, Number(values.seed), Number(values.trees), Number(values.each));
await engine.close();
for (const one of done.wrong.slice(0, 20)) console.log(one.slice(0, 1500));
console.log(`${done.leaves} leaves read again at their places`);
console.log(`\n${done.cases - Math.min(done.cases, done.wrong.length)} passed, ${done.wrong.length} failed`);
process.exitCode = done.wrong.length > 0 ? 1 : 0;
