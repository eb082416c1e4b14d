import type { Diagnostic } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Environment } from "../environment/model.ts";
import { clusterApplied, rememberApplied } from "../helmfile/applied.ts";
import { asksOnce, helmfileApply } from "../helmfile/apply.ts";
import { changedSince, withPlaces } from "../helmfile/changed.ts";
import { type Deployed, readDeployed, taintDeployed } from "../helmfile/deployed.ts";
import { foldAdditions } from "../helmfile/diff-text.ts";
import { droppedSettings } from "../helmfile/dropped.ts";
import { refuse, stuckReleases } from "../helmfile/guards.ts";
import { stepsDone } from "../helmfile/order.ts";
import { type ReleaseRecord, releaseRecords } from "../helmfile/records.ts";
import type { HelmfileRequest } from "../helmfile/request.ts";
import { helmfileDiff, helmfileRelease, type Released } from "../helmfile/run.ts";
import { findTarget, type Target } from "../helmfile/target.ts";
import type { CheckedEnvironment } from "../pipeline.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { openEnvironment } from "../validate/open-environment.ts";
import { beginAgain } from "./begin-again.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { ask, unasked } from "./confirm.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";
import type { Outcome } from "./release-check.ts";
import { releaseProgress } from "./release-progress.ts";

/** Where an environment goes, and what is there of it. */
export interface Seen {
  readonly target: Target;
  readonly records: readonly ReleaseRecord[];
  readonly deployed: readonly Deployed[];
}

/** Looks at the cluster and changes nothing, neither there nor here, so that it can go on beside the check. */
export async function look(environment: Environment, { kubeContext }: Invocation): Promise<Result<Seen>> {
  const env = secretEnvironment(environment.root);
  const target = await findTarget({ environment, kubeContext, env });
  if (!target.ok) return target;
  const records = await releaseRecords(environment, target.value);
  return ok({ target: target.value, records, deployed: await readDeployed(records, target.value) });
}

/** As `look`, for whoever would change it: what must not be applied is not looked for either. */
export async function lookToChange(environment: Environment, invocation: Invocation): Promise<Result<Seen>> {
  const refused = refuse(environment);
  return refused.length > 0 ? fail(refused) : look(environment, invocation);
}

/**
 * What helmfile is asked with, of what was seen; people are told at once what vanished since the last revision. From here
 * on the secrets of deployed Secrets are known, before a difference shows them.
 */
export function prepared(
  invocation: Invocation,
  { environment, annotated }: CheckedEnvironment,
  { target, records, deployed }: Seen,
): { readonly request: HelmfileRequest; readonly found: readonly Diagnostic[] } {
  const applied = clusterApplied(environment, taintDeployed(deployed));
  const found = droppedSettings(environment, annotated, applied).map((one) => ({
    ...one,
    environment: environment.name,
  }));
  if (invocation.format === "pretty") sayFindings(invocation, found, environment.root);
  const { helmfileOptions, args } = invocation;
  return { request: { environment, target, helmfileOptions, args, records }, found };
}

/** `apply` and `sync`: difference, question, a last look at the values, then helmfile with progress. */
export async function release(
  invocation: Invocation,
  checked: CheckedEnvironment,
  verb: "apply" | "sync",
  seen: Result<Seen>,
): Promise<Outcome> {
  const { screen } = invocation;
  const { name } = checked.environment;
  if (isInterrupted()) return interrupted(invocation);
  if (!seen.ok) return stop(invocation, checked, seen.error);
  const stuck = stuckReleases(seen.value.records, name);
  if (stuck.length > 0) return stop(invocation, checked, stuck);
  const { request, found } = prepared(invocation, checked, seen.value);
  const failed = verb === "apply" ? failedReleases(request) : "";
  if (verb === "apply" && failed === "" && asksOnce(request))
    return { ...(await applyAsked(invocation, checked, request)), found };
  const diff = await helmfileDiff({ ...request, args: [] }, screen.color);
  if (isInterrupted()) return interrupted(invocation);
  if (!diff.ok) return stop(invocation, checked, diff.error);
  if (diff.value.changes) showDiff(invocation, foldAdditions(diff.value.text));
  else if (verb === "sync") screen.say(`${name}: nothing to change; sync releases everything again`);
  if (failed !== "")
    screen.say(`${name}: ${failed}; the difference does not show that, so all is released again`);
  else if (!diff.value.changes && verb === "apply") {
    screen.say(`${name}: nothing to change`);
    rememberApplied(checked.environment, request.target, new Date());
    return { code: 0, goOn: true, found };
  }
  const agreed = await confirm(invocation, checked, verb, request.target.context);
  if (agreed !== undefined) return agreed;
  const changed = await changedMeanwhile(invocation, checked);
  if (isInterrupted()) return interrupted(invocation);
  if (changed.length > 0) return stop(invocation, checked, changed);
  const renewed = await beginAgain(invocation, request);
  if (!("environment" in renewed)) return stop(invocation, checked, renewed);
  const progress = releaseProgress(screen);
  const done = await helmfileRelease(renewed, failed === "" ? verb : "sync", progress.tell);
  progress.stop();
  return { ...tellDone(invocation, checked, renewed, done, verb), found };
}

/** `apply` in one run of helmfile, which asks before it changes anything. */
async function applyAsked(
  invocation: Invocation,
  checked: CheckedEnvironment,
  request: HelmfileRequest,
): Promise<Outcome> {
  const { screen } = invocation;
  const progress = releaseProgress(screen);
  let refused: Outcome | undefined;
  let agreed = false;
  const agree = async (difference: string): Promise<boolean> => {
    if (isInterrupted()) return false;
    showDiff(invocation, foldAdditions(difference));
    refused = await confirm(invocation, checked, "apply", request.target.context);
    if (refused !== undefined) return false;
    const changed = await changedMeanwhile(invocation, checked);
    if (isInterrupted()) return false;
    if (changed.length > 0) refused = stop(invocation, checked, changed);
    agreed = refused === undefined;
    return agreed;
  };
  const done = await helmfileApply(request, { color: screen.color, agree, tell: progress.tell });
  progress.stop();
  if (refused !== undefined) return refused;
  if (isInterrupted() && !agreed) return interrupted(invocation);
  if (!done.ok) return stop(invocation, checked, done.error);
  if (done.value) return tellDone(invocation, checked, request, done.value, "apply");
  screen.say(`${checked.environment.name}: nothing to change`);
  rememberApplied(checked.environment, request.target, new Date());
  return { code: 0, goOn: true };
}

/** What was done, or why not all of it. */
function tellDone(
  invocation: Invocation,
  checked: CheckedEnvironment,
  request: HelmfileRequest,
  done: Released,
  verb: "apply" | "sync",
): Outcome {
  const { screen } = invocation;
  const { name } = checked.environment;
  if (isInterrupted()) {
    screen.say(`interrupted; what was released until then: chartroom -e ${name} plan`);
    return { code: 130, goOn: false };
  }
  if (invocation.verbose) screen.say(done.text);
  const steps = stepsDone(checked.rendered, request.records, done.events);
  const lines = steps.map((one, index) => `  ${index + 1}. ${one}`).join("\n");
  if (done.diagnostics.length > 0) {
    if (steps.length > 0) screen.say(`${name}: before the failure this was done, in this order:\n${lines}`);
    return stop(invocation, checked, done.diagnostics);
  }
  screen.say(`${name} is ${verb === "apply" ? "applied" : "synced"}, in this order:\n${lines}`);
  screen.say(next(request));
  rememberApplied(checked.environment, request.target, new Date());
  return { code: 0, goOn: true };
}

/** Before helmfile was started: a child that was ended early must not be taken for an answer. */
export function interrupted({ screen }: Invocation): Outcome {
  screen.say("interrupted; nothing was changed");
  return { code: 130, goOn: false };
}

/** The difference is data, except where stdout belongs to a document of findings. */
export function showDiff({ screen, format }: Invocation, text: string): void {
  if (format === "pretty") screen.data(text);
  else screen.say(text.trimEnd());
}

/**
 * The releases whose last revision failed, in words. helm-diff compares with that revision, so `helmfile apply` would
 * find nothing to do and leave the old pods serving for ever: only `sync` releases them again.
 */
export function failedReleases({ records }: HelmfileRequest): string {
  return records
    .filter(({ status }) => status === "failed")
    .map(({ name, revision }) => `revision ${revision} of ${name} failed`)
    .join(", ");
}

/** What to type next. */
function next({ environment, target }: HelmfileRequest): string {
  const { name, releases } = environment;
  const namespace = releases.at(-1)?.namespace ?? "default";
  const kubectl = target.simulated
    ? "KUBECONFIG=$(chartroom cluster kubeconfig) kubectl"
    : `kubectl --context ${target.context}`;
  return [
    "next:",
    `  ${kubectl} -n ${namespace} get pods${target.simulated ? "   # simulated: nothing answers" : ""}`,
    `  chartroom -e ${name} plan   # after a change: what apply would do`,
  ].join("\n");
}

/** Ends with findings; a document of findings holds those of the check too. */
export function stop(
  invocation: Invocation,
  { environment, diagnostics }: CheckedEnvironment,
  found: readonly Diagnostic[],
  code: ExitCode = 1,
): Outcome {
  const all = invocation.format === "pretty" ? found : [...diagnostics, ...found];
  sayFindings(invocation, all, environment.root);
  return { code: exitCodeOf(found, code), goOn: false };
}

async function changedMeanwhile(
  { helmfileOptions }: Invocation,
  checked: CheckedEnvironment,
): Promise<readonly Diagnostic[]> {
  const { root, helmfile, name } = checked.environment;
  const request = { root, helmfile, name, helmfileOptions };
  // Once without the layers' names, which is quicker; where anything differs they tell who set it.
  const quick = await openEnvironment({ ...request, valuesOnly: true });
  if (quick.ok && changedSince(checked, { environment: quick.value.value }).length === 0) return [];
  const read = await openEnvironment(request);
  return read.ok ? changedSince(checked, await withPlaces(read.value.value)) : read.error;
}

/** Undefined when the change is wanted. */
async function confirm(
  invocation: Invocation,
  checked: CheckedEnvironment,
  verb: string,
  context: string,
): Promise<Outcome | undefined> {
  const { name } = checked.environment;
  const answer = await ask(invocation, `${verb} this to ${name} (context ${context})?`, () => {
    invocation.screen.say("\ninterrupted; nothing was changed");
  });
  if (answer === "yes") return undefined;
  if (answer === "no") return { code: 1, goOn: false };
  const help = `look at the difference, then: chartroom -e ${name} ${verb} --yes`;
  return stop(invocation, checked, [unasked(help)], 2);
}
