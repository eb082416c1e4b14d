import { isObject, type Json, parseJson, valueAt } from "../core/json.ts";
import { taint } from "../core/taint.ts";
import type { HelmfileRequest } from "./request.ts";
import { kubectl } from "./target.ts";
import { warningLines } from "./warnings.ts";

/** Lines of a failed hook's log that are shown. */
const LOG_LINES = 40;

/**
 * Why the Job of a hook failed, in lines: Kubernetes' reason, what its containers ended with, the end of its log; where no
 * pod ran, what hindered it. Masked.
 */
export async function jobWords(
  { target }: HelmfileRequest,
  namespace: string,
  job: string,
): Promise<string[]> {
  const ask = async (...words: string[]) =>
    kubectl(["--context", target.context, "-n", namespace, ...words], target.env);
  const got = parseJson((await ask("get", "job", job, "-o", "json")).stdout);
  const pods = parseJson((await ask("get", "pods", "-l", `job-name=${job}`, "-o", "json")).stdout);
  const reasons = [...conditionOf(got), ...endings(pods)];
  if (target.simulated && listOf(pods, ["items"]).some(hasNode))
    return [...reasons, "its pod was simulated, so it wrote no log"];
  const ran = await ask("logs", `job/${job}`, "--all-containers", `--tail=${LOG_LINES}`);
  if (ran.code === 0) {
    const lines = taint.mask(ran.stdout).trimEnd().split("\n");
    return [...reasons, "the last lines of its log:", ...lines.map((line) => `| ${line}`)];
  }
  const events = parseJson(
    (await ask("get", "events", "--field-selector", "involvedObject.kind=Pod,type=Warning", "-o", "json"))
      .stdout,
  );
  const hindered = warnings(events, job, String(valueAt(got, ["metadata", "creationTimestamp"]) ?? ""));
  if (hindered.length > 0) return [...reasons, "it wrote no log; of its pods Kubernetes says:", ...hindered];
  return [...reasons, `its log cannot be read: ${taint.mask(ran.stderr).trim().split("\n").at(-1)}`];
}

const listOf = (value: Json | undefined, keys: readonly string[]): readonly Json[] =>
  (valueAt(value, keys) ?? []) as readonly Json[];

const hasNode = (pod: Json): boolean => valueAt(pod, ["spec", "nodeName"]) !== undefined;

function conditionOf(job: Json | undefined): string[] {
  const failed = listOf(job, ["status", "conditions"]).find((one) => valueAt(one, ["type"]) === "Failed");
  return isObject(failed) ? [`${String(failed.reason)}: ${String(failed.message)}`] : [];
}

function endings(pods: Json | undefined): string[] {
  const words = listOf(pods, ["items"]).flatMap((pod) =>
    listOf(pod, ["status", "containerStatuses"]).flatMap((one) => {
      const code = valueAt(one, ["state", "terminated", "exitCode"]);
      const waiting = valueAt(one, ["state", "waiting", "reason"]);
      const name = String(valueAt(one, ["name"]));
      if (typeof code === "number" && code !== 0) return [`container ${name} ended with exit code ${code}`];
      return typeof waiting === "string" ? [`container ${name} waits: ${waiting}`] : [];
    }),
  );
  return [...new Set(words)];
}

/**
 * The last warnings about pods of a Job, the oldest first. A Job that outlives its deadline takes its pods with it, so that
 * only events tell that no node took one or that an image was not there. Former Jobs of the name do not count.
 */
function warnings(events: Json | undefined, job: string, since: string): string[] {
  const from = Date.parse(since);
  const mine = listOf(events, ["items"])
    .filter((one) => String(valueAt(one, ["involvedObject", "name"])).startsWith(`${job}-`))
    .map((event) => ({ event, at: timeOf(event) }))
    .filter(({ at }) => !(at < from))
    .sort((a, b) => a.at - b.at);
  return warningLines(mine.map(({ event }) => event));
}

/** When an event was told last; which field says so is a matter of who wrote it. */
function timeOf(event: Json): number {
  return Date.parse(
    String(
      valueAt(event, ["lastTimestamp"]) ??
        valueAt(event, ["eventTime"]) ??
        valueAt(event, ["metadata", "creationTimestamp"]),
    ),
  );
}
