import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isRefusal, MAY_NOT_BE_READ } from "../core/forbidden.ts";
import { repositoryTop } from "../core/repository-top.ts";
import { fileStart } from "../core/source.ts";

const LARGEST_BYTES = 1024 * 1024;

/** Why a file must not be opened: no regular file, too large, a link out of the repository. */
export function unreadable(root: string, file: string): Diagnostic | undefined {
  const absolute = path.resolve(root, file);
  const place = fileStart(file);
  try {
    const found = statSync(absolute);
    if (!found.isFile()) return diagnostic("CR100", "this is not a file", { place });
    if (found.size > LARGEST_BYTES) return diagnostic("CR102", "this file is larger than 1 MiB", { place });
    if (!leadsOut(root, absolute)) return undefined;
    const help = "copy it into the repository, or name its real path in the helmfile";
    return diagnostic("CR115", "this link leads out of the repository", { place, help, hidden: true });
  } catch (error) {
    return diagnostic("CR100", reason(error as NodeJS.ErrnoException), { place });
  }
}

/** A path inside the repository by its name, and outside by where it leads; a `.git` marks the repository's top. */
function leadsOut(root: string, absolute: string): boolean {
  const top = repositoryTop(root);
  if (!isBelow(top, absolute)) return false; // the helmfile itself names a file elsewhere
  return !isBelow(realpathSync.native(top), realpathSync.native(absolute));
}

function isBelow(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`);
}

/** Why a file cannot be read, in words. */
export function reason(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "there is no such file";
  if (isRefusal(error)) return MAY_NOT_BE_READ;
  if (error.code === "ELOOP") return "this symbolic link leads in a circle";
  return `this file cannot be read (${error.code ?? "unknown reason"})`;
}
