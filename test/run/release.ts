import type { Release } from "../../scripts/environment/model.ts";
import { readManifests } from "../../scripts/render/manifests.ts";
import { findJob } from "../../scripts/run/hook-job.ts";
import type { DeployedRelease, Found } from "../../scripts/run/release.ts";
import type { Task } from "../../scripts/run/task.ts";

/** A deployed release of these manifests. */
export function deployed(text: string, name = "web"): DeployedRelease {
  const release = { name, namespace: "shop", timeoutSeconds: 300 } as unknown as Release;
  return { release, revision: 3, manifests: readManifests(text), changed: false };
}

/** The same with the one Job that a task is made from; throws where there is another number of them. */
export function found(text: string, task: Task, name?: string): Found {
  const one = deployed(text, name);
  const jobs = findJob(one.manifests, task);
  if (jobs.length !== 1) throw new Error(`${jobs.length} Jobs`);
  return { ...one, job: jobs[0] as (typeof jobs)[0] };
}

export const migrate: Task = { kind: "migrate", words: [] };
export const seed: Task = { kind: "seed", words: [] };
export const rollback: Task = { kind: "rollback", words: ["20260102030405"] };
export const command = (...words: string[]): Task => ({ kind: "command", words });
