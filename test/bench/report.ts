import { type Memory, median, type Timing } from "./measure.ts";

/** One line of the result. */
export interface Row {
  readonly releases: number;
  readonly what: string;
  /** What was measured, with its unit. */
  readonly measured: string;
  /** What it is compared with, with its unit. */
  readonly beside: string;
  readonly ratio: string;
  /** The same ratio of the time that processors worked, which other programs on the machine change less. */
  readonly cpuRatio: string;
  readonly aim: string;
  /** Undefined where there is no aim, or none for this number of releases. */
  readonly met?: boolean;
}

/** The aim of a ratio of two times. */
export interface Aim {
  readonly text: string;
  readonly holds: (ratio: number) => boolean;
}

export const atLeast = (times: number): Aim => ({
  text: `>= ${times} x faster`,
  holds: (ratio) => ratio >= times,
});

export const atMost = (times: number): Aim => ({
  text: `<= ${times} x`,
  holds: (ratio) => ratio <= times,
});

/** The median of the ratios of the same round: what slows one round down slows both of its times down. */
export function pairedRatio(
  above: readonly Timing[],
  below: readonly Timing[],
  what: keyof Timing = "wall",
): number {
  return median(above.map((one, at) => one[what] / (below[at] as Timing)[what]));
}

export function milliseconds(times: readonly Timing[]): string {
  const middle = median(times.map(({ wall }) => wall));
  return middle >= 10_000 ? `${(middle / 1000).toFixed(1)} s` : `${middle.toFixed(0)} ms`;
}

/** A row for memory; `limit` in MB holds for the whole tree. */
export function memoryRow(releases: number, what: string, found: Memory | undefined, limit: number): Row {
  const none = { ratio: "", cpuRatio: "", aim: `< ${limit} MB` };
  if (!found) return { releases, what, measured: "not measured", beside: "", ...none };
  return {
    releases,
    what,
    measured: `${found.tree.toFixed(0)} MB tree`,
    beside: `${found.largest.toFixed(0)} MB ${found.name}`,
    ...none,
    met: found.tree < limit,
  };
}

/** The result as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    String(row.releases),
    row.what,
    row.measured,
    row.beside,
    row.ratio,
    row.cpuRatio,
    row.aim,
    row.met === undefined ? "" : row.met ? "yes" : "NO",
  ]);
  const head = ["N", "what", "median", "beside", "ratio", "CPU ratio", "aim", "met"];
  const widths = head.map((title, at) =>
    Math.max(title.length, ...cells.map((row) => (row[at] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...cells.map(line)].join(
    "\n",
  );
}
