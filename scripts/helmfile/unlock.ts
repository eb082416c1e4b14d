import process from "node:process";
import { type Json, valueAt } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { readManifests } from "../render/manifests.ts";
import { deployedReleases, recordKind } from "./deployed.ts";
import { isPending, type ReleaseRecord } from "./records.ts";
import { kubectl, type Target } from "./target.ts";

/** A release that helm left in `pending-*`, and what is known of how it came to that. */
export interface Stuck {
  readonly record: ReleaseRecord;
  /** Seconds since helm began; undefined where helm does not say. */
  readonly age?: number;
  /** Jobs of its hooks that are at work still: whoever started them may be gone, they are not. */
  readonly running: readonly string[];
}

/** The environment's stuck releases. `now` in milliseconds. */
export async function findStuck(
  records: readonly ReleaseRecord[],
  target: Target,
  now: number,
): Promise<readonly Stuck[]> {
  const pending = records.filter(isPending);
  const deployed = await deployedReleases(pending, target);
  return Promise.all(
    pending.map(async (record) => {
      const manifests = deployed.find((one) => one.record === record)?.manifests ?? "";
      const age =
        record.updated === undefined ? {} : { age: Math.max(0, Math.round((now - record.updated) / 1000)) };
      return { record, ...age, running: await runningHooks(record.namespace, manifests, target) };
    }),
  );
}

async function runningHooks(
  namespace: string,
  manifests: string,
  target: Target,
): Promise<readonly string[]> {
  const hooks = readManifests(manifests).flatMap(({ object }) => {
    const hook = valueAt(object, ["metadata", "annotations", "helm.sh/hook"]);
    return valueAt(object, ["kind"]) === "Job" && hook !== undefined
      ? [valueAt(object, ["metadata", "name"])]
      : [];
  });
  if (hooks.length === 0) return [];
  const ran = await kubectl(
    ["--context", target.context, "--namespace", namespace, "get", "jobs", "--output", "json"],
    target.env,
  );
  if (ran.code !== 0) return [];
  const jobs = (valueAt(JSON.parse(ran.stdout) as Json, ["items"]) ?? []) as readonly Json[];
  return jobs
    .filter((job) => hooks.includes(valueAt(job, ["metadata", "name"]) ?? null) && isActive(job))
    .map((job) => String(valueAt(job, ["metadata", "name"])));
}

const isActive = (job: Json): boolean => Number(valueAt(job, ["status", "active"]) ?? 0) > 0;

/**
 * Takes helm's record of the unfinished revision away, and nothing else: what is in the cluster stays as it is. The
 * revision before it counts again; without one the release is unknown to helm, which takes its objects over at the next
 * install, since they carry the release's name. Only the record that was looked at goes: a helm that is alive and has
 * written it since keeps it. `expected` is how the record's state must begin. The error is one line.
 */
export async function removeRecord(
  { name, namespace, revision }: ReleaseRecord,
  target: Target,
  expected: "pending-" | "failed" = "pending-",
): Promise<Result<undefined, string>> {
  const kind = recordKind();
  if (kind === undefined)
    return fail(`helm keeps its records elsewhere (HELM_DRIVER=${process.env.HELM_DRIVER})`);
  const key = `sh.helm.release.v1.${name}.v${revision}`;
  const where = ["--context", target.context];
  const got = await kubectl(
    [...where, "--namespace", namespace, "get", kind, key, "--output", "json"],
    target.env,
  );
  if (got.code !== 0) return fail("its record is not there any more");
  const record = JSON.parse(got.stdout) as Json;
  if (!String(valueAt(record, ["metadata", "labels", "status"])).startsWith(expected))
    return fail("helm has finished it meanwhile");
  const preconditions = {
    uid: valueAt(record, ["metadata", "uid"]),
    resourceVersion: valueAt(record, ["metadata", "resourceVersion"]),
  };
  const options = JSON.stringify({ kind: "DeleteOptions", apiVersion: "v1", preconditions });
  const raw = `/api/v1/namespaces/${namespace}/${kind}s/${key}`;
  const done = await kubectl([...where, "delete", "--raw", raw, "--filename", "-"], target.env, options);
  if (done.code === 0) return ok(undefined);
  return fail(/conflict/i.test(done.stderr) ? "helm has written it meanwhile" : "the cluster refused it");
}
