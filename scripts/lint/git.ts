import { type Ran, run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";

/** git in a folder; paths are relative to it. The error is git's own last line. */
async function git(cwd: string, ...args: string[]): Promise<Result<string, string>> {
  const ran = await run("git", ["-C", cwd, "-c", "core.quotePath=false", ...args], { env: { LC_ALL: "C" } });
  if (ran.missing) return fail("git is not there");
  return ran.code === 0 ? ok(ran.stdout) : fail(lastLine(ran));
}

const lastLine = (ran: Ran): string =>
  ran.stderr
    .trim()
    .split("\n")
    .at(-1)
    ?.replace(/^fatal: /, "") ?? "";

/** The commit that the working tree and a branch have in common. */
export async function mergeBase(cwd: string, branch: string): Promise<Result<string, string>> {
  const found = await git(cwd, "merge-base", branch, "HEAD");
  if (found.ok) return ok(found.value.trim());
  return fail(found.error === "" ? `${branch} and HEAD have no commit in common` : found.error);
}

/** Files below the folders that differ between a commit and the working tree. */
export async function changedFiles(
  cwd: string,
  commit: string,
  folders: readonly string[],
): Promise<Result<string[], string>> {
  const found = await git(
    cwd,
    "diff",
    "--find-renames",
    "--name-only",
    "--relative",
    commit,
    "--",
    ...folders,
  );
  return found.ok ? ok(found.value.split("\n").filter((one) => one !== "")) : found;
}

/** A file as a commit or a branch has it; undefined where it has none. */
export async function fileAt(cwd: string, commit: string, file: string): Promise<string | undefined> {
  const found = await git(cwd, "show", `${commit}:./${file}`);
  return found.ok ? found.value : undefined;
}

/** The address of a remote, or undefined. */
export async function remoteUrl(cwd: string, remote: string): Promise<string | undefined> {
  const found = await git(cwd, "remote", "get-url", remote);
  return found.ok ? found.value.trim() : undefined;
}
