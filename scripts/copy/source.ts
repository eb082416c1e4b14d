import { mkdtempSync, readFileSync } from "node:fs";
import path from "node:path";
import { unpackChart } from "../chart/archive.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isDirectory, isFile } from "../core/files.ts";
import { packageDirectory } from "../core/package.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fetchGit } from "./git.ts";
import { chartOf, readTree, type Tree } from "./tree.ts";

/**
 * Where a chart comes from, as it is typed and as a lock keeps it: `phoenix` (chartroom's own), `../kit/charts/web`,
 * `vendor/web-1.2.0.tgz`, `git+https://example.com/kit.git#v2:charts/web`.
 */
export type Source = string;

/** A chart as its source has it now. */
export interface Fetched {
  readonly name: string;
  readonly version: string;
  /** The commit that the ref meant; of git alone. */
  readonly commit?: string;
  readonly tree: Tree;
}

/** `git+URL#REF:PATH`. */
export const GIT = /^git\+(?<url>[^#]+)#(?<ref>[^:]+):(?<folder>.+)$/;

/**
 * Reads a chart at its source; `root` is the folder that relative paths count from. With `commit`, a git source is read
 * at that commit and not at its ref.
 */
export async function fetchSource(root: string, source: Source, commit?: string): Promise<Result<Fetched>> {
  const git = GIT.exec(source)?.groups;
  if (git?.url !== undefined) {
    const got = await fetchGit(root, git.url, commit ?? (git.ref as string), git.folder as string);
    return got.ok ? fetched(source, got.value.tree, got.value.commit) : fail([unreadable(source, got.error)]);
  }
  if (source.startsWith("git+")) return fail([unreadable(source, "a git source is git+URL#REF:PATH")]);
  const folder = folderOf(root, source);
  if (isDirectory(folder)) return fetched(source, readTree(folder));
  if (!isFile(folder))
    return fail([unreadable(source, "there is no such folder, archive or chart of chartroom's own")]);
  const place = mkdtempSync(path.join(privateDirectory().path, "copy-"));
  if (!unpackChart(readFileSync(folder), place)) return fail([unreadable(source, "it is no packaged chart")]);
  return fetched(source, readTree(place));
}

/** A bare word is a chart of this package; anything else is a path. */
function folderOf(root: string, source: Source): string {
  return isOwn(source) ? packageDirectory("charts", source) : path.resolve(root, source);
}

export const isOwn = (source: Source): boolean => /^[a-z0-9][a-z0-9-]*$/.test(source);

function fetched(source: Source, tree: Tree, commit?: string): Result<Fetched> {
  const chart = chartOf(tree);
  if (chart === undefined)
    return fail([unreadable(source, "it holds no Chart.yaml with a name and a version")]);
  return ok({ ...chart, tree, ...(commit !== undefined && { commit }) });
}

function unreadable(source: Source, why: string): Diagnostic {
  return diagnostic("CR801", `the chart ${source} cannot be read: ${why}`, {
    help: "name a chart of chartroom's own (phoenix, postgres), a folder, a .tgz, or git+URL#REF:PATH",
  });
}

/** The same folder of the same git repository at another ref; undefined where the source is not of git. */
export function atRef(source: Source, ref: string): Source | undefined {
  const git = GIT.exec(source)?.groups;
  return git && `git+${git.url}#${ref}:${git.folder}`;
}

/** A source that was typed without a ref, at this one; undefined where it is not of git, or names another ref itself. */
export function givenRef(source: Source, ref: string): Source | undefined {
  const git = /^git\+(?<url>[^#]+)(?:#(?<own>[^:]+)(?<folder>:.+)?)?$/.exec(source)?.groups;
  if (!git || (git.own && git.own !== ref)) return undefined;
  return `git+${git.url}#${ref}${git.folder ?? ""}`;
}

/** A source as it was typed in `cwd`, as the lock keeps it: paths count from the root of the repository. */
export function sourceFrom(root: string, cwd: string, typed: string): Source {
  const fromRoot = (name: string) => {
    const relative = path.relative(root, path.resolve(cwd, name)).split(path.sep).join("/");
    return relative.startsWith(".") ? relative : `./${relative}`;
  };
  // A kit is a whole repository, so it may have no path.
  const git = /^git\+(?<url>[^#]+)(?<at>#.*)?$/.exec(typed)?.groups;
  if (git) {
    const url = git.url as string;
    return /^\.{1,2}\//.test(url) ? `git+${fromRoot(url)}${git.at ?? ""}` : typed;
  }
  return isOwn(typed) && isDirectory(packageDirectory("charts", typed)) ? typed : fromRoot(typed);
}
