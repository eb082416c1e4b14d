import path from "node:path";
import pc from "picocolors";
import { readIfThere } from "../core/files.ts";
import { lineText, makeSource, type Place, type Source } from "../core/source.ts";
import { taint } from "../core/taint.ts";
import type { Finding } from "./findings.ts";
import type { ReportContext } from "./report.ts";
import { tally } from "./tally.ts";

/** As many values files are named beside the first; of more only the number is told. */
const MOST_FILES = 1;

type Colors = ReturnType<typeof pc.createColors>;

/** Findings for people: code, place, frame of the text on disk (so a secret shows as `ENC[...]`), note, help; a tally last. */
export function pretty(findings: readonly Finding[], context: ReportContext): string {
  const colors = pc.createColors(context.color);
  const sources = new Map<string, Source | undefined>();
  const blocks = findings.map((one) => block(one, context, sources, colors));
  return `${[...blocks, tally(findings, context.known)].join("\n\n")}\n`;
}

function block(
  one: Finding,
  context: ReportContext,
  sources: Map<string, Source | undefined>,
  colors: Colors,
): string {
  const tint = { error: colors.red, warning: colors.yellow, info: colors.cyan }[one.severity];
  const word = one.severity === "info" ? "note" : one.severity;
  const lines = [`${colors.bold(tint(`${word}[${one.code}]`))}: ${colors.bold(one.message)}`];
  if (one.place) {
    const found = foundIn(one, one.place.file);
    lines.push(`  ${show(one.place)}${found === "" ? "" : colors.dim(` (${found})`)}`);
    if (!one.hidden)
      lines.push(...frame(one.place, one.span ?? "", load(one.place.file, context, sources), tint));
  } else if (one.environments.length > 0 || one.valuesFiles.length > 0)
    lines.push(
      `  ${colors.dim(foundIn(one).replace(/^(?!under)/, one.environments.length > 1 ? "environments " : "environment "))}`,
    );
  for (const label of one.labels)
    lines.push(`  ${colors.dim("see")}: ${label.message} (${show(label.place)})`);
  if (one.note !== undefined) lines.push(indented("note", one.note, colors));
  if (one.help !== undefined) lines.push(indented("help", one.help, colors));
  return lines.join("\n");
}

/** `local, staging; under charts/web/ci/a-values.yaml and 3 more`: where else than at its place it was found. */
function foundIn({ environments, valuesFiles }: Finding, file?: string): string {
  const [first, ...more] = valuesFiles;
  const parts = environments.length > 0 ? [environments.join(", ")] : [];
  if (first !== undefined && (more.length > 0 || first !== file)) {
    const rest =
      more.length > MOST_FILES ? ` and ${more.length} more` : more.map((one) => `, ${one}`).join("");
    parts.push(`under ${first}${rest}`);
  }
  return parts.join("; ");
}

function indented(word: string, text: string, colors: Colors): string {
  return `  ${colors.cyan(word)}: ${text
    .trimEnd()
    .split("\n")
    .join(`\n  ${" ".repeat(word.length + 2)}`)}`;
}

function show(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

function load(
  file: string,
  context: ReportContext,
  sources: Map<string, Source | undefined>,
): Source | undefined {
  if (!sources.has(file)) {
    let text: string | undefined;
    for (const root of [context.root, ...(context.roots ?? [])]) {
      try {
        text ??= readIfThere(path.resolve(root, file));
      } catch {
        // a directory, or no permission: the place is named without a frame
      }
    }
    sources.set(file, text === undefined ? undefined : makeSource(file, text));
  }
  return sources.get(file);
}

function frame(
  place: Place,
  span: string,
  source: Source | undefined,
  tint: (text: string) => string,
): string[] {
  if (!source || place.line > source.lineStarts.length) return [];
  // A place that marks nothing names the file, not a text in it.
  if (place.line === 1 && place.column === 1 && place.endLine === 1 && place.endColumn === 1) return [];
  const width = String(place.line).length;
  const shown: string[] = [];
  // Masked before it is clipped: of a secret that is cut the search finds nothing.
  const line = (number: number) => taint.maskLine(place.file, number, lineText(source, number));
  if (place.line > 1)
    shown.push(`    ${String(place.line - 1).padStart(width)} | ${clip(line(place.line - 1).text)}`);
  const original = lineText(source, place.line);
  const { text, column } = line(place.line);
  shown.push(`    ${place.line} | ${clip(text)}`);
  const last = place.endLine === place.line ? place.endColumn : original.length + 1;
  const start = Math.min(column(place.column), 120);
  // Marks under a mask would tell how long the secret is.
  const whole = original.slice(place.column - 1, last - 1);
  const end = text.startsWith(whole, start - 1) ? start + whole.length : start + 1;
  const marks = "^".repeat(Math.max(1, Math.min(end, 121) - start));
  shown.push(
    `    ${" ".repeat(width)} | ${" ".repeat(start - 1)}${tint(`${marks}${span === "" ? "" : ` ${span}`}`)}`,
  );
  return shown.map((line) => line.trimEnd());
}

function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
