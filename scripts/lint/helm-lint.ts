import path from "node:path";
import type { ChartAlone } from "../chart/find.ts";
import type { Scenario } from "../chart/scenarios.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { fileStart, type Place } from "../core/source.ts";

/** What `helm lint` says about a chart under one values file, or with its defaults (CR828). Its INFO lines are left out. */
export async function helmLint(helm: string, chart: ChartAlone, scenario: Scenario): Promise<Diagnostic[]> {
  const values = scenario.files.flatMap((file) => ["-f", path.resolve(chart.root, file)]);
  const ran = await run(helm, ["lint", chart.path, ...values], { env: { KUBECONFIG: "/dev/null" } });
  return saidByHelmLint(ran.stdout, chart.shown).map((one) => ({ ...one, valuesFile: scenario.label }));
}

/** The findings in what `helm lint` prints about a chart, whose folder places begin with. */
export function saidByHelmLint(output: string, chart: string): Diagnostic[] {
  const said = output.matchAll(
    /^\[(?<level>ERROR|WARNING)\] (?<file>[^:\n]*): (?<what>[^\n]*(?:\n(?!\[|\n|\d+ chart|==>).*)*)/gm,
  );
  return [...said].map(({ groups }) => {
    const { level, file, what } = groups as { level: string; file: string; what: string };
    return diagnostic("CR828", `helm lint: ${what.trim()}`, {
      place: placeOf(chart, file.trim(), what),
      severity: level === "ERROR" ? "error" : "warning",
    });
  });
}

/** helm's strict reading of Chart.yaml ends at the first field that it does not know, without its line: CR821 has it. */
export function isToldBySchema(said: Diagnostic, found: readonly Diagnostic[]): boolean {
  const field = /json: unknown field "(.+)"$/.exec(said.message)?.[1];
  if (field === undefined) return false;
  return found.some(
    ({ code, place, message }) =>
      code === "CR821" && place?.file === said.place?.file && message.split(/[`.:\s]/).includes(field),
  );
}

/** helm names the file, or only `templates/`; the line stands in its words: `(web/templates/a.yaml:5)`. */
function placeOf(chart: string, file: string, what: string): Place {
  const inside = /\(?[^/\s(]+\/(?<file>[^\s:)]+\.\w+):(?<line>\d+)(?::(?<column>\d+))?/.exec(what)?.groups;
  // Of a chart that cannot be loaded helm names the folder.
  const name = inside?.file ?? (/^[\w.-]+\.\w+$|^templates\/./.test(file) ? file : "Chart.yaml");
  if (!inside) return fileStart(path.posix.join(chart, name));
  const [line, column] = [Number(inside.line), Number(inside.column ?? 0) + 1];
  return { file: path.posix.join(chart, name), line, column, endLine: line, endColumn: column };
}
