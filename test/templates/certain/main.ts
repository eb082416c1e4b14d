/** `npm run test:certain -- [--count N] [--seed N]`: what the checker is certain of is what Helm does. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { compareGenerated } from "./run.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "5000" }, seed: { type: "string", default: "2026" } },
});
const folder = mkdtempSync(path.join(os.tmpdir(), "chartroom-certain-"));
try {
  const { counts, wrong } = await compareGenerated(Number(values.seed), Number(values.count), folder);
  for (const [kind, count] of [...counts].sort((a, b) => b[1] - a[1]))
    console.log(`${String(count).padStart(7)}  ${kind}`);
  for (const one of wrong.slice(0, 20)) console.log(`\n${one}`);
  console.log(`\n${Number(values.count) - wrong.length} passed, ${wrong.length} failed`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
