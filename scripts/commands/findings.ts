import type { Diagnostic } from "../core/diagnostic.ts";
import { report } from "../report/report.ts";
import type { ExitCode, Invocation } from "./command.ts";

/** Says findings that are not a verb's data: on stderr for people; in another format they are what stdout is for. */
export function sayFindings(
  { screen, format, cwd }: Invocation,
  diagnostics: readonly Diagnostic[],
  root = cwd,
): void {
  if (diagnostics.length === 0) return;
  const text = report(format, diagnostics, { root, color: screen.color });
  if (format === "pretty") screen.say(text.trimEnd());
  else screen.data(text);
}

/** 3 where a tool is missing, else what the verb would say. */
export function exitCodeOf(diagnostics: readonly Diagnostic[], otherwise: ExitCode): ExitCode {
  return diagnostics.some((one) => one.code.startsWith("CR9")) ? 3 : otherwise;
}

/** Says why a verb ends here, and gives its exit code: `code`, or 3 where a tool is missing. */
export function stop(
  invocation: Invocation,
  findings: readonly Diagnostic[],
  code: ExitCode,
  root = invocation.cwd,
): ExitCode {
  sayFindings(invocation, findings, root);
  return exitCodeOf(findings, code);
}
