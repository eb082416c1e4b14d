import type { Result } from "../core/result.ts";
import { missingForCt, runCt } from "../lint/ct.ts";
import { type Linted, lintCharts } from "../lint/lint.ts";
import { readSettings } from "../lint/settings.ts";
import { report } from "../report/report.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { fails } from "./fail-on.ts";
import { stop } from "./findings.ts";
import { type LintWords, readLintWords } from "./lint-words.ts";
import { sayUsage } from "./usage.ts";

export const command: Command = {
  name: "lint",
  async run(invocation) {
    const words = readLintWords(invocation.args);
    if (!words.ok) return sayUsage(invocation, words.error, "chartroom help lint");
    const settings = readSettings(invocation.cwd, words.value);
    if (!settings.ok) return stop(invocation, settings.error, 2);
    const missing = words.value.way === undefined ? missingForCt(settings.value) : [];
    const native = words.value.way === "native" || missing.length > 0;
    if (missing.length > 0)
      invocation.screen.say(`linted without ct: ${missing.join(", ")} not on PATH (chartroom help lint)`);
    const which = { words: words.value.charts, all: words.value.all };
    const { cwd, screen, verbose } = invocation;
    const tell = verbose ? (text: string) => screen.say(text.trimEnd()) : undefined;
    const lint = native ? lintCharts : runCt;
    const result = await lint(cwd, settings.value, which, tell);
    return tellLint(invocation, words.value, result, native ? "" : " (ct)");
  },
};

function tellLint(invocation: Invocation, words: LintWords, result: Result<Linted>, how: string): ExitCode {
  if (!result.ok) return stop(invocation, result.error, 2);
  const { root, charts, diagnostics, target } = result.value;
  const { screen, format } = invocation;
  screen.data(report(format, diagnostics, { root, color: screen.color }));
  screen.say(
    tally(
      charts.map((one) => one.shown),
      target,
    ) + how,
  );
  return fails(diagnostics, words.failOn) ? 1 : 0;
}

function tally(charts: readonly string[], target: string | undefined): string {
  const since = target === undefined ? "" : ` changed since ${target}`;
  if (charts.length === 0) return `no chart${since === "" ? " to lint" : since}`;
  return `linted ${charts.length} ${charts.length === 1 ? "chart" : "charts"}${since}: ${charts.join(", ")}`;
}

runAlone(command, import.meta.url);
