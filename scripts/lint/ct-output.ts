import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { fileStart, type Place } from "../core/source.ts";
import { isToldBySchema, saidByHelmLint } from "./helm-lint.ts";
import { styleFinding } from "./style.ts";
import type { Problem } from "./yaml/model.ts";

/** What ct says about one chart, up to where the next begins. */
const BEGIN = /^Linting chart "(?:.*) => \(version: \\"(?:.*)\\", path: \\"(?<chart>.*)\\"\)"$/;
/** The last lines: a mark, the chart, and for a failed one why. */
const END = /^ (?<mark>✔︎|✖︎) .* => \(version: ".*", path: "(?<chart>.*)"\)(?: > (?<why>.*))?$/;

/**
 * Reads what `ct lint` prints for a chart in a folder: what it found, with the places that it names. `record` is what the
 * programs said that it ran, of which ct repeats most, and not always all.
 */
export function readCtOutput(output: string, cwd: string, record: string): Diagnostic[] {
  const parts = new Map<string, string[]>();
  const failed = new Map<string, string>();
  let lines: string[] | undefined;
  for (const line of output.split("\n")) {
    const begun = BEGIN.exec(line)?.groups?.chart;
    const ended = END.exec(line)?.groups;
    if (begun !== undefined) {
      lines = [];
      parts.set(begun, lines);
    } else if (ended) {
      if (ended.mark === "✖︎") failed.set(ended.chart as string, (ended.why ?? "").trim());
      lines = undefined;
    } else lines?.push(line);
  }
  const recorded = record.split("\n");
  const known = new Set(recorded);
  return [...parts].flatMap(([chart, repeated]) => {
    const said = [...recorded, ...repeated.filter((one) => !known.has(one))];
    const found = findingsIn(chart, said, cwd);
    const why = failed.get(chart);
    if (why === undefined) return found;
    const reason = reasonOf(chart, why);
    if (reason) return [...found, reason];
    return found.some(({ severity }) => severity === "error") ? found : [...found, unknown(chart, why, said)];
  });
}

/** What ct itself found, in its last line. */
function reasonOf(chart: string, why: string): Diagnostic | undefined {
  const place = fileStart(path.posix.join(chart, "Chart.yaml"));
  if (/needs a version bump/i.test(why))
    return diagnostic("CR820", `the version did not rise: ${why}`, { place });
  if (/maintainer|repository domain|validating/i.test(why)) return diagnostic("CR822", why, { place });
  return undefined;
}

function unknown(chart: string, why: string, said: readonly string[]): Diagnostic {
  const words = said.filter((line) => line.trim() !== "").slice(-5);
  return diagnostic("CR824", `ct lint fails ${chart}: ${why}`, {
    place: fileStart(path.posix.join(chart, "Chart.yaml")),
    note: words.join("\n"),
  });
}

/** What the programs found that ct ran for a chart. */
function findingsIn(chart: string, lines: readonly string[], cwd: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  let file = "";
  for (const [index, line] of lines.entries()) {
    const style =
      /^ {2}(?<line>\d+):(?<column>\d+) +(?<level>error|warning) +(?<message>.*?) {2}\((?<rule>[\w-]+)\)$/.exec(
        line,
      )?.groups;
    if (style) {
      const { level, message, rule } = style as { level: Problem["level"]; message: string; rule: string };
      found.push(
        styleFinding(file, { rule, level, message, line: Number(style.line), column: Number(style.column) }),
      );
      continue;
    }
    if (/^\S.*\.ya?ml$/.test(line))
      file = path.relative(cwd, path.resolve(cwd, line)).split(path.sep).join("/");
    const element = /^\t(?<what>.+)$/.exec(line)?.groups?.what;
    if (element !== undefined && lines.slice(0, index).some((one) => one.startsWith("Validation failed!")))
      found.push(diagnostic("CR821", element, { place: fileStart(path.posix.join(chart, "Chart.yaml")) }));
    // The last line of `helm lint`, whose findings stand above it, begins so as well.
    if (/^Error: (?!\d+ chart\(s\) linted)/.test(line))
      found.push(renderFailure(chart, line, lines.slice(index + 1)));
  }
  const said = saidByHelmLint(lines.join("\n"), chart);
  return [...found, ...said.filter((one) => !isToldBySchema(one, found))];
}

/** `helm template`, which runs beside `helm lint`: its words, then the values file that it had. */
function renderFailure(chart: string, line: string, after: readonly string[]): Diagnostic {
  const inside = /\([^/()\s]+\/(?<file>[^\s:)]+):(?<line>\d+):(?<column>\d+)\)/.exec(line)?.groups;
  const values = after.find((one) => one.startsWith("with "))?.slice("with ".length);
  const said = line.replace(/^Error: /, "");
  const found = diagnostic("CR824", `the chart does not render: ${said}`, { place: placeOf(chart, inside) });
  return values === undefined || values === "/dev/null" ? found : { ...found, valuesFile: values };
}

function placeOf(chart: string, inside: Record<string, string> | undefined): Place {
  if (!inside) return fileStart(path.posix.join(chart, "Chart.yaml"));
  const [line, column] = [Number(inside.line), Number(inside.column) + 1];
  return {
    file: path.posix.join(chart, inside.file as string),
    line,
    column,
    endLine: line,
    endColumn: column,
  };
}
