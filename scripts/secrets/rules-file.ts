import path from "node:path";
import { isFile } from "../core/files.ts";

export const rulesFile = ".sops.yaml";

/** The folder whose .sops.yaml sops would take for a file: the file's own or the nearest above it. */
export function rulesFolder(root: string, file: string): string | undefined {
  for (let folder = path.dirname(path.resolve(root, file)); ; folder = path.dirname(folder)) {
    if (isFile(path.join(folder, rulesFile))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}
