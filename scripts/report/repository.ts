import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";

/**
 * The way from the repository's top to the root that findings are relative to: "" or "deploy/". Annotations and code
 * scanning name files from the top, and a helmfile can stand below it.
 */
export function repositoryPrefix(root: string): string {
  const top = process.env.GITHUB_WORKSPACE ?? folderWithGit(root);
  const way = top === undefined ? "" : path.relative(top, root).split(path.sep).join("/");
  return way === "" || way.startsWith("..") || path.isAbsolute(way) ? "" : `${way}/`;
}

function folderWithGit(root: string): string | undefined {
  for (let folder = root; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".git"))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}
