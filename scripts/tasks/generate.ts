// Writes every generated file of the repository, or with --check compares each with what its source says.
import { spawnSync } from "node:child_process";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");
const check = process.argv.includes("--check") ? ["--check"] : [];
const generators = [
  ["scripts/tasks/chart-docs.ts"],
  ["scripts/tasks/code-docs.ts"],
  ["scripts/tasks/verb-docs.ts"],
  ["scripts/tasks/dashboards.ts"],
  ["scripts/main.ts", "types"],
];

for (const [script, ...args] of generators) {
  const ran = spawnSync(process.execPath, ["--import", "tsx", script as string, ...args, ...check], {
    cwd: root,
    stdio: "inherit",
  });
  if (ran.status !== 0) process.exitCode = 1;
}
if (process.exitCode === 1 && check.length > 0)
  console.error("generated files are not as their sources say: npm run generate");
