// The whole canary: every verb in every format, all that fails, a cluster, and runs that are ended; prints its counts.
// Usage: node --import tsx test/secrets/canary/main.ts [PART ...]; the test run has a sample of it (sample.test.ts).
import process from "node:process";
import { clusterRuns } from "./cluster.ts";
import { planted } from "./planted.ts";
import { noTotals, type Totals } from "./runs.ts";
import { changingRuns, readingRuns } from "./series.ts";
import { signalRuns } from "./signals.ts";
import { untraceable } from "./tracer.ts";
import { failingRuns } from "./variants.ts";

const MOMENTS = 20;
/** An apply takes long, so fewer of them are ended. */
const CLUSTER_MOMENTS = 3;

const parts: Readonly<Record<string, (totals: Totals) => Promise<number | undefined>>> = {
  reading: (totals) => readingRuns(totals).then(() => undefined),
  changing: (totals) => changingRuns(totals).then(() => undefined),
  failing: (totals) => failingRuns(totals).then(() => undefined),
  signals: async (totals) => (await signalRuns(totals, await planted(), { moments: MOMENTS })).stale,
  cluster: async (totals) => await clusterRuns(totals, CLUSTER_MOMENTS),
};

const wanted = process.argv.slice(2);
const all = noTotals();
let [passed, failed] = [0, 0];
if (untraceable !== undefined) console.log(`could not run on this machine: ${untraceable}`);
else
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const totals = noTotals();
    const stale = (await run(totals)) ?? 0;
    if (name === "signals" && stale === 0)
      totals.leaks.push("SIGKILL left nothing behind, so its removal is unproven");
    say(name, totals, stale);
    for (const leak of totals.leaks) console.log(`  LEAK ${leak}`);
    failed += totals.leaks.length;
    passed += Math.max(0, totals.counts.runs - totals.leaks.length);
    for (const key of Object.keys(all.counts) as (keyof Totals["counts"])[])
      all.counts[key] += totals.counts[key];
    all.leaks.push(...totals.leaks);
  }
say("all", all, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function say(name: string, { counts, leaks }: Totals, stale: number): void {
  const { runs, outputBytes, execs, writes, writtenBytes, files } = counts;
  const removed = stale === 0 ? "" : `, ${stale} directories left by SIGKILL and removed by the next start`;
  console.log(
    `${name}: ${runs} runs, ${outputBytes} bytes of output, ${execs} execs, ${writes} writes (${writtenBytes} bytes), ${files} files${removed}: ${leaks.length} leaks`,
  );
}
