import type { Code } from "./codes.ts";
import { codes } from "./codes.ts";
import type { Place } from "./source.ts";

export type Severity = "error" | "warning" | "info";

/** A second place that explains the first: "`host` is set here". */
export interface Label {
  readonly message: string;
  readonly place: Place;
}

/**
 * One finding. `message` says what is wrong in one line, with no secret in it; `note` says why;
 * `help` says what to do next.
 */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly place?: Place;
  /** Short words under the marked text of the code frame. */
  readonly span?: string;
  /** The line, or the one above it, may hold a secret in plain text: the place is named, the text not shown. */
  readonly hidden?: boolean;
  readonly labels: readonly Label[];
  readonly note?: string;
  readonly help?: string;
  /** Which environment the finding was made in; equal findings of several are folded by the report. */
  readonly environment?: string;
  /** Which values file a chart was rendered under alone; equal findings under several are folded by the report. */
  readonly valuesFile?: string;
}

export interface DiagnosticDetails {
  readonly place?: Place | undefined;
  readonly span?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly labels?: readonly Label[] | undefined;
  readonly note?: string | undefined;
  readonly help?: string | undefined;
  readonly environment?: string | undefined;
  /** Overrides the severity of the code's row. */
  readonly severity?: Severity | undefined;
}

/** The one builder of findings: severity comes from the code's row unless told otherwise. */
export function diagnostic(code: Code, message: string, details: DiagnosticDetails = {}): Diagnostic {
  const { place, span, hidden, labels, note, help, environment, severity } = details;
  return {
    code,
    severity: severity ?? codes[code].severity,
    message,
    labels: labels ?? [],
    ...(place && { place }),
    ...(span !== undefined && { span }),
    ...(hidden && { hidden }),
    ...(note !== undefined && { note }),
    ...(help !== undefined && { help }),
    ...(environment !== undefined && { environment }),
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === "error");
}
