import path from "node:path";
import { templatesCodes } from "../core/codes/templates.ts";
import { codes } from "../core/codes.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { lineText, makeSource, type Place, placeAt, type Source } from "../core/source.ts";
import type { ChartFiles } from "./chart-files.ts";

/** A comment that silences one code at one place. */
interface Ignore {
  readonly code: string;
  readonly reason: string;
  readonly place: Place;
  /** Its own line, where something else stands on it, and the next that is no comment. */
  readonly lines: readonly number[];
}

const WORDS = /chartroom-ignore[ \t]+(CR\d{3})\b[ \t]*([^\n]*?)[ \t]*(?:-?\}\}|\*\/|\n|$)/g;

/**
 * Findings of the templates of a chart without those that a comment beside them silences: `# chartroom-ignore CR402 reason`,
 * as YAML or as a template's comment, on the same line or the one above. A comment that silences nothing, or gives no
 * reason, is told; whether one about a manifest silences something depends on what is rendered, and is not.
 */
export function withoutIgnored(chart: ChartFiles, findings: readonly Diagnostic[]): Diagnostic[] {
  const ignores = chart.templates.flatMap(({ source }) => ignoresIn(source));
  if (ignores.length === 0) return [...findings];
  const used = new Set<Ignore>();
  const left = findings.filter((finding) => {
    const by = ignores.filter((one) => silences(one, finding));
    for (const one of by) used.add(one);
    return by.length === 0;
  });
  return [...left, ...ignores.flatMap((one) => faultOf(one, used.has(one)) ?? [])];
}

/** Findings about manifests without those that such a comment silences at the line of a template that they are told at. */
export function withoutSilenced(root: string, findings: readonly Diagnostic[]): Diagnostic[] {
  const byFile = new Map<string, Ignore[]>();
  return findings.filter((finding) => {
    const file = finding.place?.file;
    if (file === undefined || !file.includes("/templates/")) return true;
    const ignores =
      byFile.get(file) ?? ignoresIn(makeSource(file, readIfThere(path.resolve(root, file)) ?? ""));
    byFile.set(file, ignores);
    return !ignores.some((one) => silences(one, finding));
  });
}

function silences({ code, place, lines }: Ignore, finding: Diagnostic): boolean {
  return finding.code === code && finding.place?.file === place.file && lines.includes(finding.place.line);
}

function faultOf({ code, place, reason }: Ignore, used: boolean): Diagnostic | undefined {
  if (!(code in codes))
    return diagnostic("CR417", `no finding has the code ${code}`, {
      place,
      help: "take the code from the finding",
    });
  if (!/^CR[45]/.test(code))
    return diagnostic("CR417", `${code} is no finding about a template: no comment silences it`, {
      place,
      help: "take the comment out",
    });
  if (code in templatesCodes && !used)
    return diagnostic("CR417", `nothing here raises ${code}: the comment silences nothing`, {
      place,
      help: "take the comment out",
    });
  if (reason !== "") return undefined;
  return diagnostic("CR417", `${code} is silenced without a reason`, {
    place,
    help: `write why behind ${code}`,
  });
}

function ignoresIn(source: Source): Ignore[] {
  const { text } = source;
  if (!text.includes("chartroom-ignore")) return [];
  return [...text.matchAll(WORDS)].map((match) => {
    const start = match.index;
    const place = placeAt(source, start, start + "chartroom-ignore".length + 1 + (match[1] as string).length);
    const comment = text.lastIndexOf("/*", start) > text.lastIndexOf("*/", start);
    const end = comment ? text.indexOf("*/", start) : start;
    let next = placeAt(source, end, end).line + 1;
    while (
      /^\s*(?:#.*|\{\{-?\s*\/\*.*\*\/\s*-?\}\}\s*)?$/.test(lineText(source, next)) &&
      next <= source.lineStarts.length
    )
      next += 1;
    const reason = (match[2] as string).replace(/\*\/.*$/, "").trim();
    return { code: match[1] as string, reason, place, lines: [place.line, next] };
  });
}
