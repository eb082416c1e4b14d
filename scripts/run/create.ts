import { objectAt } from "../check/rule.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject, type Json, valueAt } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import { kubectl, type Target } from "../helmfile/target.ts";
import type { OneOffJob } from "./job.ts";
import { where } from "./state.ts";

/**
 * Sends a Job through a pipe: `create` refuses a name that is there. Where it needs copies of its own it is sent
 * suspended, then its copies, which belong to it and go with it, and is set free when all are there.
 */
export async function createJob(target: Target, job: OneOffJob): Promise<Result<void>> {
  const { copies, manifest, name, namespace } = job;
  const made = await create(target, job, manifest);
  if (!made.ok) return made;
  if (copies.length === 0) return ok(undefined);
  const uid = String(valueAt(made.value, ["metadata", "uid"]));
  const ownerReferences = [{ apiVersion: "batch/v1", kind: "Job", name, uid }];
  for (const copy of copies) {
    const owned = { ...copy, metadata: { ...objectAt(copy, "metadata"), ownerReferences } };
    const sent = await create(target, job, owned);
    if (sent.ok) continue;
    await removeJob(target, job);
    return sent;
  }
  const patch = ["patch", "job", name, "--type", "merge", "--patch", '{"spec":{"suspend":false}}'];
  const freed = await kubectl([...where(target, namespace), ...patch], target.env);
  if (freed.code === 0) return ok(undefined);
  await removeJob(target, job);
  return fail([refused(job, "Job", freed.stderr)]);
}

/** Removes a Job; what belongs to it (its pod, its copies) goes with it. True where it is gone or going. */
export async function removeJob(target: Target, { name, namespace }: OneOffJob): Promise<boolean> {
  const args = ["delete", "job", name, "--ignore-not-found", "--wait=false", "--cascade=background"];
  return (await kubectl([...where(target, namespace), ...args], target.env)).code === 0;
}

async function create(
  target: Target,
  job: OneOffJob,
  manifest: OneOffJob["manifest"],
): Promise<Result<Json>> {
  // The cluster has taken the hook as it is: a field that nobody knows is no reason to refuse its like.
  const from = ["create", "--filename", "-", "--output", "json", "--validate=ignore"];
  const args = [...where(target, job.namespace), ...from];
  const ran = await kubectl(args, target.env, JSON.stringify(manifest));
  if (ran.code !== 0) return fail([refused(job, String(manifest.kind), ran.stderr)]);
  const answer = JSON.parse(ran.stdout) as Json;
  return ok(isObject(answer) ? answer : {});
}

function refused({ name, namespace }: OneOffJob, kind: string, stderr: string): Diagnostic {
  const said = taint.mask(stderr).trim().split("\n").at(-1) ?? "";
  return diagnostic("CR634", `the cluster did not take the ${kind} of ${namespace}/${name}`, {
    note: said.replace(/^Error from server( \(\w+\))?: /, ""),
    help: "nothing ran; whoever runs this needs the right to create Jobs in the namespace",
  });
}
