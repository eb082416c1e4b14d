import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { canonicalJson, type Json, valueAt } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { shell } from "../core/shell.ts";
import type { Environment, Release } from "../environment/model.ts";
import { type Deployed, deployedReleases } from "../helmfile/deployed.ts";
import { stuckReleases } from "../helmfile/guards.ts";
import { type ReleaseRecord, releaseRecords } from "../helmfile/records.ts";
import type { Target } from "../helmfile/target.ts";
import { nameOf } from "../render/hooks.ts";
import { readManifests } from "../render/manifests.ts";
import type { Manifest } from "../render/model.ts";
import { findJob, jobsOf } from "./hook-job.ts";
import { nameOfTask, type Task } from "./task.ts";

/** A release as it is deployed: what its newest good revision consists of, whatever the files say by now. */
export interface DeployedRelease {
  readonly release: Release;
  readonly revision: number;
  readonly manifests: readonly Manifest[];
  /** The values of the files are not those that it was deployed with. */
  readonly changed: boolean;
}

/** A deployed release with the Job that a task is made from. */
export interface Found extends DeployedRelease {
  readonly job: Manifest;
}

export interface Wanted {
  readonly task: Task;
  /** `--release` */
  readonly release?: string;
  /** `--hook` */
  readonly hook?: string;
}

/** What of an environment's releases is deployed. */
export interface DeployedReleases {
  /** Those that were asked for. */
  readonly releases: readonly Release[];
  readonly records: readonly ReleaseRecord[];
  readonly deployed: readonly DeployedRelease[];
}

/**
 * The releases of an environment, or the one of a name, as they are deployed. What their Secrets hold is remembered, so
 * that it is masked.
 */
export async function deployedIn(
  environment: Environment,
  target: Target,
  name?: string,
): Promise<Result<DeployedReleases>> {
  const installed = environment.releases.filter((one) => one.installed);
  const releases = installed.filter((one) => name === undefined || one.name === name);
  if (releases.length === 0) {
    const help = `the releases of ${environment.name}: ${installed.map((one) => one.name).join(", ")}`;
    const message = `${environment.name} has no release \`${name ?? ""}\``;
    return fail([diagnostic("CR310", message, { help })]);
  }
  const records = (await releaseRecords(environment, target)).filter((record) =>
    releases.some((one) => isSame(one, record)),
  );
  const serving = (await Promise.all(records.map((one) => servingRecord(one, target)))).flat();
  const deployed = (await deployedReleases(serving, target)).flatMap((one) => asRelease(one, releases));
  return ok({ releases, records, deployed });
}

/** The one deployed release of an environment whose chart has a Job for a task. */
export async function findDeployed(
  environment: Environment,
  target: Target,
  wanted: Wanted,
): Promise<Result<Found>> {
  const read = await deployedIn(environment, target, wanted.release);
  if (!read.ok) return read;
  const { releases, records, deployed } = read.value;
  const found = deployed.flatMap((one) =>
    findJob(one.manifests, wanted.task, wanted.hook).map((job) => ({ ...one, job })),
  );
  const [first] = found;
  if (!first) return fail(notFound(environment, wanted, releases, deployed, records));
  if (found.length > 1) return fail([several(wanted, found)]);
  const stuck = stuckReleases(
    records.filter((one) => isSame(first.release, one)),
    environment.name,
  );
  return stuck.length > 0 ? fail(stuck) : ok(first);
}

/** The revision that serves: of a release whose last revision failed it is an earlier one, or none. */
async function servingRecord(record: ReleaseRecord, target: Target): Promise<ReleaseRecord[]> {
  if (record.status === "deployed") return [record];
  if (record.status === "uninstalled") return [];
  const where = ["--namespace", record.namespace, "--kube-context", target.context, "--output", "json"];
  const ran = await shell("helm", ["history", record.name, ...where], { env: target.env });
  if (ran.code !== 0) return [];
  const history = JSON.parse(ran.stdout || "[]") as readonly Json[];
  const serves = history.findLast((one) => valueAt(one, ["status"]) === "deployed");
  const revision = Number(valueAt(serves, ["revision"]));
  return serves === undefined ? [] : [{ ...record, revision, status: "deployed" }];
}

function asRelease({ record, values, manifests }: Deployed, releases: readonly Release[]): DeployedRelease[] {
  return releases
    .filter((one) => isSame(one, record))
    .map((release) => ({
      release,
      revision: record.revision,
      manifests: readManifests(manifests),
      changed: canonicalJson(values) !== canonicalJson(release.values),
    }));
}

function notFound(
  { name }: Environment,
  { task, hook }: Wanted,
  releases: readonly Release[],
  deployed: readonly DeployedRelease[],
  records: readonly ReleaseRecord[],
): Diagnostic[] {
  const missing = releases.filter((one) => !deployed.some(({ release }) => release === one));
  const jobs = deployed.flatMap(({ release, manifests }) =>
    jobsOf(manifests).map((one) => `${nameOf(one)} (${release.name})`),
  );
  if (missing.length > 0 && jobs.length === 0) return [notDeployed(name, missing, records)];
  const what = hook === undefined ? nameOfTask(task) : `--hook ${hook}`;
  return [
    diagnostic("CR632", `no Job of what is deployed in ${name} is for ${what}`, {
      note: jobs.length === 0 ? "its releases have no Job at all" : `its Jobs are ${jobs.join(", ")}`,
      help:
        jobs.length === 0
          ? "the chart needs a hook Job to make another from; `--via exec` runs in a pod that serves"
          : "name the one to take: --hook NAME",
    }),
  ];
}

/** What keeps a release from being used as it is deployed. */
export function notDeployed(
  environment: string,
  releases: readonly Release[],
  records: readonly ReleaseRecord[],
): Diagnostic {
  const states = releases.map((release) => {
    const record = records.find((one) => isSame(release, one));
    return record
      ? `revision ${record.revision} of ${release.name} is ${record.status}, and none was deployed before`
      : `helm has no record of ${release.name} that you may read`;
  });
  const [first] = releases;
  const subject =
    releases.length === 1 ? `${first?.name} is` : `${releases.map((one) => one.name).join(", ")} are`;
  return diagnostic("CR631", `${subject} not deployed in ${environment}`, {
    place: first?.place,
    note: states.join("\n"),
    help: `deploy first: chartroom -e ${environment} apply`,
  });
}

function several({ task }: Wanted, found: readonly Found[]): Diagnostic {
  const names = found.map(({ release, job }) => `${nameOf(job)} (${release.name})`);
  return diagnostic("CR632", `several Jobs could be meant by ${nameOfTask(task)}`, {
    note: `they are ${names.join(", ")}`,
    help: "name one: --hook NAME, and --release NAME where two releases have it",
  });
}

function isSame(release: Release, record: ReleaseRecord): boolean {
  return release.name === record.name && release.namespace === record.namespace;
}
