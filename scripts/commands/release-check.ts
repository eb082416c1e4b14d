import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { type CheckedEnvironment, checkEnvironments } from "../pipeline.ts";
import { liveLines } from "../report/live-lines.ts";
import { report } from "../report/report.ts";
import { summary } from "../report/summary.ts";
import { takeCheckOptions } from "./check-for.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";

/** What one environment came to: an exit code, and whether the next environment may follow. */
export interface Outcome {
  readonly code: ExitCode;
  readonly goOn: boolean;
  /** What was found beside the findings of the check. */
  readonly found?: readonly Diagnostic[];
}

/** Checks every named environment; only when none has errors, each is handed on in turn, with the words that are left for helmfile. */
export async function eachChecked(
  invocation: Invocation,
  next: (checked: CheckedEnvironment, invocation: Invocation) => Promise<Outcome>,
): Promise<ExitCode> {
  const { environments, cwd, file, helmfileOptions, screen, verb, format, verbose } = invocation;
  if (environments.length === 0) {
    const help = `chartroom -e local ${verb}`;
    sayFindings(invocation, [diagnostic("CR001", `\`${verb}\` needs an environment`, { help })]);
    return 2;
  }
  const words = takeCheckOptions(invocation.args);
  if (!words.ok) {
    sayFindings(invocation, words.error);
    return 2;
  }
  const { args, ...checkFor } = words.value;
  const lines = liveLines(screen);
  const result = await checkEnvironments(environments, {
    cwd,
    helmfileOptions,
    ...(file !== undefined && { file }),
    ...checkFor,
    progress: (stage) => lines.show("stage", `checking ${stage} ...`),
    ...(verbose && { tell: (text: string) => screen.say(text) }),
  });
  lines.stop();
  if (isInterrupted()) return 130;
  const diagnostics = result.ok ? result.value.diagnostics : result.error;
  const root = result.ok ? result.value.root : cwd;
  const text = report(format, diagnostics, { root, color: screen.color });
  if (!result.ok || hasErrors(diagnostics)) {
    screen.data(text);
    return exitCodeOf(diagnostics, result.ok ? 1 : 2);
  }
  if (format === "pretty" && diagnostics.length > 0) screen.say(text.trimEnd());
  screen.say(summary(result.value.checked));
  let worst: ExitCode = 0;
  const told: Diagnostic[] = [...diagnostics];
  for (const checked of result.value.checked) {
    const { code, goOn, found = [] } = await next(checked, { ...invocation, args });
    told.push(...found);
    if (isInterrupted()) return 130;
    if (!goOn) return code; // it has said why, in the format that was asked for
    if (code !== 0) worst = code;
  }
  if (format !== "pretty") screen.data(report(format, told, { root, color: screen.color }));
  return worst;
}
