import { accessSync, constants } from "node:fs";
import path from "node:path";
import { type Diagnostic, type DiagnosticDetails, diagnostic } from "./diagnostic.ts";
import { fileStart } from "./source.ts";

export const MAY_NOT_BE_READ = "this file may not be read";

/** Whether the system did not let us. */
export function isRefusal(error: unknown): boolean {
  return ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException | undefined)?.code ?? "");
}

/** Whether a file is there that may not be read. */
export function isForbidden(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return false;
  } catch (error) {
    return isRefusal(error);
  }
}

/** The finding for a file that may not be read, relative to the root. */
export function forbiddenFile(file: string, details: DiagnosticDetails = {}): Diagnostic {
  return diagnostic("CR100", MAY_NOT_BE_READ, { place: fileStart(file), ...details });
}

/** The finding for what was thrown because the system did not let us use a path; undefined for anything else. */
export function refusedPath(thrown: unknown, root: string): Diagnostic | undefined {
  const { path: refused } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (!isRefusal(thrown) || refused === undefined) return undefined;
  return diagnostic("CR100", "the system does not let us use this path", {
    place: fileStart(path.relative(root, refused)),
    help: `look at the permissions: ls -ld ${refused}`,
  });
}
