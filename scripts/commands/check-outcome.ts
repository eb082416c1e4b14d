import path from "node:path";
import type { Diagnostic } from "../core/diagnostic.ts";
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
import { sayFindings } from "./findings.ts";

/** What a check came to. */
export interface Outcome {
  readonly root: string;
  /** Further folders that files are looked for below. */
  readonly roots?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether this check would have found again what an entry of the baseline stands for. */
  readonly covers: (entry: BaselineEntry) => boolean;
}

/** Compares with the baseline, or writes it, prints the findings and gives the exit code. */
export function tellOutcome(invocation: Invocation, words: CheckWords, outcome: Outcome): ExitCode {
  const { screen, format, cwd } = invocation;
  const { baseline: typed, updateBaseline, failOn } = words;
  const { root, roots = [], diagnostics } = outcome;
  const findings = foldFindings(diagnostics);
  const context = { root, roots, color: screen.color };
  if (typed === undefined) {
    screen.data(reportFindings(format, findings, context));
    return fails(findings, failOn) ? 1 : 0;
  }
  const file = path.resolve(cwd, typed);
  const read = readBaseline(file, typed);
  if (!read.ok && !(updateBaseline && read.error[0]?.code === "CR012")) {
    sayFindings(invocation, read.error);
    return 2;
  }
  const before = read.ok ? read.value : [];
  const covers = isWhole(findings) ? outcome.covers : () => false;
  if (updateBaseline) {
    const now = updated(before, findings, failOn === "info", covers);
    writeBaseline(file, now);
    screen.say(written(typed, before, now));
    const { fresh, known } = compareBaseline(findings, now);
    screen.data(reportFindings(format, fresh, { ...context, known }));
    return fails(fresh, failOn) ? 1 : 0;
  }
  const { fresh, known, gone } = compareBaseline(findings, before);
  const told = foldFindings(goneFinding(gone.filter(covers), { root, file, typed }));
  const shown = [...fresh, ...told];
  screen.data(reportFindings(format, shown, { ...context, known }));
  return fails(shown, failOn) ? 1 : 0;
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
