import { setTimeout as sleep } from "node:timers/promises";
import { type Json, valueAt } from "../core/json.ts";
import type { Release } from "../environment/model.ts";
import type { HelmfileRequest } from "./request.ts";
import { kubectl } from "./target.ts";
import { warningLines } from "./warnings.ts";

/** How much is shown: pods that fail alike tell nothing new, and a log's end tells most. */
const PODS = 2;
const LOG_LINES = 10;
/** Between two looks at pods that may soon be gone. */
const PAUSE_MS = 3000;

/** A pod of a release that is not ready, and why, in lines: not masked. */
interface Unready {
  readonly name: string;
  readonly created: string;
  readonly lines: readonly string[];
}

/**
 * Why pods of a release are not ready, newest first, in lines: what each container does, its last warnings, the end of
 * its log. Pods are found by the label that `helm create` and most charts give them. Not masked.
 */
export async function unreadyPods(request: HelmfileRequest, release: Release): Promise<string[]> {
  return told((await look(request, release)).unready);
}

/**
 * Looks at the pods of releases again and again until it is stopped: where what fails is rolled back, the pods that
 * failed are gone when helm says so. Gives `unreadyPods` of each release as it was, for the pods that never got ready.
 */
export function watchUnready(
  request: HelmfileRequest,
  releases: readonly Release[],
): () => Promise<(release: Release) => string[]> {
  const seen = new Map<Release, Map<string, Unready>>(releases.map((one) => [one, new Map()]));
  const ending = new AbortController();
  const watching = releases.length === 0 ? Promise.resolve() : again();
  async function again(): Promise<void> {
    while (!ending.signal.aborted) {
      await Promise.all([...seen].map(([release, pods]) => remember(request, release, pods)));
      // The signal ends the pause early, which is no error here.
      await sleep(PAUSE_MS, undefined, { signal: ending.signal }).catch(() => {});
    }
  }
  return async () => {
    ending.abort();
    await watching;
    return (release) => told([...(seen.get(release)?.values() ?? [])].sort(newestFirst));
  };
}

async function remember(
  request: HelmfileRequest,
  release: Release,
  pods: Map<string, Unready>,
): Promise<void> {
  const { ready, unready } = await look(request, release);
  for (const name of ready) pods.delete(name);
  for (const one of unready) pods.set(one.name, one);
}

function told(unready: readonly Unready[]): string[] {
  const more = unready.length - PODS;
  return [
    ...unready.slice(0, PODS).flatMap(({ lines }) => lines),
    ...(more > 0 ? [`and ${more} more pods are not ready`] : []),
  ];
}

/** The pods that are ready, by name, and those that are not, newest first, of which only the first are looked into. */
async function look(
  { target }: HelmfileRequest,
  release: Release,
): Promise<{ ready: readonly string[]; unready: readonly Unready[] }> {
  const where = ["--context", target.context, "-n", release.namespace];
  const selector = `app.kubernetes.io/instance=${release.name},!job-name`;
  const ran = await kubectl([...where, "get", "pods", "-l", selector, "-o", "json"], target.env);
  if (ran.code !== 0) return { ready: [], unready: [] };
  const pods = (valueAt(JSON.parse(ran.stdout) as Json, ["items"]) ?? []) as readonly Json[];
  const unready = pods
    .filter((pod) => !isReady(pod) && !isLeaving(pod))
    .map((pod) => ({
      pod,
      name: nameOf(pod),
      created: String(valueAt(pod, ["metadata", "creationTimestamp"])),
    }))
    .sort(newestFirst);
  return {
    ready: pods.filter(isReady).map(nameOf),
    unready: await Promise.all(
      unready.map(async ({ pod, name, created }, index) => {
        const deeper = index < PODS && {
          warnings: await warnings(where, name, target.env),
          log: target.simulated ? [] : await log(where, name, target.env),
        };
        const lines = [
          `pod ${name} is not ready: ${doing(pod)}`,
          ...(deeper ? [...deeper.warnings, ...deeper.log] : []),
        ];
        return { name, created, lines };
      }),
    ),
  };
}

const nameOf = (pod: Json): string => String(valueAt(pod, ["metadata", "name"]));

function isReady(pod: Json): boolean {
  const conditions = (valueAt(pod, ["status", "conditions"]) ?? []) as readonly Json[];
  return conditions.some((one) => valueAt(one, ["type"]) === "Ready" && valueAt(one, ["status"]) === "True");
}

const isLeaving = (pod: Json): boolean => valueAt(pod, ["metadata", "deletionTimestamp"]) !== undefined;

const newestFirst = (a: { created: string }, b: { created: string }): number =>
  b.created.localeCompare(a.created);

/** What its containers do, in Kubernetes' words; why it has no place to run where it has none. */
function doing(pod: Json): string {
  const statuses = (valueAt(pod, ["status", "containerStatuses"]) ?? []) as readonly Json[];
  const words = statuses.flatMap((one) => {
    if (valueAt(one, ["ready"]) === true) return [];
    const name = String(valueAt(one, ["name"]));
    const waiting = valueAt(one, ["state", "waiting", "reason"]);
    const code = valueAt(one, ["state", "terminated", "exitCode"]);
    const last = valueAt(one, ["lastState", "terminated", "exitCode"]);
    const before = typeof last === "number" ? `, it ended with exit code ${last} before` : "";
    if (typeof waiting === "string") return [`container ${name} waits: ${waiting}${before}`];
    if (typeof code === "number") return [`container ${name} ended with exit code ${code}`];
    return [`container ${name} runs and its probe fails${before}`];
  });
  if (words.length > 0) return words.join("; ");
  const conditions = (valueAt(pod, ["status", "conditions"]) ?? []) as readonly Json[];
  const unscheduled = conditions.find((one) => valueAt(one, ["reason"]) === "Unschedulable");
  return unscheduled
    ? `no node takes it: ${String(valueAt(unscheduled, ["message"]))}`
    : String(valueAt(pod, ["status", "phase"]) ?? "of no known state");
}

async function warnings(
  where: readonly string[],
  pod: string,
  env: HelmfileRequest["target"]["env"],
): Promise<string[]> {
  const mine = ["--field-selector", `involvedObject.name=${pod},type=Warning`];
  const ran = await kubectl([...where, "get", "events", ...mine, "-o", "json"], env);
  if (ran.code !== 0) return [];
  const events = (valueAt(JSON.parse(ran.stdout) as Json, ["items"]) ?? []) as readonly Json[];
  return warningLines(events);
}

async function log(
  where: readonly string[],
  pod: string,
  env: HelmfileRequest["target"]["env"],
): Promise<string[]> {
  const ran = await kubectl([...where, "logs", pod, "--all-containers", `--tail=${LOG_LINES}`], env);
  const lines = ran.code === 0 ? ran.stdout.trimEnd().split("\n") : [];
  return lines.some((one) => one !== "")
    ? ["the last lines of its log:", ...lines.map((line) => `| ${line}`)]
    : [];
}
