import { chmodSync } from "node:fs";
import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { writeWhole } from "../../core/files.ts";
import type { FileChange } from "./compare.ts";

/** Makes the changes, each file whole or not at all; stops at the first that the system refuses. */
export async function writeChanges(changes: readonly FileChange[]): Promise<Diagnostic | undefined> {
  for (const { path, action, file, after, executable } of changes) {
    const failed = await refusedBySystem(path, () => {
      if (action === "create" || action === "update" || action === "replace") {
        writeWhole(file, after);
        if (executable) chmodSync(file, 0o755);
      } else if (action === "mode") chmodSync(file, 0o755);
    });
    if (failed) return failed;
  }
  return undefined;
}

/** Does what writes `path`; a finding where the system refused it. */
export async function refusedBySystem(
  path: string,
  write: () => void | Promise<void>,
): Promise<Diagnostic | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    return unwritten(path, error);
  }
}

/** True where a change touches the disk. */
export function touches({ action }: FileChange): boolean {
  return ["create", "update", "replace", "mode"].includes(action);
}

function unwritten(path: string, error: unknown): Diagnostic {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  const reasons: Record<string, string> = {
    EACCES: "you may not write there",
    EPERM: "you may not write there",
    EROFS: "the file system is read-only",
    ENOSPC: "there is no space left",
    EDQUOT: "there is no space left for you",
  };
  return diagnostic("CR711", `${path} could not be written`, {
    note: reasons[code] ?? `the system says ${code}`,
    help: "run init again when the reason is gone: what was written already is then passed over",
  });
}
