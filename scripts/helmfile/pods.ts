import { type Json, valueAt } from "../core/json.ts";
import type { Release } from "../environment/model.ts";
import type { HelmfileRequest } from "./request.ts";
import { kubectl } from "./target.ts";

/** How much is shown: pods that fail alike tell nothing new, and a log's end tells most. */
const PODS = 2;
const EVENTS = 3;
const LOG_LINES = 10;

/**
 * Why pods of a release are not ready, newest first, in lines: what each container does, its last warnings, the end of
 * its log. Pods are found by the label that `helm create` and most charts give them. Not masked.
 */
export async function unreadyPods(request: HelmfileRequest, release: Release): Promise<string[]> {
  const { target } = request;
  const where = ["--context", target.context, "-n", release.namespace];
  const selector = `app.kubernetes.io/instance=${release.name},!job-name`;
  const ran = await kubectl([...where, "get", "pods", "-l", selector, "-o", "json"], target.env);
  if (ran.code !== 0) return [];
  const pods = (valueAt(JSON.parse(ran.stdout) as Json, ["items"]) ?? []) as readonly Json[];
  const unready = pods.filter((pod) => !isReady(pod) && !isLeaving(pod)).sort(newestFirst);
  const told = await Promise.all(
    unready.slice(0, PODS).map(async (pod) => {
      const name = String(valueAt(pod, ["metadata", "name"]));
      return [
        `pod ${name} is not ready: ${doing(pod)}`,
        ...(await warnings(where, name, target.env)),
        ...(target.simulated ? [] : await log(where, name, target.env)),
      ];
    }),
  );
  const more = unready.length - PODS;
  return [...told.flat(), ...(more > 0 ? [`and ${more} more pods are not ready`] : [])];
}

function isReady(pod: Json): boolean {
  const conditions = (valueAt(pod, ["status", "conditions"]) ?? []) as readonly Json[];
  return conditions.some((one) => valueAt(one, ["type"]) === "Ready" && valueAt(one, ["status"]) === "True");
}

const isLeaving = (pod: Json): boolean => valueAt(pod, ["metadata", "deletionTimestamp"]) !== undefined;

const newestFirst = (a: Json, b: Json): number =>
  String(valueAt(b, ["metadata", "creationTimestamp"])).localeCompare(
    String(valueAt(a, ["metadata", "creationTimestamp"])),
  );

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
  const lines = events.map(
    (one) => `${String(valueAt(one, ["reason"]))}: ${String(valueAt(one, ["message"]))}`,
  );
  return [...new Set(lines.map((one) => one.trim().replaceAll("\n", " ")))]
    .slice(-EVENTS)
    .map((one) => `  ${one}`);
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
