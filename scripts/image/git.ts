import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type RunOptions, run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { scratchFolder } from "../core/scratch.ts";
import type { Ignores } from "./dockerignore.ts";

/** What git says about the files that go into an image. Trees are object names, 40 or 64 hex digits. */
export interface GitContent {
  /** The tree of the files as they lie there. */
  readonly tree: string;
  /** The same of the last commit; equal to `tree` when nothing is changed. */
  readonly committed: string;
  /** The commit that is checked out. */
  readonly revision: string;
  /** Its time, RFC 3339, UTC. */
  readonly time: string;
  /** Where the repository came from, as an address without a user; undefined where no remote says so. */
  readonly source?: string;
  /** Files that git ignores and the engine does not, relative to the context. */
  readonly ignored: readonly string[];
}

type Git = (args: readonly string[], options?: RunOptions) => Promise<string>;

/** git ended with a code: its last words. */
class GitFailed extends Error {}

/**
 * The content of a folder by git, undefined where the folder is in no repository or in no commit. What `ignores` names
 * counts on neither side. The user's index and object store stay as they are: both are written to a folder that is
 * removed again.
 */
export async function gitContent(context: string, ignores: Ignores): Promise<Result<GitContent | undefined>> {
  const plain = gitIn(context);
  const where = await run("git", ["rev-parse", "--show-prefix", "--git-path", "index"], { cwd: context });
  if (where.missing || /not a git repository/i.test(where.stderr)) return ok(undefined);
  if (where.code !== 0) return fail([untold(context, where.stderr)]);
  const [prefix = "", index = ""] = where.stdout.split("\n");
  const { path: scratch, remove } = scratchFolder("git");
  try {
    const objects = (await plain(["rev-parse", "--git-path", "objects"])).trim();
    const head = await run("git", ["rev-parse", "--quiet", "--verify", `HEAD:${prefix}`], { cwd: context });
    if (head.code !== 0) return ok(undefined);
    mkdirSync(path.join(scratch, "objects"));
    const aside = (name: string): Git =>
      gitIn(context, {
        GIT_INDEX_FILE: path.join(scratch, name),
        GIT_OBJECT_DIRECTORY: path.join(scratch, "objects"),
        GIT_ALTERNATE_OBJECT_DIRECTORIES: path.resolve(context, objects),
      });
    const own = path.resolve(context, index);
    if (existsSync(own)) copyFileSync(own, path.join(scratch, "now"));
    const ignored = await addAll(aside("now"), ignores);
    const tree = await treeOf(aside("now"), prefix, ignores);
    await aside("then")(["read-tree", "HEAD"]);
    const committed = await treeOf(aside("then"), prefix, ignores);
    const [revision = "", time = ""] = (await plain(["log", "-1", "--format=%H%n%cI"])).split("\n");
    const source = await sourceOf(context);
    return ok({
      tree,
      committed,
      revision,
      time: new Date(time).toISOString().replace(".000Z", "Z"),
      ignored,
      ...(source !== undefined && { source }),
    });
  } catch (thrown) {
    if (thrown instanceof GitFailed) return fail([untold(context, thrown.message)]);
    throw thrown;
  } finally {
    remove();
  }
}

function gitIn(cwd: string, env: Record<string, string> = {}): Git {
  return async (args, options = {}) => {
    const ran = await run("git", args, { cwd, env: { GIT_OPTIONAL_LOCKS: "0", ...env }, ...options });
    if (ran.code !== 0) throw new GitFailed(ran.stderr);
    return ran.stdout;
  };
}

/** Puts the files as they lie there into the index, and those that git ignores as well; these are given back. */
async function addAll(git: Git, ignores: Ignores): Promise<string[]> {
  await git(["add", "--all", "--", "."]);
  const listed = await git(["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", "."]);
  const ignored = names(listed).filter((name) => !ignores(name));
  if (ignored.length > 0) await git(["update-index", "--add", "-z", "--stdin"], { input: lines(ignored) });
  return ignored;
}

/** The tree of the folder in an index, without what the engine ignores. */
async function treeOf(git: Git, prefix: string, ignores: Ignores): Promise<string> {
  const all = names(await git(["ls-files", "-z", "--", "."]));
  const left = all.filter(ignores);
  if (left.length > 0) await git(["update-index", "--force-remove", "-z", "--stdin"], { input: lines(left) });
  const folder = left.length < all.length && prefix !== "" ? [`--prefix=${prefix}`] : [];
  return (await git(["write-tree", ...folder])).trim();
}

/** The address of `origin`, without a user or password in it: labels of an image are public. */
export async function sourceOf(cwd: string): Promise<string | undefined> {
  const ran = await run("git", ["remote", "get-url", "origin"], { cwd });
  return ran.code === 0 ? publicAddress(ran.stdout.trim()) : undefined;
}

/** `git@host:you/app.git` and `https://user:token@host/you/app.git` as `https://host/you/app`; a path is no address. */
export function publicAddress(remote: string): string | undefined {
  const short = /^(?:[^@/:]+@)?([^/:]+\.[^/:]+):(?!\/)(.+)$/.exec(remote);
  const parsed = short ? `https://${short[1]}/${short[2]}` : remote;
  if (!URL.canParse(parsed)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(parsed);
  if (!/^(?:https?|ssh|git):$/.test(protocol) || hostname === "") return undefined;
  const at = /^https?:$/.test(protocol) && port !== "" ? `:${port}` : "";
  return `${protocol === "http:" ? "http" : "https"}://${hostname}${at}${pathname.replace(/\.git$/, "")}`;
}

function names(listed: string): string[] {
  return listed.split("\0").filter((name) => name !== "");
}

function lines(files: readonly string[]): string {
  return files.map((file) => `${file}\0`).join("");
}

function untold(context: string, stderr: string): Diagnostic {
  const [first = "git failed"] = stderr.split("\n").filter((line) => /^(?:fatal|error):/.test(line));
  const unsafe = /dubious ownership/.test(stderr);
  return diagnostic("CR724", `git cannot tell what is in ${context}`, {
    note: first,
    help: unsafe ? `git config --global --add safe.directory ${context}` : "`git status` there says more",
  });
}
