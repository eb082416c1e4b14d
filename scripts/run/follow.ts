import { setTimeout as pause } from "node:timers/promises";
import { isInterrupted } from "../core/lifetime.ts";
import type { Target } from "../helmfile/target.ts";
import type { OneOffJob } from "./job.ts";
import { followLog } from "./log.ts";
import { type JobState, stateOf, warnings } from "./state.ts";

/** How long between two questions to the cluster, in milliseconds. */
const PAUSE_MS = 500;
/** So many questions in a row may stay without an answer: an API server that restarts is no failure of the command. */
const SILENT = 60;

/** What became of a Job. */
export type Outcome =
  /** The command ran to its end. */
  | { readonly kind: "ended"; readonly exitCode: number; readonly why?: string; readonly logProblem?: string }
  /** The command was never started. */
  | { readonly kind: "unstarted"; readonly why: string }
  /** It was started, and nobody can say how it ended. */
  | { readonly kind: "lost"; readonly why: string }
  | { readonly kind: "interrupted" };

export interface Followed {
  /** How long the pod may take to start, in seconds. */
  readonly patienceSeconds: number;
  /** The command's own words. */
  readonly print: (text: string) => void;
  /** Why nothing happens yet; called once for each reason. */
  readonly waits: (why: string) => void;
}

/** Follows a Job to its end: waits for its pod, prints the log while it is written, reads the exit code. */
export async function follow(target: Target, job: OneOffJob, options: Followed): Promise<Outcome> {
  const started = await starts(target, job, options);
  if (started.kind !== "started") return started;
  let until: string | undefined;
  let logProblem: string | undefined;
  for (let state = started.state; ; ) {
    if (!target.simulated && state.pod !== undefined) {
      const pod = { namespace: job.namespace, name: state.pod, container: job.container };
      const read = await followLog(target, pod, options.print, until);
      until = read.until ?? until;
      logProblem = read.problem;
    }
    if (isInterrupted()) return { kind: "interrupted" };
    if (state.container === "ended") return ended(state, logProblem);
    await pause(PAUSE_MS);
    const next = await ask(target, job);
    if (next === "interrupted") return { kind: "interrupted" };
    if (typeof next === "string") return { kind: "lost", why: next };
    // The log of a container that ended meanwhile was read to its end, unless the connection broke before.
    if (next.container === "ended" && logProblem === undefined) return ended(next);
    if (next.container === "waiting" || next.pod !== state.pod)
      return { kind: "lost", why: next.failed ?? next.why ?? "its pod is gone" };
    state = next;
  }
}

type Started = { readonly kind: "started"; readonly state: JobState };

async function starts(target: Target, job: OneOffJob, options: Followed): Promise<Started | Outcome> {
  const deadline = Date.now() + options.patienceSeconds * 1000;
  let told = "";
  for (;;) {
    const state = await ask(target, job);
    if (state === "interrupted") return { kind: "interrupted" };
    if (typeof state === "string") return { kind: "lost", why: state };
    if (state.container !== "waiting") return { kind: "started", state };
    const why = state.why ?? (state.pod === undefined ? "it has no pod yet" : "its pod starts");
    if (state.failed !== undefined || Date.now() >= deadline) {
      const reasons = [state.failed ?? `not within ${options.patienceSeconds} s, the release's timeout`, why];
      return { kind: "unstarted", why: [...reasons, ...(await warnings(target, job))].join("\n") };
    }
    if (state.why !== undefined && state.why !== told) options.waits(state.why);
    told = state.why ?? told;
    await pause(PAUSE_MS);
  }
}

/** The state, asked again while nobody answers; words where it cannot be had. */
async function ask(target: Target, job: OneOffJob): Promise<JobState | "interrupted" | string> {
  for (let attempt = 0; attempt < SILENT; attempt += 1) {
    if (isInterrupted()) return "interrupted";
    const state = await stateOf(target, job);
    if (isInterrupted()) return "interrupted";
    if (state === "gone") return "somebody removed the Job";
    if (state) return state;
    await pause(PAUSE_MS);
  }
  return "the API server did not answer any more";
}

function ended({ exitCode = 1, why }: JobState, logProblem?: string): Outcome {
  return {
    kind: "ended",
    exitCode,
    ...(why !== undefined && { why }),
    ...(logProblem !== undefined && { logProblem }),
  };
}
