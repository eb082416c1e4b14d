/** `npm run test:phases -- [--count N] [--seed N]`: generated charts that the engine may or may not render once for both phases. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { engineClient } from "../renderers.ts";
import { generated } from "./generated.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "10000" }, seed: { type: "string", default: "2026" } },
});
const client = await engineClient();
const folder = mkdtempSync(path.join(os.tmpdir(), "chartroom-phases-"));
try {
  const { wrong, rendered, once, differ } = await generated(
    client,
    path.join(folder, "chart"),
    Number(values.count),
    Number(values.seed),
  );
  for (const one of wrong.slice(0, 20)) console.log(one);
  console.log(
    `${rendered} of ${values.count} render; ${once} are rendered once for both phases, ${differ} differ between them`,
  );
  const enough = once > rendered / 20 && differ > rendered / 20;
  if (!enough) console.log("too few of either kind to prove anything");
  const failed = wrong.length + (enough ? 0 : 1);
  console.log(`${rendered - wrong.length} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
}
