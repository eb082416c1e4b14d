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
import { conflicts, describeDrift, drift, isDrift } from "../status.ts";
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
 * somebody else put there stays, and is told. With `dry` nothing is written.
 */
export async function makeKit(
  root: string,
  folders: readonly string[],
  dry = false,
): Promise<Result<KitDone>> {
  const [lock, known] = [readLock(root), readKit(root)];
  if (!lock.ok) return lock;
  if (!known.ok) return known;
  const kit = known.value;
  const charts = [...new Set([...(kit?.charts ?? []), ...folders])].filter(
    (one) => lock.value[one] !== undefined,
  );
  const plan = await planKit(root, lock.value, charts, kit);
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
  writeLock(root, lock.value, { layout: plan.repository.layout, charts, files: digests(plan.files) });
  const sample = kit === undefined && plan.repository.layout === "alone" && !isFile(path.join(root, VALUES));
  if (sample) writeWhole(path.join(root, VALUES), sampleValues(root, plan.releases));
  const types = await makeTypes(root);
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
  const found: Diagnostic[] = [...conflicts(".", ours)];
  const edited = drift(kit.files, digests(ours));
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
): Promise<{ made: readonly string[]; findings: readonly Diagnostic[] }> {
  if (!isFile(path.join(root, ENVIRONMENT_SCHEMA))) return { made: [], findings: [] };
  const generated = await generateTypes(root);
  if (!generated.ok) return { made: [], findings: generated.error };
  const text = generated.value.find(({ file }) => file === TYPES)?.text;
  const there = readIfThere(path.join(root, TYPES));
  if (text === undefined || there === text) return { made: [], findings: [] };
  if (there !== undefined && !there.startsWith("// Generated by `chartroom types`")) {
    const help = "rename it, then: chartroom types";
    const place = fileStart(TYPES);
    return {
      made: [],
      findings: [diagnostic("CR809", `${TYPES} was not generated, and stays as it is`, { place, help })],
    };
  }
  writeWhole(path.join(root, TYPES), text);
  return { made: [TYPES], findings: [] };
}
