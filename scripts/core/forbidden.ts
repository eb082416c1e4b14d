import { accessSync, constants } from "node:fs";
import { type Diagnostic, type DiagnosticDetails, diagnostic } from "./diagnostic.ts";
import { fileStart } from "./source.ts";

/** Whether a file is there that may not be read. */
export function isForbidden(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return false;
  } catch (error) {
    return ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

/** The finding for a file that may not be read, relative to the root. */
export function forbiddenFile(file: string, details: DiagnosticDetails = {}): Diagnostic {
  return diagnostic("CR100", "this file may not be read", { place: fileStart(file), ...details });
}
