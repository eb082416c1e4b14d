import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { holdExit, isInterrupted } from "../core/lifetime.ts";
import type { Target } from "../helmfile/target.ts";
import { createJob, removeJob } from "../run/create.ts";
import { follow, type Outcome } from "../run/follow.ts";
import { type OneOffJob, oneOffJob } from "../run/job.ts";
import { lookUp, missingFindings, type Present } from "../run/present.ts";
import type { Found } from "../run/release.ts";
import { nameOfTask } from "../run/task.ts";
import type { ExitCode, Invocation } from "./command.ts";
import type { RunWords } from "./run-words.ts";

/** What a run came to: findings, and the exit code where no tool was missing. */
export interface RanCommand {
  readonly code: ExitCode;
  readonly found: readonly Diagnostic[];
}

/** Runs a task in a Job of its own, from the look at what it needs to the removal of the Job. */
export async function runAsJob(
  invocation: Invocation,
  { task, detach, timeoutSeconds }: RunWords,
  deployed: Found,
  target: Target,
): Promise<RanCommand> {
  const { screen } = invocation;
  const { release, revision } = deployed;
  const made = oneOffJob(deployed, task, { timeoutSeconds });
  if (!made.ok) return { code: 1, found: made.error };
  const job = made.value;
  const present = await lookUp(job, target, release.namespace);
  if (isInterrupted()) return { code: 130, found: [] };
  const missing = missingFindings(present, release.namespace, `${nameOfTask(task)} needs it`);
  if (missing.length > 0) return { code: 1, found: missing };
  sayUnread(invocation, present);
  // From here on an interrupt has something to take back.
  const letGo = holdExit();
  try {
    screen.say(
      `${release.name}: ${nameOfTask(task)} with ${job.image} of revision ${revision}, as Job ${job.namespace}/${job.name}`,
    );
    const created = await createJob(target, job);
    if (!created.ok)
      return isInterrupted() ? await takeBack(invocation, target, job) : { code: 1, found: created.error };
    if (isInterrupted()) return await takeBack(invocation, target, job);
    if (detach) {
      screen.say(`it runs; follow it: ${kubectlWords(target, job)} logs --follow job/${job.name}`);
      return { code: 0, found: [] };
    }
    const outcome = await follow(target, job, {
      patienceSeconds: release.timeoutSeconds,
      print: printer(invocation),
      waits: (why) => screen.say(`  waits: ${why}`),
    });
    return await settle(invocation, target, job, outcome, nameOfTask(task));
  } finally {
    letGo();
  }
}

/** The command's output is data, except where stdout belongs to a document of findings. */
export function printer({ screen, format }: Invocation): (text: string) => void {
  return format === "pretty" ? screen.data : screen.words;
}

export function sayUnread({ screen }: Invocation, { unread }: Present): void {
  for (const one of unread)
    screen.say(`  you may not read Secret ${one}, so what it holds is not masked below`);
}

async function settle(
  invocation: Invocation,
  target: Target,
  job: OneOffJob,
  outcome: Outcome,
  task: string,
): Promise<RanCommand> {
  const { screen } = invocation;
  const kubectl = kubectlWords(target, job);
  const look = `look: ${kubectl} ${target.simulated ? "describe" : "logs"} job/${job.name}; remove it: ${kubectl} delete job ${job.name}`;
  switch (outcome.kind) {
    case "interrupted":
      return takeBack(invocation, target, job);
    case "unstarted": {
      await removeJob(target, job);
      const message = `${task} was not started: its pod did not come to run`;
      const help = "mend what the note says, then again; the Job was removed";
      return { code: 1, found: [diagnostic("CR634", message, { note: outcome.why, help })] };
    }
    case "lost": {
      const message = outcome.why.startsWith("DeadlineExceeded")
        ? `Kubernetes ended ${task}: it took longer than --timeout allows`
        : `nobody can say how ${task} ended`;
      return { code: 1, found: [diagnostic("CR635", message, { note: outcome.why, help: look })] };
    }
    case "ended": {
      const { exitCode, why, logProblem } = outcome;
      if (target.simulated) screen.say("  its pod was simulated: nothing ran, and there is no log");
      if (logProblem !== undefined) screen.say(`  its log cannot be read: ${logProblem}`);
      if (exitCode === 0) {
        const removed = await removeJob(target, job);
        screen.say(`${task} ended well${removed ? "; the Job is removed" : `; the Job stays: ${look}`}`);
        return { code: 0, found: [] };
      }
      const message = `${task} ended with exit code ${exitCode}${why === undefined ? "" : ` (${why})`}`;
      const note = `Job ${job.namespace}/${job.name} is kept for a week`;
      return { code: exitCode as ExitCode, found: [diagnostic("CR635", message, { note, help: look })] };
    }
  }
}

/** After an interrupt nothing of ours goes on in the cluster. */
async function takeBack({ screen }: Invocation, target: Target, job: OneOffJob): Promise<RanCommand> {
  const removed = await removeJob(target, job);
  screen.say(
    removed
      ? `interrupted; Job ${job.name} is removed, which ends the command`
      : `interrupted; Job ${job.name} could not be removed and may go on: ${kubectlWords(target, job)} delete job ${job.name}`,
  );
  return { code: 130, found: [] };
}

function kubectlWords(target: Target, { namespace }: OneOffJob): string {
  const kubectl = target.simulated
    ? "KUBECONFIG=$(chartroom cluster kubeconfig) kubectl"
    : `kubectl --context ${target.context}`;
  return `${kubectl} -n ${namespace}`;
}
