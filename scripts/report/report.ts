import type { Diagnostic } from "../core/diagnostic.ts";
import { taint } from "../core/taint.ts";
import type { Format } from "./formats.ts";
import { github } from "./github.ts";
import { json } from "./json.ts";
import { pretty } from "./pretty.ts";
import { sarif } from "./sarif.ts";

export type { Format } from "./formats.ts";

/** What a renderer of findings gets: where files are read from for code frames, and whether to colour. */
export interface ReportContext {
  /** Absolute path that diagnostics' files are relative to. */
  readonly root: string;
  readonly color: boolean;
}

const renderers: Record<Format, (diagnostics: readonly Diagnostic[], context: ReportContext) => string> = {
  pretty,
  json,
  sarif,
  github,
};

/** The findings as text in one format: folded, ordered by file and line. Every renderer has this signature. */
export function report(format: Format, diagnostics: readonly Diagnostic[], context: ReportContext): string {
  return renderers[format](order(fold(diagnostics.map(masked))), context);
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

/** One finding for equal ones that several environments or phases made; it names the environments. */
function fold(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const folded = new Map<string, { first: Diagnostic; environments: Set<string> }>();
  for (const one of diagnostics) {
    const { environment, ...rest } = one;
    const key = JSON.stringify(rest);
    const entry = folded.get(key) ?? { first: one, environments: new Set<string>() };
    if (environment !== undefined) entry.environments.add(environment);
    folded.set(key, entry);
  }
  return [...folded.values()].map(({ first, environments }) =>
    environments.size > 1 ? { ...first, environment: [...environments].join(", ") } : first,
  );
}

function order(diagnostics: Diagnostic[]): Diagnostic[] {
  const severities = { error: 0, warning: 1, info: 2 };
  return diagnostics.sort(
    (a, b) =>
      severities[a.severity] - severities[b.severity] ||
      (a.place?.file ?? "").localeCompare(b.place?.file ?? "") ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      a.code.localeCompare(b.code),
  );
}
