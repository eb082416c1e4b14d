import { objectAt, podSpec } from "../check/rule.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { JsonObject } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import type { Environment, Release } from "../environment/model.ts";
import type { Target } from "../helmfile/target.ts";
import { isReady, isServing, podsOf, workloadsOf } from "../run/pods.ts";
import { deployedIn, notDeployed } from "../run/release.ts";
import { listOf } from "../run/state.ts";
import { beamContainer } from "./variables.ts";

/** A pod that runs, with the container of its BEAM release. */
export interface BeamPod {
  readonly release: Release;
  readonly namespace: string;
  readonly name: string;
  readonly ready: boolean;
  readonly pod: JsonObject;
  readonly container: JsonObject;
}

export interface PodsWanted {
  /** `--release` */
  readonly release?: string;
  /** `--pod` */
  readonly pod?: string;
}

/** The running pods of the one BEAM release of an environment, those that are ready first; never an empty list. */
export async function findPods(
  environment: Environment,
  target: Target,
  { release: wanted, pod }: PodsWanted,
): Promise<Result<readonly BeamPod[]>> {
  const read = await deployedIn(environment, target, wanted);
  if (!read.ok) return read;
  const { deployed, releases, records } = read.value;
  if (deployed.length === 0) return fail([notDeployed(environment.name, releases, records)]);
  const workloads = deployed.flatMap(({ release, manifests }) =>
    workloadsOf(manifests).map((workload) => ({ release, workload })),
  );
  const telling = workloads.filter(({ workload }) => beamContainer(podSpec(workload) ?? {}) !== undefined);
  // Whoever names a release means its workload, whatever that says of itself.
  const able = telling.length === 0 && wanted !== undefined ? workloads.slice(0, 1) : telling;
  const names = able.map(({ release, workload }) => `${nameOf(workload)} (${release.name})`);
  const [first] = able;
  if (!first) return fail([noPod(environment, "no workload of it is known to be a BEAM release")]);
  if (able.length > 1 && pod === undefined)
    return fail([noPod(environment, `several could be meant: ${names.join(", ")}`)]);
  if (target.simulated) return fail([noPod(environment, "the pods of the embedded cluster are simulated")]);
  const found: BeamPod[] = [];
  for (const { release, workload } of able) {
    const pods = await podsOf(workload, target, release.namespace);
    if (!pods.ok) return fail([noPod(environment, pods.error)]);
    found.push(...pods.value.filter(isServing).flatMap((one) => asBeamPod(release, one)));
  }
  const chosen = pod === undefined ? found : found.filter(({ name }) => name === pod);
  if (chosen.length > 0) return ok(chosen.sort((a, b) => Number(b.ready) - Number(a.ready)));
  const running = found.map(({ name }) => name);
  const which =
    running.length === 0 ? `no pod of ${names.join(", ")} runs` : `those that run: ${running.join(", ")}`;
  return fail([noPod(environment, pod === undefined ? which : `it has no running pod ${pod}; ${which}`)]);
}

function asBeamPod(release: Release, pod: JsonObject): BeamPod[] {
  const spec = objectAt(pod, "spec");
  const container = beamContainer(spec) ?? listOf(spec.containers)[0];
  const { phase, podIP } = objectAt(pod, "status");
  if (!container || phase !== "Running" || typeof podIP !== "string") return [];
  const { name } = objectAt(pod, "metadata");
  return [{ release, namespace: release.namespace, name: String(name), ready: isReady(pod), pod, container }];
}

function nameOf(workload: JsonObject): string {
  return `${String(workload.kind)}/${String(objectAt(workload, "metadata").name)}`;
}

function noPod({ name }: Environment, note: string): Diagnostic {
  return diagnostic("CR641", `${name} has no one pod to look into`, {
    note,
    help: "choose: --release NAME, --pod NAME",
  });
}
