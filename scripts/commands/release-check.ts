import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import { endChildren, isInterrupted } from "../core/lifetime.ts";
import type { Environment } from "../environment/model.ts";
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

/**
 * Checks every named environment; only when none has errors, each is handed on in turn, with the words that are left for
 * helmfile. `begin` is called for an environment that is alone while it is still checked, and its promise handed on; with
 * several, what it reads could be out of date when the turn comes.
 */
export async function eachChecked<Begun>(
  invocation: Invocation,
  begin: (environment: Environment, invocation: Invocation) => Promise<Begun>,
  next: (checked: CheckedEnvironment, invocation: Invocation, begun: Promise<Begun>) => Promise<Outcome>,
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
  let begun: Promise<Begun> | undefined;
  const result = await checkEnvironments(environments, {
    cwd,
    helmfileOptions,
    ...(file !== undefined && { file }),
    ...checkFor,
    ...(environments.length === 1 && {
      onRead: (environment: Environment) => {
        begun = begin(environment, invocation);
        begun.catch(() => {}); // whoever waits for it gets the error; nobody does where the check fails
      },
    }),
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
    endChildren(); // of what was begun
    return exitCodeOf(diagnostics, result.ok ? 1 : 2);
  }
  if (format === "pretty" && diagnostics.length > 0) screen.say(text.trimEnd());
  screen.say(summary(result.value.checked));
  let worst: ExitCode = 0;
  const told: Diagnostic[] = [...diagnostics];
  for (const checked of result.value.checked) {
    const {
      code,
      goOn,
      found = [],
    } = await next(checked, { ...invocation, args }, begun ?? begin(checked.environment, invocation));
    told.push(...found);
    if (isInterrupted()) return 130;
    if (!goOn) return code; // it has said why, in the format that was asked for
    if (code !== 0) worst = code;
  }
  if (format !== "pretty") screen.data(report(format, told, { root, color: screen.color }));
  return worst;
}
