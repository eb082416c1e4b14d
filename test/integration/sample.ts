import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { clusterDown, clusterUp } from "../../scripts/cluster/cluster.ts";
import { type Json, valueAt } from "../../scripts/core/json.ts";
import { childVariables, kubectl } from "../../scripts/helmfile/target.ts";
import { tempDirectory } from "../harness.ts";
import { type CliResult, chartroom, sampleRepository } from "../rig.ts";

/** A cluster of the test's own, whose pods fail or hang where an annotation says so. */
export async function ownCluster(): Promise<void> {
  process.env.CHARTROOM_CLUSTER_DIRECTORY = path.join(tempDirectory(), "cluster");
  process.env.CHARTROOM_CLUSTER_STAGES = path.resolve(import.meta.dirname, "../fixtures/cluster/stages.yaml");
  const up = await clusterUp();
  if (!up.ok) throw new Error(JSON.stringify(up.error));
}

export async function noCluster(): Promise<void> {
  await clusterDown();
  delete process.env.CHARTROOM_CLUSTER_DIRECTORY;
  delete process.env.CHARTROOM_CLUSTER_STAGES;
}

/** What the tests change in `environments/local/values.yaml` of a copy of the sample repository. */
export interface LocalValues {
  readonly namespace: string;
  readonly tag?: string;
  /** Exit codes that the hooks' pods end with; `hangs`: never. */
  readonly migrate?: string;
  readonly seed?: string;
  readonly rerun?: boolean;
  readonly database?: boolean;
  readonly storage?: string;
}

export interface Sample {
  readonly root: string;
  set(values: LocalValues): void;
  run(...args: string[]): Promise<CliResult>;
}

/** A copy of the sample repository whose `local` the test writes. */
export function sample(): Sample {
  const root = sampleRepository();
  return {
    root,
    set: (values) => writeFileSync(path.join(root, "environments/local/values.yaml"), text(values)),
    run: (...args) => chartroom(args, { cwd: root }),
  };
}

/** JSON is YAML. */
function text({
  namespace,
  tag,
  migrate,
  seed,
  rerun = false,
  database = false,
  storage,
}: LocalValues): string {
  return JSON.stringify({
    context: "kwok-chartroom",
    namespace,
    releases: { postgres: { enabled: database } },
    phoenix: {
      replicaCount: 1,
      host: "shop.localhost",
      ...(tag !== undefined && { image: { tag } }),
      hooks: {
        migrate: { podAnnotations: ending(migrate) },
        seed: { podAnnotations: ending(seed), rerun },
      },
    },
    postgres: { persistence: { size: storage ?? "1Gi" } },
  });
}

function ending(how: string | undefined): Record<string, string> {
  if (how === undefined) return {};
  return how === "hangs" ? { "chartroom.test/hangs": "yes" } : { "chartroom.test/exit": how };
}

/** What the cluster has, as kubectl tells it; an error of kubectl's throws. */
export async function get(...args: string[]): Promise<Json> {
  const ran = await kubectl(["get", ...args, "-o", "json"], await childVariables(true));
  if (ran.code !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as Json;
}

export const uid = (object: Json): string => String(valueAt(object, ["metadata", "uid"]));

/** etcd's revision of the last write to an object: what was written later has a larger one. */
export const written = (object: Json): number => Number(valueAt(object, ["metadata", "resourceVersion"]));

/** When an object's first pod was made, as the revision of the event that tells of it. */
export async function firstPod(namespace: string, owner: string): Promise<number> {
  const events = valueAt(await get("events", "-n", namespace), ["items"]) as readonly Json[];
  const made = events.filter(
    (one) =>
      valueAt(one, ["reason"]) === "SuccessfulCreate" && valueAt(one, ["involvedObject", "uid"]) === owner,
  );
  return Math.min(...made.map(written));
}
