import path from "node:path";
import type { KitDone } from "../copy/kit/kit.ts";
import { type Copies, readLock } from "../copy/lock.ts";
import type { Source } from "../copy/source.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";

/** The charts that the words of `copy --kit` mean: those of a kit, or chartroom's own where none is named. */
export async function kitSources(root: string, typed: readonly Source[]): Promise<readonly Source[]> {
  const { chartsOfKit, ownCharts } = await import("../copy/kit/source.ts");
  if (typed.length === 0) return ownCharts();
  return (await Promise.all(typed.map((one) => chartsOfKit(root, one)))).flat();
}

/** Makes the files around charts that were copied, and says what was written and what is left to do. */
export async function sayKit(
  invocation: Invocation,
  root: string,
  target: string,
  sources: readonly Source[],
  helmfile: string | undefined,
): Promise<ExitCode> {
  const { makeKit } = await import("../copy/kit/kit.ts");
  const lock = readLock(root);
  if (!lock.ok) return 2;
  const done = await makeKit(root, foldersOf(lock.value, target, sources), { helmfile });
  if (!done.ok) {
    sayFindings(invocation, done.error, root);
    return 2;
  }
  for (const line of kitLines(done.value, false)) invocation.screen.say(line);
  for (const line of [...byHand(done.value), ...next(done.value)]) invocation.screen.say(line);
  sayFindings(invocation, done.value.findings, root);
  const errors = done.value.findings.filter(({ severity }) => severity === "error");
  return exitCodeOf(errors, errors.length > 0 ? 1 : 0);
}

function foldersOf(copies: Copies, target: string, sources: readonly Source[]): readonly string[] {
  return Object.entries(copies).flatMap(([folder, copy]) =>
    sources.includes(copy.source) && folder.startsWith(target === "" ? "" : `${target}/`) ? [folder] : [],
  );
}

/** What an update does to a file. */
export const STEP_WORDS = {
  written: "taken",
  merged: "merged",
  conflict: "conflict",
  removed: "removed",
  kept: "stays away",
  gone: "stays",
  binary: "yours stays",
} as const;

/** A kit's files are made here, not taken from somewhere. */
const WORDS = { ...STEP_WORDS, written: "wrote" } as const;

/** A line for each file of a kit that was touched. */
export function kitLines({ steps, made, files }: KitDone, dry: boolean): readonly string[] {
  const touched = steps.map(({ kind, file }) => `${dry ? "would have " : ""}${WORDS[kind]} ${file}`);
  const unchanged = [...files.keys()].filter((file) => !steps.some((one) => one.file === file));
  return [
    ...touched,
    ...(dry ? [] : unchanged.map((file) => `unchanged ${file}`)),
    ...made.map((file) => `wrote ${file}`),
  ];
}

/** What a person adds to files of their own. */
export function byHand({ byHand }: KitDone): readonly string[] {
  return byHand.flatMap(({ file, where, lines }) => [`by hand, in ${file}: ${where}`, ...lines]);
}

function next({ base, repository, entered }: KitDone): readonly string[] {
  const [first] = entered;
  if (first === undefined) return [];
  const { layout, template } = repository;
  if (layout === "alone")
    return [
      `next: put your own values into ${path.posix.join(base, "environments/default/values.yaml")}, then: chartroom check`,
    ];
  const on =
    layout === "folder" || template
      ? `\`releases: {${first.name}: {enabled: true}}\`, and its values below \`${first.name}:\``
      : `the values of each release below its name (\`${first.name}:\`)`;
  const sample = `${path.posix.join(base, first.folder)}/values.yaml says what there is${layout === "folder" || template ? "; nothing is deployed before" : ""}`;
  return [`next: in the values of an environment ${on}; ${sample}`, "then: chartroom check"];
}
