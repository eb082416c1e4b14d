import { readFileSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../../core/diagnostic.ts";
import { diagnostic } from "../../core/diagnostic.ts";
import { isFile, readIfThere, writeWhole } from "../../core/files.ts";
import { ok, type Result } from "../../core/result.ts";
import { fileStart } from "../../core/source.ts";
import { generateTypes } from "../../typed/generate.ts";
import { ENVIRONMENT_SCHEMA } from "../../validate/environment-schema.ts";
import { type Copies, type Copy, type Kit, readKit, readLock, writeLock } from "../lock.ts";
import { keepOriginals, originalFile } from "../original.ts";
import { conflicts, describeDrift, drift, isDrift, withoutConflicts } from "../status.ts";
import { digests, type Tree, writeTree } from "../tree.ts";
import { mergeTrees, type Step } from "../update.ts";
import { type KitPlan, planKit } from "./generate.ts";
import { sampleValues, VALUES } from "./sample.ts";

/** What was done to the files around the charts. */
export interface KitDone extends KitPlan {
  /** Of a kit that was there before: what an update did, file by file. */
  readonly steps: readonly Step[];
  /** Made by this run and nobody's later: the types, a first values file. */
  readonly made: readonly string[];
}

/**
 * Makes the files that the charts in `folders` need around them, or brings those that are there up to date by merging. What
 * somebody else put there stays, and is told. With `dry` nothing is written. A first kit is for `helmfile` (from the root;
 * undefined: at the root), a later one for that of the first.
 */
export async function makeKit(
  root: string,
  folders: readonly string[],
  { dry = false, helmfile: first }: { readonly dry?: boolean; readonly helmfile?: string | undefined } = {},
): Promise<Result<KitDone>> {
  const [lock, known] = [readLock(root), readKit(root)];
  if (!lock.ok) return lock;
  if (!known.ok) return known;
  const kit = known.value;
  const charts = [...new Set([...(kit?.charts ?? []), ...folders])].filter(
    (one) => lock.value[one] !== undefined,
  );
  const helmfile = kit ? kit.helmfile : first;
  const plan = await planKit(root, lock.value, charts, kit, helmfile);
  const beside = path.join(root, plan.base);
  const base = kit?.files ?? {};
  const names = [...new Set([...Object.keys(base), ...plan.files.keys()])];
  const labels = { ours: "yours", base: "as it was made", theirs: "as it is made now" };
  const original = (file: string) => originalFile(root, ".", asCopy(base), file);
  const steps = await mergeTrees(base, treeOf(root, names), plan.files, original, labels);
  if (dry) return ok({ ...plan, steps, made: [] });
  const written = steps.flatMap((one) => ("bytes" in one ? [[one.file, one.bytes] as const] : []));
  writeTree(
    root,
    new Map(written),
    steps.filter((one) => one.kind === "removed").map((one) => one.file),
  );
  keepOriginals(plan.files);
  const { layout } = plan.repository;
  const files = digests(plan.files);
  writeLock(root, lock.value, { layout, ...(helmfile !== undefined && { helmfile }), charts, files });
  const sample = kit === undefined && layout === "alone" && !isFile(path.join(beside, VALUES));
  if (sample) writeWhole(path.join(beside, VALUES), sampleValues(beside, plan.releases));
  const types = await makeTypes(root, plan.base);
  return ok({
    ...plan,
    findings: [...plan.findings, ...types.findings],
    steps,
    made: [...(sample ? [VALUES] : []), ...types.made],
  });
}

/** What is to be said of the kit's files: edited, not as they would be made now, conflicts left. */
export async function checkKit(root: string, copies: Copies, kit: Kit): Promise<readonly Diagnostic[]> {
  const names = Object.keys(kit.files);
  const ours = treeOf(root, names);
  const left = conflicts(".", ours);
  const found: Diagnostic[] = [...left];
  const edited = drift(kit.files, withoutConflicts(digests(ours), kit.files, ".", left));
  const at = edited.changed[0];
  if (isDrift(edited))
    found.push(
      diagnostic("CR804", `the kit was edited: ${describeDrift(edited)}`, {
        ...(at !== undefined && { place: fileStart(at) }),
        help: "see how: chartroom copy --diff",
      }),
    );
  const { files } = await planKit(
    root,
    copies,
    kit.charts.filter((one) => copies[one] !== undefined),
    kit,
  );
  const newer = drift(kit.files, digests(files));
  if (isDrift(newer))
    found.push(
      diagnostic(
        "CR805",
        "the kit would be made otherwise now: its source or this repository's helmfile has changed",
        {
          ...(names[0] !== undefined && { place: fileStart(newer.changed[0] ?? names[0]) }),
          note: describeDrift(newer),
          help: "bring it up to date: chartroom copy --update",
        },
      ),
    );
  return found;
}

/** The kit's files as a copy that has the root for its folder, for those who compare and merge copies. */
export function asCopy(files: Kit["files"]): Copy {
  return { source: "kit", version: "as it was made", files };
}

/** Those files that are there, from the root. */
export function treeOf(root: string, names: readonly string[]): Tree {
  const there = names.filter((name) => isFile(path.join(root, name)));
  return new Map(there.map((name) => [name, readFileSync(path.join(root, name))]));
}

const TYPES = "schemas/environment.d.ts";

/** The types of the environment schema; a file of that name that chartroom did not generate stays. */
async function makeTypes(
  root: string,
  base: string,
): Promise<{ made: readonly string[]; findings: readonly Diagnostic[] }> {
  const beside = path.join(root, base);
  const types = path.posix.join(base, TYPES);
  if (!isFile(path.join(beside, ENVIRONMENT_SCHEMA))) return { made: [], findings: [] };
  const generated = await generateTypes(beside);
  if (!generated.ok) return { made: [], findings: generated.error.map((one) => placedBelow(base, one)) };
  const text = generated.value.find(({ file }) => file === TYPES)?.text;
  const there = readIfThere(path.join(root, types));
  if (text === undefined || there === text) return { made: [], findings: [] };
  if (there !== undefined && !there.startsWith("// Generated by `chartroom types`")) {
    const help = "rename it, then: chartroom types";
    const place = fileStart(types);
    return {
      made: [],
      findings: [diagnostic("CR809", `${types} was not generated, and stays as it is`, { place, help })],
    };
  }
  writeWhole(path.join(root, types), text);
  return { made: [types], findings: [] };
}

function placedBelow(base: string, one: Diagnostic): Diagnostic {
  const { place } = one;
  return place ? { ...one, place: { ...place, file: path.posix.join(base, place.file) } } : one;
}
