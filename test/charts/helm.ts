import { readdirSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import type { Ran } from "../../scripts/core/exec.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../../scripts/core/json.ts";
import { shell } from "../../scripts/core/shell.ts";
import { findTool } from "../../scripts/tools/find.ts";

const charts = path.join(import.meta.dirname, "../../charts");

/** The folder of one of our charts. */
export const chartFolder = (chart: string): string => path.join(charts, chart);

/** The names of a chart's `ci/<name>-values.yaml`. */
export function scenarios(chart: string): string[] {
  return readdirSync(path.join(chartFolder(chart), "ci"))
    .filter((file) => file.endsWith("-values.yaml"))
    .map((file) => file.slice(0, -"-values.yaml".length))
    .sort();
}

export const scenarioFile = (chart: string, scenario: string): string =>
  path.join(chartFolder(chart), "ci", `${scenario}-values.yaml`);

/** Runs the real helm. */
export async function helm(args: readonly string[], input?: string): Promise<Ran> {
  const tool = await findTool("helm");
  if (!tool.ok) throw new Error("helm was not found");
  return shell(tool.value.path, args, input === undefined ? {} : { input });
}

/** `helm template` of a scenario as release `<chart>` in namespace `apps`; `changes` are `--set` arguments. */
export function template(
  chart: string,
  scenario: string,
  changes: readonly string[] = [],
  upgrade = false,
): Promise<Ran> {
  return helm([
    "template",
    chart,
    chartFolder(chart),
    "--namespace",
    "apps",
    "-f",
    scenarioFile(chart, scenario),
    // `--set` knows no fractions: they would be text.
    ...changes.flatMap((change) => [/=\d+\.\d+$/.test(change) ? "--set-json" : "--set", change]),
    ...(upgrade ? ["--is-upgrade"] : []),
  ]);
}

/** The objects of a scenario; throws with Helm's message where it does not render. */
export async function objects(
  chart: string,
  scenario: string,
  changes: readonly string[] = [],
): Promise<JsonObject[]> {
  const ran = await template(chart, scenario, changes);
  if (ran.code !== 0) throw new Error(ran.stderr);
  return parseAllDocuments(ran.stdout)
    .map((document) => document.toJS() as Json)
    .filter(isObject);
}

/** The value at a dotted path. */
export const at = (object: Json | undefined, dotted: string): Json | undefined =>
  valueAt(object, dotted.split("."));

export const annotation = (object: JsonObject, name: string): Json | undefined =>
  valueAt(object, ["metadata", "annotations", name]);

export const title = (object: JsonObject): string => `${object.kind}/${at(object, "metadata.name")}`;

export function find(all: readonly JsonObject[], wanted: string): JsonObject {
  const found = all.find((object) => title(object) === wanted);
  if (!found) throw new Error(`no ${wanted} among ${all.map(title).join(", ")}`);
  return found;
}

/** What makes the pods that serve. */
export function workload(all: readonly JsonObject[]): JsonObject {
  const found = all.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet");
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} workloads`);
  return only;
}

/** The pod specification of a workload or a pod. */
export function podSpec(object: JsonObject): JsonObject | undefined {
  const spec =
    object.kind === "Pod"
      ? object.spec
      : object.kind === "CronJob"
        ? at(object, "spec.jobTemplate.spec.template.spec")
        : at(object, "spec.template.spec");
  return isObject(spec) && Array.isArray(spec.containers) ? spec : undefined;
}

export const containers = (spec: JsonObject): JsonObject[] =>
  [spec.initContainers, spec.containers].flatMap((list) =>
    Array.isArray(list) ? list.filter(isObject) : [],
  );

const kinds = ["ServiceAccount", "Secret", "ConfigMap", "Pod", "Job"];

/** What runs at a hook event, in Helm's order: weight, then kind, then name. */
export function hooksAt(all: readonly JsonObject[], event: string): JsonObject[] {
  const weight = (object: JsonObject) => Number(annotation(object, "helm.sh/hook-weight") ?? 0);
  return all
    .filter((object) =>
      String(annotation(object, "helm.sh/hook") ?? "")
        .split(",")
        .includes(event),
    )
    .sort(
      (a, b) =>
        weight(a) - weight(b) ||
        kinds.indexOf(String(a.kind)) - kinds.indexOf(String(b.kind)) ||
        (title(a) < title(b) ? -1 : 1),
    );
}
