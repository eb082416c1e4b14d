import { existsSync } from "node:fs";
import path from "node:path";

/** The folder of a root or above it that holds `.git`; the root itself where none does. */
export function repositoryTop(root: string): string {
  for (let folder = root; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".git"))) return folder;
  }
  return root;
}
