import { objectAt } from "../check/rule.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../core/json.ts";
import { kubectl, type Target } from "../helmfile/target.ts";
import { type OneOffJob, RUN_LABEL } from "./job.ts";

/** How far a Job of ours has come. */
export interface JobState {
  /** Its pod, once there is one. */
  readonly pod?: string;
  readonly container: "waiting" | "running" | "ended";
  /** Of a container that has ended. */
  readonly exitCode?: number;
  /** Why it waits, or ended, in Kubernetes' words: `ImagePullBackOff: ...`, `OOMKilled`. */
  readonly why?: string;
  /** Kubernetes has given the Job up: `DeadlineExceeded: ...`. */
  readonly failed?: string;
}

/** kubectl's words before the verb, for a release's namespace. */
export function where(target: Target, namespace: string): string[] {
  return ["--context", target.context, "--namespace", namespace];
}

/** What the cluster says of the Job now; undefined where it could not be asked, or the Job is gone. */
export async function stateOf(target: Target, job: OneOffJob): Promise<JobState | "gone" | undefined> {
  const args = ["get", "jobs,pods", "--selector", `${RUN_LABEL}=${job.name}`, "--output", "json"];
  const ran = await kubectl([...where(target, job.namespace), ...args], target.env);
  if (ran.code !== 0) return undefined;
  const items = listOf(valueAt(JSON.parse(ran.stdout) as Json, ["items"]));
  if (!items.some((one) => one.kind === "Job")) return "gone";
  return readState(items, job.container);
}

/** What Kubernetes warned of lately about a Job and its pods: why no pod was made, why a volume is not there. */
export async function warnings(target: Target, { name, namespace }: OneOffJob): Promise<string[]> {
  const args = ["get", "events", "--field-selector", "type=Warning", "--output", "json"];
  const ran = await kubectl([...where(target, namespace), ...args], target.env);
  if (ran.code !== 0) return [];
  const told = listOf(valueAt(JSON.parse(ran.stdout) as Json, ["items"]))
    .filter((one) => String(objectAt(one, "involvedObject").name).startsWith(name))
    .map((one) => sentence(one.reason, one.message));
  return [...new Set(told)].slice(-3);
}

/** The state of a Job and its pods, as `kubectl get` lists them. A pod that is newer outweighs the others. */
export function readState(items: readonly JsonObject[], container: string): JobState {
  const job = items.find((one) => one.kind === "Job");
  const conditions = listOf(valueAt(job, ["status", "conditions"]));
  // FailureTarget comes first: it is decided, and the pods are being ended.
  const given = conditions.filter(
    ({ type, status }) => /^Fail(ed|ureTarget)$/.test(String(type)) && status === "True",
  );
  const failed = given.find((one) => one.type === "Failed") ?? given[0];
  const pod = items
    .filter((one) => one.kind === "Pod")
    .sort((a, b) => created(a).localeCompare(created(b)))
    .at(-1);
  return {
    ...(pod ? { pod: String(objectAt(pod, "metadata").name), ...containerState(pod, container) } : NO_POD),
    ...(failed && { failed: sentence(failed.reason, failed.message) }),
  };
}

const NO_POD = { container: "waiting" } as const;

function containerState(pod: JsonObject, name: string): Omit<JobState, "pod" | "failed"> {
  const status = objectAt(pod, "status");
  const mine = listOf(status.containerStatuses).find((one) => one.name === name);
  const { terminated, running, waiting } = objectAt(mine, "state");
  if (isObject(terminated) && typeof terminated.exitCode === "number") {
    const why = String(terminated.reason ?? "");
    // Error and Completed say no more than the exit code does.
    const telling = why !== "" && why !== "Error" && why !== "Completed";
    return { container: "ended", exitCode: terminated.exitCode, ...(telling && { why }) };
  }
  if (isObject(running)) return { container: "running" };
  const init = listOf(status.initContainerStatuses)
    .map((one) => ({ name: String(one.name), state: objectAt(one, "state") }))
    .flatMap(({ name: one, state }) => {
      const code = objectAt(state, "terminated").exitCode;
      const reason = objectAt(state, "waiting").reason;
      if (typeof code === "number" && code !== 0)
        return [`init container ${one} ended with exit code ${code}`];
      return typeof reason === "string" && reason !== "PodInitializing"
        ? [`init container ${one}: ${sentence(reason, objectAt(state, "waiting").message)}`]
        : [];
    });
  const unscheduled = listOf(status.conditions).find(
    (one) => one.type === "PodScheduled" && one.status === "False",
  );
  const why =
    init[0] ??
    (isObject(waiting) ? sentence(waiting.reason, waiting.message) : undefined) ??
    (unscheduled ? sentence(unscheduled.reason, unscheduled.message) : undefined) ??
    (typeof status.reason === "string" ? sentence(status.reason, status.message) : undefined);
  return { container: "waiting", ...(why !== undefined && { why }) };
}

function sentence(reason: Json | undefined, message: Json | undefined): string {
  return [reason, message].filter((one) => typeof one === "string" && one !== "").join(": ");
}

function created(object: JsonObject): string {
  return String(objectAt(object, "metadata").creationTimestamp ?? "");
}

export function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
