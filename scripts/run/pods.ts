import { objectAt } from "../check/rule.ts";
import { type Json, type JsonObject, valueAt } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import { kubectl, type Target } from "../helmfile/target.ts";
import type { Manifest } from "../render/model.ts";
import { listOf, where } from "./state.ts";

/** The Deployments and StatefulSets of a release. */
export function workloadsOf(manifests: readonly Manifest[]): JsonObject[] {
  return manifests
    .map((one) => one.object)
    .filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet");
}

/** The pods that a workload's selector finds, those of Jobs and those on their way out among them; else kubectl's words. */
export async function podsOf(
  workload: JsonObject,
  target: Target,
  namespace: string,
): Promise<Result<readonly JsonObject[], string>> {
  const labels = Object.entries(objectAt(workload, "spec", "selector", "matchLabels"));
  const selector = labels.map(([key, value]) => `${key}=${String(value)}`).join(",");
  const get = ["get", "pods", "--selector", selector, "--output", "json"];
  const ran = await kubectl([...where(target, namespace), ...get], target.env);
  if (ran.code !== 0) return fail(lastLine(ran.stderr));
  return ok(listOf(valueAt(JSON.parse(ran.stdout) as Json, ["items"])));
}

/** Hooks' pods can have the labels of those that serve, too; they are never ready for long, and belong to a Job. */
export function isReady(pod: JsonObject): boolean {
  const conditions = listOf(objectAt(pod, "status").conditions);
  return isServing(pod) && conditions.some((one) => one.type === "Ready" && one.status === "True");
}

/** It belongs to the workload itself, and is not on its way out. */
export function isServing(pod: JsonObject): boolean {
  const { deletionTimestamp, ownerReferences } = objectAt(pod, "metadata");
  return deletionTimestamp === undefined && !listOf(ownerReferences).some((one) => one.kind === "Job");
}

/** The last line of what a program said, masked. */
export function lastLine(text: string): string {
  return taint.mask(text).trim().split("\n").at(-1) ?? "";
}
