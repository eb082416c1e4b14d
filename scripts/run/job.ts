import { randomInt } from "node:crypto";
import { listAt, objectAt, podSpec } from "../check/rule.ts";
import type { JsonObject } from "../core/json.ts";
import { ok, type Result } from "../core/result.ts";
import { nameOf } from "../render/hooks.ts";
import type { Manifest } from "../render/model.ts";
import { commandOf, containerOf } from "./hook-job.ts";
import { hookNeeds, renamed, secretsOf } from "./references.ts";
import type { Found } from "./release.ts";
import type { Task } from "./task.ts";

/** How long a Job that has ended is kept when nobody removes it, in seconds: a week. */
export const KEPT_SECONDS = 7 * 24 * 60 * 60;

/** The label by which a Job of ours and its pod are found; its value is the Job's name. */
export const RUN_LABEL = "chartroom.dev/run";

/** A Job that runs a task once, as it is sent to the cluster. May hold secrets. */
export interface OneOffJob {
  readonly name: string;
  readonly namespace: string;
  /** The container that runs the task. */
  readonly container: string;
  readonly image: string;
  readonly manifest: JsonObject;
  /** Objects of hooks that it needs and the release has no equal of: made anew, owned by the Job. */
  readonly copies: readonly JsonObject[];
  /** `Kind/name` of what must be there already. */
  readonly present: readonly string[];
  /** Names of all Secrets that its pod reads, also of those that need not be there. */
  readonly secrets: readonly string[];
}

/**
 * A Job made from a deployed hook: its pod as it is (image, environment, security, scheduling, account), another command
 * where the task has one. It runs once and is never retried, whatever the hook says, so that its exit code is the
 * command's; it has no deadline but `timeoutSeconds`, since the hook's is there for Helm's sake.
 */
export function oneOffJob(
  { release, manifests, job }: Found,
  task: Task,
  options: { readonly timeoutSeconds?: number | undefined; readonly suffix?: string } = {},
): Result<OneOffJob> {
  const command = commandOf(job, task);
  if (!command.ok) return command;
  const suffix = options.suffix ?? randomSuffix();
  const name = jobName(release.name, task, suffix);
  const needs = hookNeeds(job, manifests);
  const copyName = (one: Manifest): string => `${nameOf(one)}-${suffix}`;
  const names = new Map([
    ...needs.twins,
    ...needs.lone.map((one) => [`${one.object.kind}/${nameOf(one)}`, copyName(one)] as const),
  ]);
  const metadata = objectAt(job.object, "metadata");
  const template = objectAt(job.object, "spec", "template", "metadata");
  const container = containerOf(job);
  const pod = renamed(podSpec(job.object) ?? {}, names);
  const containers = listAt(pod, "containers").map((one) =>
    one.name === container?.name && command.value ? withCommand(one, command.value) : one,
  );
  const { namespace } = release;
  return ok({
    name,
    namespace,
    container: String(container?.name),
    image: String(container?.image),
    present: needs.present,
    secrets: secretsOf(pod),
    manifest: {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name, namespace, ...ownMetadata(metadata, name) },
      spec: {
        ...(needs.lone.length > 0 && { suspend: true }), // until its copies are there
        backoffLimit: 0,
        ttlSecondsAfterFinished: KEPT_SECONDS,
        ...(options.timeoutSeconds !== undefined && { activeDeadlineSeconds: options.timeoutSeconds }),
        template: {
          metadata: { ...template, labels: { ...objectAt(template, "labels"), [RUN_LABEL]: name } },
          spec: { ...pod, containers, restartPolicy: "Never" },
        },
      },
    },
    copies: needs.lone.map((one) => {
      const own = ownMetadata(objectAt(one.object, "metadata"), name);
      return { ...one.object, metadata: { name: copyName(one), namespace, ...own } };
    }),
  });
}

/**
 * A name of at most 63 characters, which is what a label can hold: Kubernetes writes it into one. Six random letters, so
 * that two runs never meet; `kubectl create` would refuse the second.
 */
export function jobName(release: string, { kind }: Task, suffix: string): string {
  const end = `-${kind === "command" ? "run" : kind}-${suffix}`;
  const start = release.replaceAll(".", "-").slice(0, 63 - end.length);
  return `${start.replace(/-+$/, "")}${end}`;
}

/** Letters and digits that make no words and are not mistaken for each other. */
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

function randomSuffix(): string {
  return Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

function withCommand(container: JsonObject, words: readonly string[]): JsonObject {
  const { command: _, args: __, ...rest } = container;
  // Kubernetes turns $(NAME) of a command into a variable's value, and $$ into $: words of one's own stay as they are.
  return { ...rest, command: words.map((one) => one.replaceAll("$", "$$$$")) };
}

/** Labels and annotations of the chart without those by which Helm, or Argo CD, would take the object for its own. */
function ownMetadata(metadata: JsonObject, name: string): JsonObject {
  const annotations = Object.entries(objectAt(metadata, "annotations")).filter(
    ([key]) => !/^(meta\.)?helm\.sh\/|^argocd\.argoproj\.io\//.test(key),
  );
  const { "helm.sh/chart": _, ...labels } = objectAt(metadata, "labels");
  return {
    labels: { ...labels, "app.kubernetes.io/managed-by": "chartroom", [RUN_LABEL]: name },
    ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
  };
}
