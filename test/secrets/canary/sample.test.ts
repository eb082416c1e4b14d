import { assert, suite } from "../../harness.ts";
import { planted } from "./planted.ts";
import { noTotals, reading, type Totals, traced } from "./runs.ts";
import { changingRuns } from "./series.ts";
import { signalRuns } from "./signals.ts";
import { untraceable } from "./tracer.ts";
import { failingRuns } from "./variants.ts";

/** A part of what `npm run test:canary` runs whole. */
const test = suite("canary: a planted secret is in no output, no argv and no file");

const parts: Readonly<Record<string, (totals: Totals) => Promise<unknown>>> = {
  "where all is well": async (totals) => {
    const place = await planted();
    const chosen =
      /hooks --json|check --verbose|render -o|render leaky|values$|values --json|apply|template$|build/;
    for (const args of reading) if (chosen.test(args.join(" "))) await traced(totals, place, args);
    await traced(totals, place, ["-e", "local", "check", "--format", "sarif"]);
  },
  "where values, templates and helmfile fail": (totals) => failingRuns(totals, 5),
  "where secrets files are changed": changingRuns,
  "where runs are ended": async (totals) => signalRuns(totals, await planted(), { moments: 1 }),
};

for (const [name, run] of Object.entries(parts)) {
  if (untraceable !== undefined) test.cannotRun(name, untraceable);
  else
    test.ofKind(name, async () => {
      const totals = noTotals();
      await run(totals);
      assert.equal(totals.leaks, []);
      assert.ok(totals.counts.execs > totals.counts.runs, JSON.stringify(totals.counts));
    });
}
