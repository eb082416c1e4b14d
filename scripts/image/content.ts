import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { canonicalJson, type Json } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { type Ignores, readIgnored } from "./dockerignore.ts";
import { type GitContent, gitContent } from "./git.ts";

/** Digits of a hash that a tag has: enough to tell the states of one project from each other. */
const DIGITS = 12;

/** What goes into an image, and the tag that says so. */
export interface Content {
  readonly tag: string;
  /** Something is not committed. */
  readonly dirty: boolean;
  readonly git: GitContent | undefined;
  /** What does not count. */
  readonly ignores: Ignores;
}

/**
 * The tag of a context: `TREE` of what is committed, `TREE-dirty-TREE` with the tree of the files as they lie there, or
 * `files-HASH` without git. What .dockerignore names does not count. `options` are what else decides what is built;
 * where there are any, the tag ends with a hash of them.
 */
export async function readContent(
  context: string,
  dockerfile: string,
  options: Json,
): Promise<Result<Content>> {
  const ignores = readIgnored(context, dockerfile);
  const git = await gitContent(context, ignores);
  if (!git.ok) return git;
  const more = optionsPart(options);
  if (git.value) {
    const { tree, committed } = git.value;
    const dirty = tree !== committed;
    const tag = dirty ? `${short(committed)}-dirty-${short(tree)}` : short(tree);
    return ok({ tag: `${tag}${more}`, dirty, git: git.value, ignores });
  }
  try {
    return ok({
      tag: `files-${short(hashFiles(context, ignores))}${more}`,
      dirty: true,
      git: undefined,
      ignores,
    });
  } catch (thrown) {
    const { code, path: file } = thrown as NodeJS.ErrnoException;
    if (file === undefined) throw thrown;
    return fail([
      diagnostic("CR724", `${path.relative(context, file)} cannot be read (${code})`, {
        help: "let it be read, or name it in .dockerignore",
      }),
    ]);
  }
}

function optionsPart(options: Json): string {
  const text = canonicalJson(options);
  return text === "{}" ? "" : `-with-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
}

/** A hash of names, kinds and contents, the same on every machine; times and owners do not count. */
function hashFiles(context: string, ignores: Ignores): string {
  const hash = createHash("sha256");
  for (const file of files(context, "")) {
    if (ignores(file)) continue;
    const at = path.join(context, file);
    const stat = lstatSync(at);
    const kind = stat.isSymbolicLink() ? "link" : stat.mode & 0o100 ? "program" : "file";
    const content = stat.isSymbolicLink() ? readlinkSync(at) : readFileSync(at);
    hash.update(`${kind} ${file}\0`).update(createHash("sha256").update(content).digest());
  }
  return hash.digest("hex");
}

/** Files and links below a folder, sorted by name; .git is no content, what is neither file nor link neither. */
function* files(context: string, folder: string): Generator<string> {
  const entries = readdirSync(path.join(context, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && name !== ".git") yield* files(context, name);
    else if (entry.isFile() || entry.isSymbolicLink()) yield name;
  }
}

function short(hash: string): string {
  return hash.slice(0, DIGITS);
}
