import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { fileStart, makeSource, placeAt } from "../core/source.ts";
import { type Copies, type Copy, LOCK } from "./lock.ts";
import { fetchSource } from "./source.ts";
import { type Digests, digests, readTree, type Tree } from "./tree.ts";

/** How two sets of files differ, each list sorted. */
export interface Drift {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What is to be said of every copy: edited here, behind its source, conflicts left. Nothing is written. */
export async function checkCopies(root: string, copies: Copies): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const [folder, copy] of Object.entries(copies)) {
    const ours = readTree(path.join(root, folder));
    const left = conflicts(folder, ours);
    found.push(...left);
    const edited = drift(copy.files, withoutConflicts(digests(ours), copy.files, folder, left));
    if (isDrift(edited)) found.push(editedHere(folder, edited));
    found.push(...(await behind(root, folder, copy)));
  }
  return found;
}

/** Present digests in which a file with a conflict counts as copied: the conflict tells that it differs. */
export function withoutConflicts(
  ours: Digests,
  copied: Digests,
  folder: string,
  conflicted: readonly Diagnostic[],
): Digests {
  const files = new Set(conflicted.map(({ place }) => place?.file));
  return Object.fromEntries(
    Object.entries(ours).map(([name, digest]) => [
      name,
      files.has(path.posix.join(folder, name)) ? (copied[name] ?? digest) : digest,
    ]),
  );
}

/** The files of `to` that are not as in `from`. */
export function drift(from: Digests, to: Digests): Drift {
  const names = (set: Digests) => Object.keys(set).sort();
  return {
    changed: names(to).filter((one) => from[one] !== undefined && from[one] !== to[one]),
    added: names(to).filter((one) => from[one] === undefined),
    removed: names(from).filter((one) => to[one] === undefined),
  };
}

export const isDrift = ({ changed, added, removed }: Drift): boolean =>
  changed.length + added.length + removed.length > 0;

/** `2 changed (values.yaml, NOTES.txt), 1 added (x.yaml)`. */
export function describeDrift({ changed, added, removed }: Drift): string {
  const part = (word: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [`${names.length} ${word} (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", ..." : ""})`];
  return [...part("changed", changed), ...part("added", added), ...part("removed", removed)].join(", ");
}

function editedHere(folder: string, edited: Drift): Diagnostic {
  const file = edited.changed[0] ?? edited.added[0];
  const place = fileStart(file === undefined ? LOCK : `${folder}/${file}`);
  return diagnostic("CR804", `${folder} was edited: ${describeDrift(edited)}`, {
    place,
    help: `see how: chartroom copy --diff ${folder}`,
  });
}

async function behind(root: string, folder: string, copy: Copy): Promise<readonly Diagnostic[]> {
  const source = await fetchSource(root, copy.source);
  if (!source.ok) return source.error;
  const { version, tree } = source.value;
  const newer = drift(copy.files, digests(tree));
  if (!isDrift(newer)) return [];
  const versions =
    version === copy.version ? `${version} with other files` : `${version}, the copy ${copy.version}`;
  return [
    diagnostic("CR805", `${folder} is behind ${copy.source}: the source has ${versions}`, {
      place: fileStart(`${folder}/Chart.yaml`),
      note: describeDrift(newer),
      help: `bring it up to date: chartroom copy --update ${folder}`,
    }),
  ];
}

/** Marks that a merge left, one finding a file. */
export function conflicts(folder: string, tree: Tree): readonly Diagnostic[] {
  return [...tree].flatMap(([name, bytes]) => {
    const text = bytes.toString("utf8");
    const at = text.search(/^<{7} .*$/m);
    if (at === -1 || !/^>{7} /m.test(text)) return [];
    const file = path.posix.join(folder, name);
    const place = placeAt(makeSource(file, text), at, text.indexOf("\n", at));
    const help = "choose one side and remove the marks";
    return [diagnostic("CR806", `${file} has conflicts that nobody has resolved`, { place, help })];
  });
}
