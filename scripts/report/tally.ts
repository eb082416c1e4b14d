import type { Diagnostic } from "../core/diagnostic.ts";

/** `3 errors, 1 warning`; the last line of every pretty report. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"], word: string) => {
    const number = diagnostics.filter((one) => one.severity === severity).length;
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? "" : "s"}`];
  };
  return (
    [...count("error", "error"), ...count("warning", "warning"), ...count("info", "note")].join(", ") ||
    "no findings"
  );
}
