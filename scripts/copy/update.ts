import { type Labels, mergeFile } from "./merge.ts";
import { type Digests, digest, type Tree } from "./tree.ts";

/** What an update does with one file. */
export type Step =
  | { readonly kind: "written" | "merged" | "conflict"; readonly file: string; readonly bytes: Buffer }
  | { readonly kind: "removed" | "kept" | "gone" | "binary"; readonly file: string };

/**
 * Merges a newer version of a chart into a copy, file by file: `base` are the digests of what was copied, `ours` what is
 * there now. A file that one side left alone is the other side's; one that both changed is merged. `original` gives a
 * file as it was copied, and is only asked where both sides changed it. Unchanged files are no step.
 * gone: removed at the source and edited here, so it stays. kept: removed here, changed at the source, so it stays away.
 */
export async function mergeTrees(
  base: Digests,
  ours: Tree,
  theirs: Tree,
  original: (file: string) => Promise<Buffer | undefined>,
  labels: Labels,
): Promise<readonly Step[]> {
  const names = [...new Set([...Object.keys(base), ...ours.keys(), ...theirs.keys()])].sort();
  const steps: Step[] = [];
  for (const file of names) {
    const [here, there] = [ours.get(file), theirs.get(file)];
    const was = base[file];
    const isOurs = (here && digest(here)) === was;
    const isTheirs = (there && digest(there)) === was;
    if (isTheirs || (here && there && here.equals(there)) || (!here && !there)) continue;
    if (isOurs) {
      steps.push(there ? { kind: "written", file, bytes: there } : { kind: "removed", file });
    } else if (!here) {
      steps.push({ kind: "kept", file });
    } else if (!there) {
      steps.push({ kind: "gone", file });
    } else {
      const merged = await mergeFile(here, await original(file), there, labels);
      if (merged === undefined) steps.push({ kind: "binary", file });
      else steps.push({ kind: merged.conflicts === 0 ? "merged" : "conflict", file, bytes: merged.bytes });
    }
  }
  return steps;
}
