import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repositoryOf } from "../rig.ts";

/** A git repository on the branch main, made of these files, all of them committed. */
export function gitRepository(files: Readonly<Record<string, string>>): string {
  const root = repositoryOf(files);
  execFileSync("git", ["init", "-q", "-b", "main", root]);
  commitAll(root);
  return root;
}

/** Commits whatever is there. */
export function commitAll(root: string, message = "a change"): void {
  const as = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["-C", root, "add", "-A"]);
  execFileSync("git", ["-C", root, ...as, "commit", "-q", "--allow-empty", "-m", message]);
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}
