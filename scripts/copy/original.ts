import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { childEnvironment } from "../core/exec.ts";
import { cacheDirectory, isFile, writeWhole } from "../core/files.ts";
import type { Copy } from "./lock.ts";
import { fetchSource } from "./source.ts";
import { digest, type Tree } from "./tree.ts";

/** Commits of a file's history that are looked through. */
const MOST_COMMITS = 200;

/**
 * A file as it was copied, by the digest that the lock has for it: from this machine's cache, from the history of the
 * repository that holds the copy (a copy is usually committed before it is edited), or from the commit of a git source.
 * Undefined where none has it any more; a merge then has no base.
 */
export async function originalFile(
  root: string,
  folder: string,
  copy: Copy,
  file: string,
): Promise<Buffer | undefined> {
  const wanted = copy.files[file];
  if (wanted === undefined) return undefined;
  const kept = cached(wanted);
  if (isFile(kept)) {
    const bytes = readFileSync(kept);
    if (digest(bytes) === wanted) return bytes;
  }
  const found =
    (await fromHistory(root, path.posix.join(folder, file), wanted)) ?? (await fromSource(root, copy, file));
  return found && digest(found) === wanted ? found : undefined;
}

/** Keeps a tree's files for later merges. A chart holds no secrets. A cache that cannot be written is none. */
export function keepOriginals(tree: Tree): void {
  try {
    for (const bytes of tree.values()) {
      const file = cached(digest(bytes));
      if (!isFile(file)) writeWhole(file, bytes);
    }
  } catch {
    // The history or the source has them too.
  }
}

const cached = (name: string): string => cacheDirectory("originals", name.slice(0, 2), name);

async function fromHistory(root: string, file: string, wanted: string): Promise<Buffer | undefined> {
  const log = await git(root, ["log", `--max-count=${MOST_COMMITS}`, "--format=%H", "--", file]);
  for (const commit of log?.toString("utf8").split("\n").filter(Boolean) ?? []) {
    const bytes = await git(root, ["show", `${commit}:./${file}`]);
    if (bytes && digest(bytes) === wanted) return bytes;
  }
  return undefined;
}

async function fromSource(root: string, copy: Copy, file: string): Promise<Buffer | undefined> {
  if (copy.commit === undefined) return undefined;
  const source = await fetchSource(root, copy.source, copy.commit);
  return source.ok ? source.value.tree.get(file) : undefined;
}

/** What git prints, as bytes; undefined where it fails. */
async function git(root: string, args: readonly string[]): Promise<Buffer | undefined> {
  const ran = await execa("git", ["-C", root, ...args], {
    env: childEnvironment(),
    extendEnv: false,
    encoding: "buffer",
    reject: false,
    stripFinalNewline: false,
    verbose: "none",
  });
  return ran.exitCode === 0 ? Buffer.from(ran.stdout) : undefined;
}
