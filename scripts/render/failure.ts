import path from "node:path";
import { type Diagnostic, type DiagnosticDetails, diagnostic, type Label } from "../core/diagnostic.ts";
import { isDirectory, isFile } from "../core/files.ts";
import { fileStart, type Place } from "../core/source.ts";
import { placeOfText } from "../environment/mention.ts";
import { type Release, subjectOf } from "../environment/model.ts";
import { saidBy } from "./said-by.ts";

/** Helm's own advice for its command line; chartroom has no --debug. */
const DEBUG_ADVICE = /\s*Use --debug flag to render out invalid YAML\s*$/;
const TEMPLATE_PLACE = /([\w.-]+\/(?:charts\/[\w.-]+\/)*templates\/[^\s:()]+):(\d+)(?::(\d+))?/g;
/** As many callers as a person reads. */
const MOST_LABELS = 4;

/** Helm's reason for not rendering a release, as findings with places in the chart's files where it names some. */
export function failureFindings(message: string, release: Release, root: string): Diagnostic[] {
  const text = message.replace(DEBUG_ADVICE, "");
  const chart = { release, root };
  const of = subjectOf(release);
  const schema = /^values don't meet the specifications of the schema\(s\)[^\n]*\n([\s\S]*)$/.exec(text);
  if (schema) return schemaFindings(schema[1] as string, chart);
  const execution = /^execution error at \(([^)]*)\): ([\s\S]*)$/.exec(text);
  if (execution) {
    const said = (execution[2] as string).trim();
    const [first = "", ...rest] = said.split("\n");
    return [
      diagnostic("CR303", `${of}: ${first === "" ? "a template refused its values" : first}`, {
        ...writtenAt(said, placesIn(execution[1] as string, chart), chart),
        ...(rest.length > 0 && { note: rest.join("\n").trim() }),
        help: "the chart itself asks for this: set the value it names",
      }),
    ];
  }
  const parse = /^parse error at \(([^)]*)\): ([\s\S]*)$/.exec(text);
  if (parse) return [diagnostic("CR304", `${of}: ${parse[2]}`, placesIn(parse[1] as string, chart))];
  const yaml = /^YAML parse error on ([^:\n]+): ([\s\S]*)$/.exec(text);
  if (yaml) {
    return [
      diagnostic(
        "CR305",
        `${of}: the template's output is no YAML: ${reasonOf(yaml[2] as string)}`,
        noYaml(root, fileOf(yaml[1] as string, chart)),
      ),
    ];
  }
  if (/missing in charts\/ directory|dependency build/.test(text)) {
    const names = text.slice(text.lastIndexOf(": ") + 2);
    return [
      diagnostic("CR307", `${of}: the chart's dependencies are not there: ${names}`, {
        place: fileStart(inChart("Chart.yaml", chart)),
        help: `helm dependency build ${chartFolder(chart)}`,
      }),
    ];
  }
  if (/^chart requires kubeVersion/.test(text))
    return [
      diagnostic("CR308", `${of}: ${text}`, {
        place: fileStart(inChart("Chart.yaml", chart)),
        help: "name your cluster's version (`--kube-version`), or widen `kubeVersion` in Chart.yaml",
      }),
    ];
  const places = placesIn(text, chart);
  if (places.place) {
    const nil = text.includes("nil pointer evaluating");
    const help = nil ? "a map on the way is not set: set it, or guard the template with `with`" : undefined;
    return [diagnostic("CR303", `${of}: ${lastLine(text)}`, { ...places, help })];
  }
  const library = text.includes("library charts are not installable");
  return [
    diagnostic("CR309", `${of}: ${text}`, {
      place: release.place ?? fileStart(release.file),
      ...(library && {
        help: "name a chart that includes it, or write `type: application` in its Chart.yaml",
      }),
    }),
  ];
}

interface Places {
  readonly place?: Place;
  readonly labels?: readonly Label[];
}

/** The lines of templates that wrote a message are where it went wrong, and the file that Helm names is on the way there. */
function writtenAt(message: string, helms: Places, { release, root }: Chart): Places {
  const { chartPath } = release;
  if (chartPath === undefined || !isDirectory(chartPath)) return helms;
  const lines = message.split("\n").map((one) => one.trim());
  const places = [message, ...lines].flatMap((one) => saidBy(one, chartPath, root) ?? []);
  const [place, ...more] = distinct(places);
  if (!place || sameLine(place, helms.place)) return helms;
  return {
    place,
    labels: [
      ...more.slice(0, MOST_LABELS).map((one) => ({ message: "and this", place: one })),
      ...(helms.labels ?? []),
      ...(helms.place ? [{ message: "called from here", place: helms.place }] : []),
    ],
  };
}

function distinct(places: readonly Place[]): Place[] {
  return places.filter((one, at) => places.findIndex((other) => sameLine(one, other)) === at);
}

function sameLine(one: Place, other: Place | undefined): boolean {
  return other !== undefined && one.file === other.file && one.line === other.line;
}

interface Chart {
  readonly release: Release;
  readonly root: string;
}

/** `phoenix:\n- at '/replicas': got string, want integer` for each chart: one finding a line. */
function schemaFindings(text: string, chart: Chart): Diagnostic[] {
  const findings: Diagnostic[] = [];
  let of = "";
  for (const line of text.split("\n")) {
    const name = /^(\S+):$/.exec(line);
    if (name) of = name[1] as string;
    const problem = /^\s*- at '([^']*)': (.*)$/.exec(line);
    if (!problem) continue;
    const value = (problem[1] as string).split("/").slice(1).map(unescapePointer).join(".") || "the values";
    findings.push(
      diagnostic("CR306", `${subjectOf(chart.release)}: ${value}: ${problem[2]}`, {
        place: chart.release.place ?? fileStart(chart.release.file),
        note: `Helm holds the values against the schema of chart \`${of}\``,
      }),
    );
  }
  // Helm tells them in another order each time.
  if (findings.length > 0) return findings.sort((a, b) => (a.message < b.message ? -1 : 1));
  return [
    diagnostic("CR306", `${subjectOf(chart.release)}: ${text.trim()}`, {
      place: chart.release.place ?? fileStart(chart.release.file),
    }),
  ];
}

function unescapePointer(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The innermost place that a message names is where it went wrong; the others are on the way there. */
function placesIn(text: string, chart: Chart): Places {
  const places: Place[] = [];
  for (const [, template, line, column] of text.matchAll(TEMPLATE_PLACE)) {
    // Helm counts columns from 0 in bytes; a parse error has none.
    const at = { line: Number(line), column: column === undefined ? 1 : Number(column) + 1 };
    const place = { file: fileOf(template as string, chart), ...at, endLine: at.line, endColumn: at.column };
    if (!places.some((one) => sameLine(one, place))) places.push(place);
  }
  const place = places.pop();
  if (!place) return {};
  const labels = places.slice(-MOST_LABELS).map((one) => ({ message: "called from here", place: one }));
  return { place, labels };
}

/** `phoenix/templates/x.yaml` -> `charts/phoenix/templates/x.yaml`: Helm writes the chart's name, we its folder. */
function fileOf(template: string, chart: Chart): string {
  return inChart(template.slice(template.indexOf("/") + 1), chart);
}

/** A file of the chart, or the chart's archive where it is one. */
function inChart(file: string, chart: Chart): string {
  const folder = chartFolder(chart);
  return isFile(path.resolve(chart.root, folder)) ? folder : path.posix.join(folder, file);
}

function chartFolder({ release, root }: Chart): string {
  return (
    path
      .relative(root, release.chartPath ?? root)
      .split(path.sep)
      .join("/") || "."
  );
}

function reasonOf(text: string): string {
  return text.replace(/^error converting YAML to JSON: /, "").replace(/^yaml: /, "");
}

function lastLine(text: string): string {
  const last = text.trim().split("\n").pop() ?? "";
  // Older templates of messages stand on one line: what went wrong is behind the last place.
  const marker = last.lastIndexOf(">: ");
  return (marker === -1 ? last : last.slice(marker + 3)).trim().replace(/^(?:error calling \w+: )+/, "");
}

/** Where a merge left its marks they are why; of anything else Helm tells only a line of what was rendered. */
function noYaml(root: string, file: string): DiagnosticDetails {
  const conflict = placeOfText(root, file, "<<<<<<< ");
  if (conflict) return { place: conflict, help: "choose one side of the conflict and remove the marks" };
  return {
    place: fileStart(file),
    note: "the line Helm names is one of the rendered document, not of the template",
    help: "mostly a block needs `nindent` in place of `indent`, or a text needs `quote`",
  };
}
