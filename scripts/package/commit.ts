import path from "node:path";
import type { ChartAlone } from "../chart/find.ts";
import { run } from "../core/exec.ts";

/** What of git a chart was packaged from. */
export interface Commit {
  readonly id: string;
  /** `git+https://...`, without a password; `git+file:` where there is no remote. */
  readonly uri: string;
  /** The chart's folder in the repository. */
  readonly path: string;
  /** Its files are as the commit has them. */
  readonly clean: boolean;
}

/** The commit of a chart's folder; undefined where it is in no git repository. */
export async function commitOf({ path: folder }: ChartAlone): Promise<Commit | undefined> {
  const git = async (...args: string[]) => {
    const ran = await run("git", ["-C", folder, ...args], { env: { LC_ALL: "C" } });
    return ran.code === 0 ? ran.stdout.trim() : undefined;
  };
  const id = await git("rev-parse", "HEAD");
  const prefix = await git("rev-parse", "--show-prefix");
  if (id === undefined || prefix === undefined) return undefined;
  const changed = await git("status", "--porcelain", "--", ".");
  const url = (await git("remote", "get-url", "origin")) ?? "";
  const plain = url.replace(/\/\/[^/@\s]*@/, "//").replace(/^(?:[^@/]+@)([^:/]+):/, "ssh://$1/");
  return {
    id,
    uri: /^(?:https?|ssh|git):/.test(plain) ? `git+${plain}` : "git+file:",
    path: path.posix.normalize(prefix).replace(/\/$/, ""),
    clean: changed === "",
  };
}
