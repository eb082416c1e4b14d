import path from "node:path";
import { type Updated, updateCopy } from "../copy/copy.ts";
import { copyDifference } from "../copy/difference.ts";
import { type Copies, LOCK, readKit, readLock } from "../copy/lock.ts";
import { changeLines, type Moved, movedValues, pastChanges } from "../copy/moved.ts";
import { atRef, type Source } from "../copy/source.ts";
import { checkCopies, conflicts } from "../copy/status.ts";
import { readTree } from "../copy/tree.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { fileStart } from "../core/source.ts";
import { findHelmfile } from "../environment/find.ts";
import { report } from "../report/report.ts";
import { changesBetween } from "../validate/migrations.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { byHand, kitLines, STEP_WORDS } from "./copy-kit.ts";
import type { CopyWords } from "./copy-words.ts";
import { type FailOn, fails } from "./fail-on.ts";
import { sayFindings } from "./findings.ts";

/** `chartroom copy --check`. */
export async function copyCheck(invocation: Invocation, root: string, failOn: FailOn): Promise<ExitCode> {
  const { screen, format } = invocation;
  const copies = known(invocation, root, []);
  if (copies === undefined) return 2;
  const helmfile = helmfileOf(invocation, root);
  const found = [...(await checkCopies(root, copies))];
  const kit = readKit(root);
  if (kit.ok && kit.value) {
    const { checkKit } = await import("../copy/kit/kit.ts");
    found.push(...(await checkKit(root, copies, kit.value)));
  }
  for (const [folder, copy] of Object.entries(copies)) {
    const tree = readTree(path.join(root, folder));
    const moved = await movedValues(root, folder, pastChanges(tree, copy.version), helmfile);
    found.push(...moved.findings);
    sayUnread(invocation, moved);
  }
  screen.data(report(format, found, { root, color: screen.color }));
  const count = Object.keys(copies).length;
  screen.say(`checked ${count} ${count === 1 ? "copy" : "copies"}: ${Object.keys(copies).join(", ")}`);
  return fails(found, failOn) ? 1 : 0;
}

/** `chartroom copy --diff`. */
export async function copyDiff(
  invocation: Invocation,
  root: string,
  names: readonly string[],
): Promise<ExitCode> {
  const copies = known(invocation, root, names);
  if (copies === undefined) return 2;
  let text = "";
  for (const [folder, copy] of Object.entries(copies))
    text += await copyDifference(root, folder, copy, invocation.screen.color);
  const kit = readKit(root);
  if (names.length === 0 && kit.ok && kit.value) {
    const { asCopy, treeOf } = await import("../copy/kit/kit.ts");
    const { files } = kit.value;
    const ours = treeOf(root, Object.keys(files));
    text += await copyDifference(root, ".", asCopy(files), invocation.screen.color, ours);
  }
  invocation.screen.data(text);
  if (text === "") invocation.screen.say("no copy was edited");
  return 0;
}

/** `chartroom copy --update`. */
export async function copyUpdate(
  invocation: Invocation,
  root: string,
  { names, dry, ref }: Extract<CopyWords, { mode: "update" }>,
): Promise<ExitCode> {
  const copies = known(invocation, root, names);
  if (copies === undefined) return 2;
  const { screen } = invocation;
  const sources = Object.entries(copies).map(
    ([folder, { source }]) => [folder, ref === undefined ? source : atRef(source, ref)] as const,
  );
  const other = sources.flatMap(([folder, source]) => (source === undefined ? [folder] : []));
  if (other.length > 0) {
    const message = `\`--ref\` is for copies out of git, and ${other.join(", ")} is none`;
    const help = "name those that are meant: chartroom copy --update --ref REF COPY...";
    sayFindings(invocation, [diagnostic("CR001", message, { help })], root);
    return 2;
  }
  const found: Diagnostic[] = [];
  const helmfile = helmfileOf(invocation, root);
  for (const [folder, source] of sources) {
    const left = conflicts(folder, readTree(path.join(root, folder)));
    if (left.length > 0) {
      found.push(...left);
      continue;
    }
    const done = await updateCopy(root, copies, folder, dry, source);
    if (!done.ok) {
      found.push(...done.error);
      continue;
    }
    for (const line of told(done.value, dry)) screen.say(line);
    const { tree, from, to } = done.value;
    const changes = changesBetween(tree, from, to);
    for (const line of changeLines(changes)) screen.say(`  value       ${line}`);
    const moved = await movedValues(root, folder, changes, helmfile);
    sayUnread(invocation, moved);
    found.push(...afterwards(root, source as Source, done.value, dry), ...moved.findings);
  }
  found.push(...(await updateKit(invocation, root, dry, Object.keys(copies))));
  sayFindings(invocation, found, root);
  return found.some((one) => one.severity === "error") ? 1 : 0;
}

/** The files around the charts, of which the schemas may be others now; not where none of `folders` is the kit's. */
async function updateKit(
  invocation: Invocation,
  root: string,
  dry: boolean,
  folders: readonly string[],
): Promise<readonly Diagnostic[]> {
  const known = readKit(root);
  if (!known.ok || !known.value?.charts.some((one) => folders.includes(one))) return [];
  const { makeKit, treeOf } = await import("../copy/kit/kit.ts");
  const left = conflicts(".", treeOf(root, Object.keys(known.value.files)));
  if (left.length > 0) return left;
  const done = await makeKit(root, [], { dry });
  if (!done.ok) return done.error;
  const { steps, made, files, findings } = done.value;
  const lines = steps.length + made.length > 0 ? kitLines(done.value, dry) : ["unchanged kit"];
  for (const line of [...lines, ...byHand(done.value)]) invocation.screen.say(line);
  return [...findings, ...(dry ? [] : conflicts(".", treeOf(root, [...files.keys()])))];
}

/** Where values are set is not known of what could not be read. */
function sayUnread({ screen }: Invocation, { unread }: Moved): void {
  if (unread === undefined) screen.say("  no helmfile here: where the old names are set is not known");
  for (const name of unread ?? [])
    screen.say(`  not looked at: environment ${name} cannot be read (chartroom -e ${name} check)`);
}

/** What a person has to do now: conflicts, files that stayed. */
function afterwards(
  root: string,
  source: Source,
  { folder, steps }: Updated,
  dry: boolean,
): readonly Diagnostic[] {
  const gone = steps
    .filter((one) => one.kind === "gone")
    .map(({ file }) =>
      diagnostic("CR808", `${folder}/${file} is gone at ${source}, but was edited here`, {
        place: fileStart(`${folder}/${file}`),
        help: "remove it when it is of no use any more",
      }),
    );
  const binary = steps
    .filter((one) => one.kind === "binary")
    .map(({ file }) =>
      diagnostic("CR806", `${folder}/${file} was changed on both sides and cannot be merged: yours stays`, {
        place: fileStart(`${folder}/${file}`),
        help: "compare it with the source's by hand",
      }),
    );
  return [...(dry ? [] : conflicts(folder, readTree(path.join(root, folder)))), ...binary, ...gone];
}

function told({ folder, from, to, steps }: Updated, dry: boolean): readonly string[] {
  if (steps.length === 0) return [`unchanged ${folder}  ${to}`];
  const versions = from === to ? to : `${from} -> ${to}`;
  return [
    `${dry ? "would update" : "updated"} ${folder}  ${versions}`,
    ...steps.map(({ kind, file }) => `  ${STEP_WORDS[kind].padEnd(11)} ${file}`),
  ];
}

/** The helmfile whose environments use the copies, where it is not at the root: named, of the kit, or of the folder here. */
function helmfileOf({ cwd, file }: Invocation, root: string): string | undefined {
  if (file !== undefined) return path.resolve(cwd, file);
  const kit = readKit(root);
  if (kit.ok && kit.value?.helmfile !== undefined) return path.join(root, kit.value.helmfile);
  const here = findHelmfile(cwd);
  return here.ok ? here.value.helmfile : undefined;
}

/** The copies that are named, or all; undefined after saying why not. */
function known(invocation: Invocation, root: string, names: readonly string[]): Copies | undefined {
  const lock = readLock(root);
  if (!lock.ok) {
    sayFindings(invocation, lock.error, root);
    return undefined;
  }
  const all = Object.keys(lock.value);
  const wanted = names.map((one) =>
    path.relative(root, path.resolve(invocation.cwd, one)).split(path.sep).join("/"),
  );
  const unknown = wanted.find((one) => !all.includes(one));
  const message =
    all.length === 0
      ? `there is no copy: ${LOCK} is not there or empty`
      : unknown === undefined
        ? undefined
        : `${unknown} is no copy`;
  if (message !== undefined) {
    const help = all.length === 0 ? "make one: chartroom copy phoenix charts" : `copies: ${all.join(", ")}`;
    sayFindings(invocation, [diagnostic("CR001", message, { help })], root);
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(lock.value).filter(([folder]) => wanted.length === 0 || wanted.includes(folder)),
  );
}
