import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
import { ok, type Result } from "../core/result.ts";
import {
  type BaselineEntry,
  baselineOf,
  compareBaseline,
  goneFinding,
  readBaseline,
  writeBaseline,
} from "../report/baseline.ts";
import { type Finding, foldFindings } from "../report/findings.ts";
import { reportFindings } from "../report/report.ts";
import type { CheckWords } from "./check-words.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { fails } from "./fail-on.ts";

/** What a check came to. */
export interface Outcome {
  readonly root: string;
  /** Further folders that files are looked for below. */
  readonly roots?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether this check would have found again what an entry of the baseline stands for. */
  readonly covers: (entry: BaselineEntry) => boolean;
}

/** The baseline that a check was asked to compare with. */
export interface OpenBaseline {
  /** Absolute. */
  readonly file: string;
  /** As the person wrote it. */
  readonly typed: string;
  /** Empty where it is about to be written for the first time. */
  readonly entries: readonly BaselineEntry[];
}

/** Reads the baseline before anything is checked, so that a wrong name is told at once; undefined where none is asked for. */
export function openBaseline(
  cwd: string,
  { baseline: typed, updateBaseline }: CheckWords,
): Result<OpenBaseline | undefined> {
  if (typed === undefined) return ok(undefined);
  const file = path.resolve(cwd, typed);
  const read = readBaseline(file, typed);
  if (read.ok) return ok({ file, typed, entries: read.value });
  return updateBaseline && read.error[0]?.code === "CR012" ? ok({ file, typed, entries: [] }) : read;
}

/** Compares with the baseline, or writes it, prints the findings and gives the exit code. */
export function tellOutcome(
  { screen, format }: Invocation,
  { updateBaseline, failOn }: CheckWords,
  { root, roots = [], diagnostics, ...outcome }: Outcome,
  baseline: OpenBaseline | undefined,
): ExitCode {
  const findings = foldFindings(diagnostics);
  const covers = isWhole(findings) ? outcome.covers : () => false;
  const tell = (shown: readonly Finding[], known?: readonly Finding[]): ExitCode => {
    screen.data(reportFindings(format, shown, { root, roots, color: screen.color, ...(known && { known }) }));
    return fails(shown, failOn) ? 1 : 0;
  };
  if (!baseline) return tell(findings);
  const { file, typed, entries } = baseline;
  if (updateBaseline) {
    const now = updated(entries, findings, failOn === "info", covers);
    writeBaseline(file, now);
    screen.say(written(typed, entries, now));
    const { fresh, known } = compareBaseline(findings, now);
    return tell(fresh, known);
  }
  const { fresh, known, gone } = compareBaseline(findings, entries);
  return tell([...fresh, ...foldFindings(goneFinding(gone.filter(covers), { root, file, typed }))], known);
}

/** False where something kept a part from being checked at all: what is not found then is not mended. */
function isWhole(findings: readonly Finding[]): boolean {
  return !findings.some(
    ({ code, severity }) => code === "CR025" || (severity === "error" && /^CR[039]/.test(code)),
  );
}

/** The entries for what was found, and those that this check says nothing about. */
function updated(
  before: readonly BaselineEntry[],
  findings: readonly Finding[],
  infos: boolean,
  covers: Outcome["covers"],
): BaselineEntry[] {
  const now = baselineOf(findings, ({ severity }) => infos || severity !== "info");
  const kept = compareBaseline(findings, before).gone.filter((one) => !covers(one));
  return [...now, ...kept];
}

function written(typed: string, before: readonly BaselineEntry[], now: readonly BaselineEntry[]): string {
  const total = (entries: readonly BaselineEntry[]) => entries.reduce((sum, { count }) => sum + count, 0);
  const change = before.length > 0 ? `, ${total(before)} before` : "";
  return `${typed}: ${total(now)} known finding${total(now) === 1 ? "" : "s"}${change}`;
}
