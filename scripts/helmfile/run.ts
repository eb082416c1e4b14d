import type { Diagnostic } from "../core/diagnostic.ts";
import { type Ran, run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import type { Release } from "../environment/model.ts";
import { findTool } from "../tools/find.ts";
import { type ApplyEvent, type HookJob, jobReader, outputReader, watchedFields } from "./events.ts";
import { explainFailure } from "./failure.ts";
import { watchUnready } from "./pods.ts";
import { phaseOf } from "./records.ts";
import { type HelmfileRequest, helmfileFailed } from "./request.ts";
import type { Target } from "./target.ts";

/** The difference as helm-diff prints it, with the contents of Secrets left out; masked by whoever prints it. */
export async function helmfileDiff(
  request: HelmfileRequest,
  color: boolean,
): Promise<Result<{ readonly changes: boolean; readonly text: string }>> {
  const ran = await helmfile(request, "diff", ["--detailed-exitcode", ...differenceOptions(request, color)]);
  if (ran.code === 0) return ok({ changes: false, text: "" });
  // 2 says "changes", and is also what a broken helmfile ends with: then there is no difference to show.
  if (ran.code === 2 && ran.stdout.trim() !== "") return ok({ changes: true, text: ran.stdout });
  return fail([helmfileFailed(ran)]);
}

/** How a difference is printed. */
export function differenceOptions({ args }: HelmfileRequest, color: boolean): string[] {
  return [
    "--suppress-secrets",
    color ? "--color" : "--no-color",
    // Whole objects hide the line that changes; somebody who wants them says so.
    ...(args.some((one) => one.startsWith("--context")) ? [] : ["--context", "3"]),
  ];
}

/** helmfile's words before the verb. */
export function globalOptions({ environment, target, helmfileOptions }: HelmfileRequest): string[] {
  const global = ["-f", environment.helmfile, "-e", environment.name, "--kube-context", target.context];
  return [...global, ...helmfileOptions];
}

/** What `apply` or `sync` did. */
export interface Released {
  readonly events: readonly ApplyEvent[];
  readonly diagnostics: readonly Diagnostic[];
  /** helmfile's and helm's own words, for --verbose. */
  readonly text: string;
}

/** Runs `helmfile apply` or `helmfile sync`, telling what happens as it happens. */
export async function helmfileRelease(
  request: HelmfileRequest,
  verb: "apply" | "sync",
  tell: (event: ApplyEvent) => void,
): Promise<Released> {
  const args = verb === "apply" ? ["--suppress-diff"] : [];
  const done = await watched(request, tell, (onLine) => helmfile(request, verb, args, onLine));
  return released(request, done, `${done.ran.stdout}${done.ran.stderr}`);
}

/** A run of helmfile with all that happened meanwhile. */
export interface Watched {
  readonly ran: Ran;
  readonly events: readonly ApplyEvent[];
  readonly hooks: readonly HookJob[];
  /** Why pods were not ready, for releases whose pods are gone when helm has failed. */
  readonly unready: (release: Release) => readonly string[];
}

/** Runs helmfile while the jobs of hooks are watched, telling what happens as it happens. */
export async function watched(
  request: HelmfileRequest,
  tell: (event: ApplyEvent) => void,
  run: (onLine: (line: string) => void) => Promise<Ran>,
): Promise<Watched> {
  const events: ApplyEvent[] = [];
  const emit = (event: ApplyEvent): void => {
    events.push(event);
    tell(event);
  };
  const jobs = jobReader(request.environment, (one) => phaseOf(request.records, one), emit);
  const stop = await watchJobs(request, jobs.read);
  const pods = watchUnready(
    request,
    request.environment.releases.filter((one) => one.installed && one.atomic === true),
  );
  const ran = await run(outputReader(emit));
  const [unready] = await Promise.all([pods(), stop()]);
  return { ran, events, hooks: [...jobs.hooks.values()], unready };
}

/** What was done, and where it ended in a failure why. */
export async function released(request: HelmfileRequest, done: Watched, text: string): Promise<Released> {
  const diagnostics = done.ran.code === 0 ? [] : await explainFailure(request, done);
  return { events: done.events, diagnostics, text };
}

async function helmfile(
  request: HelmfileRequest,
  verb: string,
  own: readonly string[],
  onLine?: (line: string) => void,
): Promise<Ran> {
  const { environment, target, args } = request;
  return shell("helmfile", [...globalOptions(request), verb, ...own, ...args], {
    cwd: environment.root,
    env: target.env,
    ...(onLine && { onLine }),
  });
}

/** Watches the Jobs of every namespace of the environment until the returned function is called. */
async function watchJobs(
  { environment, target }: HelmfileRequest,
  read: (line: string) => void,
): Promise<() => Promise<void>> {
  const tool = await findTool("kubectl");
  if (!tool.ok) return async () => {}; // progress is a comfort: without kubectl the releases still go
  const ending = new AbortController();
  const watches = [...new Set(environment.releases.map((one) => one.namespace))].map((namespace) =>
    watch(tool.value.path, ["--context", target.context, "-n", namespace], target, read, ending.signal),
  );
  return async () => {
    ending.abort();
    await Promise.all(watches);
  };
}

async function watch(
  kubectl: string,
  where: readonly string[],
  target: Target,
  read: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const args = [...where, "get", "jobs", "--watch-only", "-o", `jsonpath=${watchedFields}`];
  await run(kubectl, args, { env: target.env, onLine: (line) => read(line), signal, endsWithUs: true });
}
