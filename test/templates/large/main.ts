/** `npm run bench:chart [-- --references 500]`: chartroom's check of a large chart beside Helm's lint and template. */

import path from "node:path";
import { parseArgs } from "node:util";
import { toolEnvironment } from "../../../scripts/tools/environment.ts";
import { findTool } from "../../../scripts/tools/find.ts";
import { memory, type Program, time } from "../../bench/measure.ts";
import { projectRoot, repositoryOf } from "../../rig.ts";
import { largeChart } from "./chart.ts";

const { values } = parseArgs({
  options: { references: { type: "string", default: "500" }, runs: { type: "string", default: "5" } },
});
const helm = await findTool("helm");
if (!helm.ok) throw new Error("helm is not there");
const root = repositoryOf(
  Object.fromEntries(
    Object.entries(largeChart(Number(values.references))).map(([name, text]) => [`large/${name}`, text]),
  ),
);
const env = await toolEnvironment();
const program = (command: string, ...args: string[]): Program => ({ command, args, cwd: root, env });
const chartroom = path.join(projectRoot, "dist/scripts/main.js");
const programs: Record<string, Program> = {
  "chartroom check": program(process.execPath, chartroom, "check", "large", "--no-cache"),
  "chartroom check, again": program(process.execPath, chartroom, "check", "large"),
  "helm lint --strict": program(helm.value.path, "lint", "--strict", "large"),
  "helm template": program(helm.value.path, "template", "large"),
};
console.log(`a chart of ${values.references} references; the best of ${values.runs} runs`);
for (const [name, one] of Object.entries(programs)) {
  let best = { wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
  for (let run = 0; run < Number(values.runs); run += 1) {
    const { wall, cpu } = await time(one);
    best = { wall: Math.min(best.wall, wall), cpu: Math.min(best.cpu, cpu) };
  }
  const most = await memory(one);
  console.log(
    `  ${name.padEnd(24)} ${(best.wall / 1000).toFixed(2)} s, ${(best.cpu / 1000).toFixed(2)} s of a processor, ${most?.tree.toFixed(0) ?? "?"} MB`,
  );
}
