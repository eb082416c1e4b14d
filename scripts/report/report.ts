import type { Diagnostic } from "../core/diagnostic.ts";
import { type Finding, foldFindings } from "./findings.ts";
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
  /** Further folders that files are looked for below: what was unpacked from archives. */
  readonly roots?: readonly string[];
  readonly color: boolean;
  /** Where a baseline was compared: the findings it holds, which are counted and not shown. */
  readonly known?: readonly Finding[];
}

const renderers: Record<Format, (findings: readonly Finding[], context: ReportContext) => string> = {
  pretty,
  json,
  sarif,
  github,
};

/** The findings as text in one format: folded, ordered by severity, file and line. */
export function report(format: Format, diagnostics: readonly Diagnostic[], context: ReportContext): string {
  return reportFindings(format, foldFindings(diagnostics), context);
}

/** Findings that were folded before, as text in one format. Every renderer has this signature. */
export function reportFindings(format: Format, findings: readonly Finding[], context: ReportContext): string {
  return renderers[format](findings, context);
}
