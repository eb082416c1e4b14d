import type { Requests } from "./loads.ts";

/** One line of the table at the end of a run. */
export interface Row {
  readonly name: string;
  readonly result: "passed" | "failed" | "could not run" | "left out";
  /** Undefined where it sends none. */
  readonly requests?: Requests | undefined;
  readonly seconds: number;
  readonly note?: string;
}

/** The table and the last line of a run; what did not run is counted apart, and neither passed nor failed. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    row.result,
    row.requests ? `${row.requests.failed} of ${row.requests.sent}` : "-",
    row.seconds.toFixed(0),
    row.note ?? "",
  ]);
  const all = [["scenario", "result", "failed requests", "seconds", ""], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] as string).length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const count = (result: Row["result"]) => rows.filter((row) => row.result === result).length;
  const [notRun, leftOut] = [count("could not run"), count("left out")];
  return [
    ...lines,
    ...(notRun > 0 ? ["", `${notRun} could not run on this machine`] : []),
    ...(leftOut > 0 ? ["", `${leftOut} left out by --ci`] : []),
    "",
    `${count("passed")} passed, ${count("failed")} failed`,
  ].join("\n");
}
