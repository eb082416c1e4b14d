import { mkdtempSync } from "node:fs";
import path from "node:path";
import { type Ran, run } from "../core/exec.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { readTree, type Tree } from "./tree.ts";

/** Nobody answers a question for a password or a host key. */
const ENVIRONMENT = { GIT_TERMINAL_PROMPT: "0", GIT_SSH_COMMAND: "ssh -o BatchMode=yes", LC_ALL: "C" };

/**
 * A folder of a git repository at a branch, tag or commit, and that commit. Only what is asked for is fetched, into a
 * folder that goes with this process. The error is what git says, without what could hold a password.
 */
export async function fetchGit(
  root: string,
  url: string,
  ref: string,
  folder: string,
): Promise<Result<{ readonly tree: Tree; readonly commit: string }, string>> {
  // A path counts from the repository, as the other sources do.
  const from = /^\.{1,2}\//.test(url) ? path.resolve(root, url) : url;
  const place = mkdtempSync(path.join(privateDirectory().path, "git-"));
  const git = (...args: string[]) => run("git", ["-C", place, ...args], { env: ENVIRONMENT });
  const steps = [
    ["init", "--quiet"],
    ["fetch", "--quiet", "--depth=1", "--", from, ref],
    ["rev-parse", "FETCH_HEAD"],
  ];
  let last: Ran | undefined;
  for (const step of steps) {
    last = await git(...step);
    if (last.missing) return fail("git is not there");
    if (last.code !== 0) return fail(why(last, ref));
  }
  const commit = last?.stdout.trim() ?? "";
  const checkedOut = await git("checkout", "--quiet", commit, "--", folder);
  if (checkedOut.code !== 0) return fail(`${folder} is not there at ${ref}`);
  return ok({ tree: readTree(path.join(place, folder)), commit });
}

function why(ran: Ran, ref: string): string {
  if (/couldn't find remote ref|not our ref/.test(ran.stderr)) return `there is no ref ${ref}`;
  const line =
    ran.stderr.split("\n").find((one) => /^(?:fatal|error|ssh): /.test(one)) ?? "git could not fetch it";
  return line.replace(/\/\/[^/@\s]*@/g, "//");
}
