/** `npm run test:merge -- [--trees N] [--each N] [--seed N]`: generated charts and layers, merged by Helm and by us. */
import { parseArgs } from "node:util";
import { renderers } from "../../render/renderers.ts";
import { compareHelmfile } from "./helmfile.ts";
import { compareMerges } from "./run.ts";

const { values } = parseArgs({
  options: {
    trees: { type: "string", default: "60" },
    each: { type: "string", default: "100" },
    seed: { type: "string", default: "2026" },
  },
});
const { engine } = await renderers();
let done = await compareMerges(engine, Number(values.seed), Number(values.trees), Number(values.each));
await engine.close();
let told = 0;
for (let run = 0; run < 10; run++) {
  const { cases, refused, wrong } = await compareHelmfile(Number(values.seed) + run, 100);
  told += refused;
  done = { cases: done.cases + cases, leaves: done.leaves, wrong: [...done.wrong, ...wrong] };
}
for (const one of done.wrong.slice(0, 20)) console.log(one.slice(0, 1500));
console.log(`${told} cases of an environment differ and are refused (CR220)`);
console.log(`${done.leaves} leaves read again at their places`);
console.log(`\n${done.cases - Math.min(done.cases, done.wrong.length)} passed, ${done.wrong.length} failed`);
process.exitCode = done.wrong.length > 0 ? 1 : 0;
