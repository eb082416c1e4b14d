import type { Severity } from "../core/diagnostic.ts";
import type { Finding } from "./findings.ts";
import { fingerprints } from "./fingerprint.ts";
import type { ReportContext } from "./report.ts";

/** Version 1 of the machine format; `schemas/report.schema.json` documents it. */
export function json(findings: readonly Finding[], { known }: ReportContext): string {
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const prints = fingerprints(findings);
  return `${JSON.stringify({
    version: 1,
    summary: {
      errors: count("error"),
      warnings: count("warning"),
      infos: count("info"),
      ...(known && { known: known.length }),
    },
    diagnostics: findings.map((one, at) => ({
      code: one.code,
      severity: one.severity,
      message: one.message,
      ...one.place,
      ...(one.environments.length > 0 && { environments: one.environments }),
      ...(one.valuesFiles.length > 0 && { valuesFiles: one.valuesFiles }),
      count: one.count,
      fingerprint: prints[at],
      ...(one.span !== undefined && { span: one.span }),
      ...(one.note !== undefined && { note: one.note }),
      ...(one.help !== undefined && { help: one.help }),
      ...(one.labels.length > 0 && {
        related: one.labels.map(({ message, place }) => ({ message, ...place })),
      }),
    })),
  })}\n`;
}
