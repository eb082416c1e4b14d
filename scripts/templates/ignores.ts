import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { lineText, type Place, placeAt, type Source } from "../core/source.ts";
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
 * Findings without those that a comment beside them silences: `# chartroom-ignore CR402 reason`, as YAML or as a
 * template's comment, on the same line or the one above. A comment that silences nothing, or gives no reason, is told.
 */
export function withoutIgnored(chart: ChartFiles, findings: readonly Diagnostic[]): Diagnostic[] {
  const ignores = chart.templates.flatMap(({ source }) => ignoresIn(source));
  if (ignores.length === 0) return [...findings];
  const used = new Set<Ignore>();
  const left = findings.filter((finding) => {
    const by = ignores.filter(
      ({ code, place, lines }) =>
        finding.code === code && finding.place?.file === place.file && lines.includes(finding.place.line),
    );
    for (const one of by) used.add(one);
    return by.length === 0;
  });
  for (const one of ignores) {
    const { code, place, reason } = one;
    if (!used.has(one))
      left.push(
        diagnostic("CR417", `nothing here raises ${code}: the comment silences nothing`, {
          place,
          help: "take the comment out",
        }),
      );
    else if (reason === "")
      left.push(
        diagnostic("CR417", `${code} is silenced without a reason`, {
          place,
          help: `write why behind ${code}`,
        }),
      );
  }
  return left;
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
