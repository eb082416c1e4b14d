/**
 * `npm run test:templates -- [--count N] [--seed N]`: templates that Go's parser inside of Helm and ours both judge, and
 * the trees that both make of them.
 */
import { parseArgs } from "node:util";
import { compareParsers, templates } from "./run.ts";
import { compareTrees } from "./trees.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "20000" }, seed: { type: "string", default: "2026" } },
});
const done = await compareParsers(Number(values.seed), Number(values.count));
for (const one of done.different.slice(0, 20)) console.log(one);
for (const one of done.lines) console.log(`another line: ${one}`);
const compared = done.sameLine + done.otherLine;
const share = compared === 0 ? 100 : (100 * done.sameLine) / compared;
console.log(`${done.accepted} both accept, ${done.refused} both refuse, ${done.different.length} differ`);
console.log(
  `the fault's line is Go's in ${done.sameLine} of ${compared} (${share.toFixed(1)} %); of ${done.noLine} more Go names the end of the file`,
);
const trees = compareTrees([...templates(Number(values.seed), Number(values.count))]);
for (const one of trees.different.slice(0, 20)) console.log(`another tree: ${one}`);
console.log(
  `${trees.compared - trees.different.length} trees are the same, ${trees.different.length} differ`,
);
const failed = trees.different.length + done.different.length + (share < 95 ? 1 : 0);
console.log(
  `\n${done.cases + trees.compared - done.different.length - trees.different.length} passed, ${failed} failed`,
);
process.exitCode = failed > 0 ? 1 : 0;
