import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { fileInTheWay } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { type Copies, type Copy, readLock, writeLock } from "./lock.ts";
import { keepOriginals, originalFile } from "./original.ts";
import { atRef, type Fetched, fetchSource, GIT, type Source } from "./source.ts";
import { digests, readTree, type Tree, writeTree } from "./tree.ts";
import { mergeTrees, type Step } from "./update.ts";

/** A chart that was copied. */
export interface Copied {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly files: number;
}

/**
 * Copies charts into `to` (a folder from the root), each into a folder of its own name, and locks them. Nothing is
 * written unless every chart can be. With `adopt`, a folder that is there already keeps its files and becomes a copy.
 * With `again`, what is a copy of the same source already is left as it is.
 */
export async function copyCharts(
  root: string,
  sources: readonly Source[],
  to: string,
  adopt: boolean,
  again = false,
): Promise<Result<readonly Copied[]>> {
  const lock = readLock(root);
  if (!lock.ok) return lock;
  const problems: Diagnostic[] = [];
  const charts: { readonly folder: string; readonly source: Source; readonly fetched: Fetched }[] = [];
  for (const source of sources) {
    const fetched = await fetchSource(root, source);
    if (!fetched.ok) {
      problems.push(...fetched.error);
      continue;
    }
    const folder = path.posix.join(to, fetched.value.name);
    if (again && lock.value[folder]?.source === source) continue;
    const file = fileInTheWay(root, folder);
    if (file !== undefined) {
      problems.push(noFolder(file, folder));
      continue;
    }
    const there = readTree(path.join(root, folder));
    if (there.size > 0 && !adopt) problems.push(inTheWay(folder, source, lock.value[folder]));
    charts.push({ folder, source, fetched: fetched.value });
  }
  if (problems.length > 0) return fail(problems);
  const copies: Record<string, Copy> = { ...lock.value };
  for (const { folder, source, fetched } of charts) {
    const directory = path.join(root, folder);
    if (readTree(directory).size === 0) writeTree(directory, fetched.tree);
    keepOriginals(fetched.tree);
    copies[folder] = entry(source, fetched);
  }
  writeLock(root, copies);
  return ok(
    charts.map(({ folder, fetched: { name, version, tree } }) => ({
      folder,
      name,
      version,
      files: tree.size,
    })),
  );
}

function entry(source: Source, { version, commit, tree }: Fetched): Copy {
  return { source, version, ...(commit !== undefined && { commit }), files: digests(tree) };
}

/** A file stands where a folder would be made. */
export function noFolder(file: string, folder: string): Diagnostic {
  return diagnostic("CR803", `${file} is a file, and ${folder} would be a folder`, {
    place: fileStart(file),
    help: "copy into another folder, or give the file another name",
  });
}

function inTheWay(folder: string, source: Source, copy: Copy | undefined): Diagnostic {
  const ref = GIT.exec(source)?.groups?.ref;
  const moves = copy && ref !== undefined && copy.source !== source && atRef(copy.source, ref) === source;
  return copy
    ? diagnostic("CR803", `${folder} is a copy already, of version ${copy.version}`, {
        help: `bring it up to date: chartroom copy --update ${moves ? `--ref ${ref} ` : ""}${folder}`,
      })
    : diagnostic("CR803", `${folder} is not empty, and no copy`, {
        help: "copy into another folder, or make it a copy as it is: --adopt",
      });
}

/** What an update did to one copy. */
export interface Updated {
  readonly folder: string;
  readonly from: string;
  readonly to: string;
  /** Empty where the copy was up to date. */
  readonly steps: readonly Step[];
  /** The chart as its source has it. */
  readonly tree: Tree;
}

/**
 * Merges what `from` has now (the copy's own source unless told otherwise) into a copy and renews its lock. With `dry`,
 * nothing is written.
 */
export async function updateCopy(
  root: string,
  copies: Copies,
  folder: string,
  dry: boolean,
  from: Source = (copies[folder] as Copy).source,
): Promise<Result<Updated>> {
  const copy = copies[folder] as Copy;
  const source = await fetchSource(root, from);
  if (!source.ok) return source;
  const { version, tree } = source.value;
  const directory = path.join(root, folder);
  const labels = {
    ours: `${folder} (yours)`,
    base: `${copy.source} ${copy.version}`,
    theirs: `${from} ${version}`,
  };
  const original = (file: string) => originalFile(root, folder, copy, file);
  const steps = await mergeTrees(copy.files, readTree(directory), tree, original, labels);
  if (!dry) {
    const written = steps.flatMap((one) => ("bytes" in one ? [[one.file, one.bytes] as const] : []));
    const removed = steps.filter((one) => one.kind === "removed").map((one) => one.file);
    writeTree(directory, new Map(written), removed);
    keepOriginals(tree);
    const lock = readLock(root);
    if (!lock.ok) return lock;
    writeLock(root, { ...lock.value, [folder]: entry(from, source.value) });
  }
  return ok({ folder, from: copy.version, to: version, steps, tree });
}
