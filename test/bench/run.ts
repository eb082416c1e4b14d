import path from "node:path";
import { timeApply, withCluster } from "./apply.ts";
import { casesOf, timeRounds } from "./cases.ts";
import { memory } from "./measure.ts";
import { memoryRow, type Row } from "./report.ts";
import { makeRepository } from "./repository.ts";
import { applyRow, timeRows } from "./rows.ts";

export interface BenchOptions {
  readonly releases: readonly number[];
  readonly runs: number;
  /** Numbers of releases to apply; apply takes seconds a run, so not all of them. */
  readonly apply: readonly number[];
  /** An empty folder for repositories, caches and the cluster. */
  readonly folder: string;
  readonly tell: (message: string) => void;
}

/** Everything that is measured, in one run. */
export async function bench({ releases, runs, apply, folder, tell }: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of releases) {
    const repository = await makeRepository(path.join(folder, `repository-${count}`), count);
    const cache = path.join(folder, `cache-${count}`);
    const cases = await casesOf(repository, cache);
    const times = await timeRounds(cases, runs, (round) =>
      tell(`${count} releases: round ${round} of ${runs}`),
    );
    rows.push(...timeRows(count, times));
    tell(`${count} releases: memory`);
    cases.cold.before?.();
    for (const [what, name] of MEMORY)
      for (const program of cases[name].programs)
        rows.push(memoryRow(count, `memory of ${what}`, await memory(program), 250));
  }
  for (const count of apply) {
    tell(`${count} releases: apply`);
    const repository = await makeRepository(path.join(folder, `apply-${count}`), count);
    const times = await withCluster(path.join(folder, `apply-${count}`), () =>
      timeApply(repository, path.join(folder, `apply-cache-${count}`), runs),
    );
    if (times) rows.push(applyRow(count, times.own, times.bare));
    else tell(`${count} releases: apply was not measured, the embedded cluster does not start here`);
  }
  return rows;
}

const MEMORY = [
  ["check, cold", "cold"],
  ["check, warm", "warm"],
  ["render", "render"],
] as const;
