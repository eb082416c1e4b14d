import process from "node:process";
import { createInterface } from "node:readline/promises";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { readEnvironment } from "../environment/read.ts";
import { changedSince, refuse, stuckReleases } from "../helmfile/guards.ts";
import type { HelmfileRequest } from "../helmfile/request.ts";
import { helmfileDiff, helmfileRelease } from "../helmfile/run.ts";
import { findTarget } from "../helmfile/target.ts";
import { type CheckedEnvironment, checkEnvironments } from "../pipeline.ts";
import { report } from "../report/report.ts";
import { summary } from "../report/summary.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { sayFindings } from "./findings.ts";
import { releaseProgress } from "./release-progress.ts";

/** Checks every named environment; only when none has errors, each is handed on in turn. */
export async function eachChecked(
  invocation: Invocation,
  next: (checked: CheckedEnvironment) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { environments, cwd, file, helmfileOptions, screen, verb, format } = invocation;
  if (environments.length === 0) {
    sayFindings(invocation, [
      diagnostic("CR001", `\`${verb}\` needs an environment`, { help: `chartroom -e local ${verb}` }),
    ]);
    return 2;
  }
  const result = await checkEnvironments(environments, {
    cwd,
    helmfileOptions,
    ...(file !== undefined && { file }),
  });
  const diagnostics = result.ok ? result.value.diagnostics : result.error;
  const text = report(format, diagnostics, {
    root: result.ok ? result.value.root : cwd,
    color: screen.color,
  });
  if (!result.ok || hasErrors(diagnostics)) {
    screen.data(text);
    return result.ok ? 1 : 2;
  }
  if (diagnostics.length > 0) screen.say(text.trimEnd());
  screen.say(summary(result.value.checked));
  let worst: ExitCode = 0;
  for (const checked of result.value.checked) {
    const code = await next(checked);
    if (isInterrupted()) return 130;
    if (code === 1 || code === 3) return code;
    if (code !== 0) worst = code;
  }
  return worst;
}

/** Everything that keeps an environment from its cluster is looked for before anything is sent. */
export async function prepare(
  invocation: Invocation,
  { environment }: CheckedEnvironment,
  changes: boolean,
): Promise<HelmfileRequest | readonly Diagnostic[]> {
  const refused = changes ? refuse(environment) : [];
  if (refused.length > 0) return refused;
  const env = secretEnvironment(environment.root);
  const target = await findTarget({ environment, kubeContext: invocation.kubeContext, env });
  if (!target.ok) return target.error;
  const stuck = changes ? await stuckReleases(environment, target.value) : [];
  if (stuck.length > 0) return stuck;
  return { environment, target: target.value, helmfileOptions: invocation.helmfileOptions, args: [] };
}

/** `apply` and `sync`: difference, question, a last look at the values, then helmfile with progress. */
export async function release(
  invocation: Invocation,
  checked: CheckedEnvironment,
  verb: "apply" | "sync",
): Promise<ExitCode> {
  const { screen } = invocation;
  const { name, context } = checked.environment;
  const prepared = await prepare(invocation, checked, true);
  if (!("environment" in prepared)) return stop(invocation, prepared);
  const request: HelmfileRequest = { ...prepared, args: invocation.args };
  const diff = await helmfileDiff(prepared, screen.color);
  if (!diff.ok) return stop(invocation, diff.error);
  if (!diff.value.changes && verb === "apply") {
    screen.say(`${name}: nothing to change`);
    return 0;
  }
  screen.data(diff.value.text);
  const agreed = await confirm(invocation, `Apply this to ${name} (context ${request.target.context})?`);
  if (agreed !== undefined) return agreed;
  const { root, helmfile } = checked.environment;
  const env = secretEnvironment(root);
  const now = await readEnvironment({
    root,
    helmfile,
    name,
    helmfileOptions: invocation.helmfileOptions,
    env,
  });
  const changed = now.ok ? changedSince(checked.environment, now.value.value) : now.error;
  if (changed.length > 0) return stop(invocation, changed);
  const progress = releaseProgress(screen);
  const done = await helmfileRelease(request, verb, progress.tell);
  progress.stop();
  if (isInterrupted()) return 130;
  if (invocation.verbose) screen.say(done.text);
  if (done.diagnostics.length > 0) return stop(invocation, done.diagnostics);
  screen.say(progress.released(name));
  if (request.target.simulated)
    screen.say(
      `Look at it:   KUBECONFIG=$(chartroom cluster kubeconfig) kubectl get pods -A   (context ${context}; pods are simulated)`,
    );
  screen.say(`What differs: chartroom -e ${name} plan`);
  return 0;
}

function stop(invocation: Invocation, diagnostics: readonly Diagnostic[]): ExitCode {
  sayFindings(invocation, diagnostics);
  return diagnostics.some((one) => one.code.startsWith("CR9")) ? 3 : 1;
}

/** Undefined when the change is wanted, else the exit code. */
async function confirm(invocation: Invocation, question: string): Promise<ExitCode | undefined> {
  if (invocation.yes) return undefined;
  if (!invocation.screen.interactive || process.stdin.isTTY !== true) {
    sayFindings(invocation, [
      diagnostic("CR623", "there is no terminal to ask on, so nothing was changed", { help: "give --yes" }),
    ]);
    return 2;
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  if (/^y(es)?$/i.test(answer.trim())) return undefined;
  invocation.screen.say("nothing was changed");
  return 1;
}
