import type { Severity } from "../core/diagnostic.ts";

/** `3 errors, 1 warning; 12 known findings are not shown`; the last line of every pretty report. */
export function tally(
  findings: readonly { readonly severity: Severity }[],
  known?: readonly unknown[],
): string {
  const count = (severity: Severity, word: string) => {
    const number = findings.filter((one) => one.severity === severity).length;
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? "" : "s"}`];
  };
  const counted = [...count("error", "error"), ...count("warning", "warning"), ...count("info", "note")];
  const fresh = counted.join(", ") || (known?.length ? "no new findings" : "no findings");
  if (!known?.length) return fresh;
  return `${fresh}; ${known.length} known finding${known.length === 1 ? " is" : "s are"} not shown`;
}
