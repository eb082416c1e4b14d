import type { Severity } from "../core/diagnostic.ts";

/** The least severe finding that makes a verb fail. */
export type FailOn = Severity | "never";

export const failOnWords: readonly FailOn[] = ["error", "warning", "info", "never"];

/** Whether findings of these severities make the verb fail. */
export function fails(findings: readonly { readonly severity: Severity }[], failOn: FailOn): boolean {
  const least = failOnWords.indexOf(failOn);
  return failOn !== "never" && findings.some(({ severity }) => failOnWords.indexOf(severity) <= least);
}
