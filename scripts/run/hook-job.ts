import { listAt, podMetadata, podSpec } from "../check/rule.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { JsonObject } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { nameOf } from "../render/hooks.ts";
import type { Manifest } from "../render/model.ts";
import { nameOfTask, type Task } from "./task.ts";

/**
 * The Job of a release that a task is made from. Nothing but names tells what a Job does: `migrate` is looked for as a
 * Job whose name, `app.kubernetes.io/component` or container says so (db-migrate, migrations, ...), `seed` likewise;
 * `rollback` and other commands take the Job that migrates, else any hook's. `hook` is the name a person chose.
 */
export function findJob(manifests: readonly Manifest[], task: Task, hook?: string): readonly Manifest[] {
  const jobs = jobsOf(manifests);
  if (hook !== undefined) return jobs.filter((one) => nameOf(one) === hook);
  const word = task.kind === "seed" ? "seed" : "migrate";
  const exact = jobs.filter((one) => wordsOf(one).some((name) => new RegExp(`(^|-)${word}$`).test(name)));
  if (exact.length > 0) return exact;
  const like = jobs.filter((one) => wordsOf(one).some((name) => name.includes(word.slice(0, 6))));
  if (like.length > 0 || task.kind !== "command") return like;
  return jobs.slice(0, 1);
}

/** The Jobs of a release, hooks first; those of `helm test` are none. */
export function jobsOf(manifests: readonly Manifest[]): readonly Manifest[] {
  const jobs = manifests.filter(({ object, hooks }) => object.kind === "Job" && !hooks.includes("test"));
  return [...jobs.filter(({ hooks }) => hooks.length > 0), ...jobs.filter(({ hooks }) => hooks.length === 0)];
}

function wordsOf(job: Manifest): string[] {
  const { object } = job;
  const component = podMetadata(object).labels["app.kubernetes.io/component"];
  const containers = listAt(podSpec(object) ?? {}, "containers");
  // One container alone tells what its Job does; of several, one may only wait for the database.
  const own = containers.length === 1 ? containers.map((one) => String(one.name)) : [];
  return [nameOf(job), String(component ?? ""), ...own].map((one) => one.toLowerCase());
}

/** What the task runs: the program and its arguments; undefined where the image's own entrypoint is run. */
export function commandOf(job: Manifest, task: Task): Result<readonly string[] | undefined> {
  if (task.kind === "command") return ok(task.words);
  if (task.kind !== "rollback") return ok(undefined);
  const [program = ""] = strings(containerOf(job)?.command);
  const beside = /^(.*\/)?migrate(\.[a-z]+)?$/.exec(program);
  if (!beside) return fail([noRollback(job, task, program)]);
  return ok([`${beside[1] ?? ""}rollback${beside[2] ?? ""}`, ...task.words]);
}

/** The container that does a Job's work: the one that kubectl would take, too. */
export function containerOf(job: Manifest): JsonObject | undefined {
  const containers = listAt(podSpec(job.object) ?? {}, "containers");
  const chosen = podMetadata(job.object).annotations["kubectl.kubernetes.io/default-container"];
  return containers.find((one) => one.name === chosen) ?? containers[0];
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function noRollback(job: Manifest, task: Task, program: string): Diagnostic {
  const name = nameOf(job);
  return diagnostic("CR632", `nothing tells how to ${nameOfTask(task)}`, {
    note:
      program === ""
        ? `Job ${name} names no command; \`rollback\` is looked for beside the program \`migrate\``
        : `Job ${name} runs \`${program}\`; \`rollback\` is looked for beside a program called \`migrate\``,
    help: "give the command itself: chartroom -e ENVIRONMENT run -- COMMAND ...",
  });
}
