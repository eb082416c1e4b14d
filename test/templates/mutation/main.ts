/** `npm run test:mutation`: one mistake at a time in the project's own charts. At least 95 % must be found where they are. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { verdictOf } from "./verdicts.ts";

const { values } = parseArgs({ options: { take: { type: "string", default: "1" } } });
const folder = mkdtempSync(path.join(os.tmpdir(), "chartroom-mutation-"));
let passed = 0;
let failed = 0;
try {
  for (const chart of ["phoenix", "postgres"]) {
    const { killed, right, wanted, unmutated, equivalent } = await verdictOf(
      chart,
      folder,
      Number(values.take),
    );
    for (const kind of ["reference", "property", "type", "guard"] as const) {
      const of = killed.filter((one) => one.mutant.kind === kind && !equivalent.includes(one));
      console.log(
        `${chart}: ${kind}: ${of.filter((one) => one.by === "right").length} of ${of.length} found where they are`,
      );
    }
    console.log(
      `${chart}: ${equivalent.length} guards make no difference to any render, and are not counted`,
    );
    for (const { mutant, by, findings } of killed)
      if (by !== "right" && !equivalent.some((one) => one.mutant === mutant))
        console.log(
          `  ${by}: ${mutant.kind} ${mutant.file}:${mutant.lines[0]} ${mutant.what} ${findings
            .map((one) => `${one.code} ${one.place?.file}:${one.place?.line}`)
            .slice(0, 2)
            .join(", ")}`,
        );
    const share = (100 * right) / wanted;
    console.log(
      `${chart}: ${right} of ${wanted} mutants found where they are (${share.toFixed(1)} %), ${unmutated} findings without a mutation\n`,
    );
    passed += Number(share >= 95) + Number(unmutated === 0);
    failed += Number(share < 95) + Number(unmutated > 0);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
