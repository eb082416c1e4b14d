import type { Diagnostic } from "../core/diagnostic.ts";

/** Version 1 of the machine format; `schemas/report.schema.json` documents it. */
export function json(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"]) =>
    diagnostics.filter((one) => one.severity === severity).length;
  return `${JSON.stringify({
    version: 1,
    summary: { errors: count("error"), warnings: count("warning") },
    diagnostics: diagnostics.map((one) => ({
      code: one.code,
      severity: one.severity,
      message: one.message,
      ...one.place,
      ...(one.environment !== undefined && { environment: one.environment }),
      ...(one.note !== undefined && { note: one.note }),
      ...(one.help !== undefined && { help: one.help }),
      ...(one.labels.length > 0 && {
        related: one.labels.map(({ message, place }) => ({ message, ...place })),
      }),
    })),
  })}\n`;
}
