import { codes } from "../core/codes.ts";
import type { Place } from "../core/source.ts";
import type { Finding } from "./findings.ts";
import type { ReportContext } from "./report.ts";
import { repositoryPrefix } from "./repository.ts";
import { tally } from "./tally.ts";
import { textOf } from "./text.ts";

/** As many annotations of one kind as GitHub shows for a step; the others stand in the step's log only. */
const SHOWN = 10;

/** GitHub's workflow commands: each finding becomes an annotation on the pull request, the errors first. */
export function github(findings: readonly Finding[], { root, known }: ReportContext): string {
  const prefix = repositoryPrefix(root);
  const lines = findings.map((one) => annotation(one, prefix));
  const kinds = ["error", "warning", "info"] as const;
  const tooMany = kinds.some((kind) => findings.filter((one) => one.severity === kind).length > SHOWN);
  if (known?.length && !tooMany) lines.push(tally(findings, known));
  if (tooMany)
    lines.push(`${tally(findings, known)}; GitHub shows ${SHOWN} annotations of a kind, this log has all`);
  return lines.map((line) => `${line}\n`).join("");
}

function annotation(one: Finding, prefix: string): string {
  const command = { error: "error", warning: "warning", info: "notice" }[one.severity];
  const properties = [
    ...(one.place ? placed(one.place, prefix) : []),
    `title=${property(`${one.code}: ${codes[one.code].title}`)}`,
  ];
  const related = one.labels.map(
    ({ message, place }) => `see: ${message} (${prefix}${place.file}:${place.line}:${place.column})`,
  );
  return `::${command} ${properties.join(",")}::${data([textOf(one), ...related].join("\n"))}`;
}

/** Columns count only where the place is on one line: GitHub refuses them elsewhere. A whole file has none. */
function placed({ file, line, endLine, column, endColumn }: Place, prefix: string): string[] {
  const lines = [`file=${property(prefix + file)}`, `line=${line}`, `endLine=${endLine}`];
  return line === endLine && column < endColumn
    ? [...lines, `col=${column}`, `endColumn=${endColumn}`]
    : lines;
}

/** The escapes of the runner: `%`, CR and LF everywhere, `:` and `,` in properties too. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
