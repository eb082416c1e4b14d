import type { Diagnostic } from "../core/diagnostic.ts";
import type { Invocation } from "./command.ts";

/** Says findings that have no values behind them (clusters, releases): on stderr, since they are not data. */
export function sayFindings({ screen }: Invocation, diagnostics: readonly Diagnostic[]): void {
  for (const { severity, code, message, place, note, help } of diagnostics) {
    const lines = [`${severity}[${code}]: ${message}`];
    if (place) lines.push(`  ${place.file}:${place.line}:${place.column}`);
    if (note !== undefined) lines.push(...`note: ${note}`.split("\n").map((line) => `  ${line}`));
    if (help !== undefined) lines.push(`  help: ${help}`);
    screen.say(lines.join("\n"));
  }
}
