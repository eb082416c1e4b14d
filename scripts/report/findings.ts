import type { Diagnostic, Severity } from "../core/diagnostic.ts";
import { taint } from "../core/taint.ts";
import { foldMissingKey } from "./one-key.ts";

/** A finding as it is reported: masked, and equal ones of several environments, phases and values files made one. */
export interface Finding extends Omit<Diagnostic, "environment" | "valuesFile"> {
  /** The environments it was made in, in the order in which they were checked. */
  readonly environments: readonly string[];
  /** The values files that a chart was rendered under alone when it was made. */
  readonly valuesFiles: readonly string[];
  /** How many equal findings it stands for. */
  readonly count: number;
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** Masks, folds and orders findings: errors first, then by file and line. Every format shows what comes out. */
export function foldFindings(diagnostics: readonly Diagnostic[]): Finding[] {
  const folded = new Map<string, Entry>();
  for (const one of foldMissingKey(diagnostics.map(masked))) {
    const { environment, valuesFile, ...rest } = one;
    const key = JSON.stringify(rest);
    const entry = folded.get(key) ?? { rest, environments: new Set(), valuesFiles: new Set(), count: 0 };
    if (environment !== undefined) entry.environments.add(environment);
    if (valuesFile !== undefined) entry.valuesFiles.add(valuesFile);
    entry.count += 1;
    folded.set(key, entry);
  }
  return [...folded.values()]
    .map(({ rest, environments, valuesFiles, count }) => ({
      ...rest,
      count,
      environments: [...environments],
      valuesFiles: [...valuesFiles],
    }))
    .sort(compare);
}

interface Entry {
  readonly rest: Omit<Diagnostic, "environment" | "valuesFile">;
  readonly environments: Set<string>;
  readonly valuesFiles: Set<string>;
  count: number;
}

/** Masked before a format escapes it: a secret that is quoted in a message is then still spelt in a known way. */
function masked(one: Diagnostic): Diagnostic {
  const { place, span, note, help } = one;
  return {
    ...one,
    message: taint.mask(one.message),
    labels: one.labels.map((label) => ({
      message: taint.mask(label.message),
      place: taint.maskPlace(label.place),
    })),
    ...(place && { place: taint.maskPlace(place) }),
    ...(span !== undefined && { span: taint.mask(span) }),
    ...(note !== undefined && { note: taint.mask(note) }),
    ...(help !== undefined && { help: taint.mask(help) }),
  };
}

function compare(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    (a.place?.file ?? "").localeCompare(b.place?.file ?? "") ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
    a.code.localeCompare(b.code)
  );
}
