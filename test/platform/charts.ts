import path from "node:path";
import { parseAllDocuments } from "yaml";
import { isObject, type Json, type JsonObject } from "../../scripts/core/json.ts";
import { chartDirectories } from "../../scripts/tasks/chart-docs.ts";
import { at, chartFolder, helm, scenarioFile, scenarios } from "../charts/helm.ts";
import { insist } from "./check.ts";
import type { Stage } from "./stage.ts";

/** One of a chart's `ci/*-values.yaml`. */
export interface Rendering {
  readonly chart: string;
  readonly scenario: string;
  /** Of the release: no two renderings share one. */
  readonly namespace: string;
  readonly objects: readonly JsonObject[];
}

/** Every chart of ours in every scenario that its authors wrote, hooks included. Throws with Helm's message. */
export async function renderAll(): Promise<Rendering[]> {
  const charts = chartDirectories().map((directory) => path.basename(directory));
  const wanted = charts.flatMap((chart) => scenarios(chart).map((scenario) => ({ chart, scenario })));
  const made: Rendering[] = [];
  for (const { chart, scenario } of wanted) made.push(await render(chart, scenario));
  return made;
}

/** One scenario of a chart, with more values (as Helm's `--set` takes them) over it. */
export async function render(
  chart: string,
  scenario: string,
  changes: readonly string[] = [],
): Promise<Rendering> {
  const namespace = `${chart}-${scenario}`.slice(0, 63);
  const ran = await helm([
    ...["template", chart, chartFolder(chart), "--namespace", namespace],
    ...["-f", scenarioFile(chart, scenario), ...changes.flatMap((one) => ["--set", one])],
  ]);
  if (ran.code !== 0) throw new Error(`${chart} ${scenario} does not render\n${ran.stderr}`);
  const objects = parseAllDocuments(ran.stdout)
    .map((document) => document.toJS() as Json)
    .filter(isObject);
  return { chart, scenario, namespace, objects };
}

/** The objects of these kinds, of all renderings. */
export function ofKinds(renderings: readonly Rendering[], ...kinds: string[]): JsonObject[] {
  return renderings.flatMap(({ objects }) => objects.filter(({ kind }) => kinds.includes(String(kind))));
}

/** A namespace that admits `restricted` pods alone, and warns of each workload whose pods would be refused. */
export function restricted(name: string): JsonObject {
  const modes = ["enforce", "warn", "audit"];
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: Object.fromEntries(modes.map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"])),
    },
  };
}

/** Of its operator no CRD can be had. */
export const hasNoDefinition = ({ apiVersion }: JsonObject): boolean =>
  String(apiVersion).startsWith("grafana.integreatly.org/");

/**
 * Applies a rendering, hooks included; the namespaces it needs are made first and admit `restricted` pods
 * alone. Throws where an object is refused or warned of.
 */
export async function applyRendering(stage: Stage, rendering: Rendering): Promise<void> {
  const { chart, scenario, namespace } = rendering;
  const objects = rendering.objects.filter((one) => !hasNoDefinition(one));
  const namespaces = new Set([namespace, ...objects.map((one) => at(one, "metadata.namespace"))]);
  const own = objects.filter(({ kind }) => kind === "Namespace").map((one) => at(one, "metadata.name"));
  const made = [...namespaces].filter((name) => typeof name === "string" && !own.includes(name));
  await stage.apply(made.map((name) => restricted(name as string)));
  const ran = await stage.kubectl(
    ["apply", "--server-side", "--force-conflicts", "--validate=strict", "-f", "-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
  );
  insist(ran.code === 0, `${chart} ${scenario}: the API server refuses an object`, ran.stderr);
  insist(!/^Warning/m.test(ran.stderr), `${chart} ${scenario}: the API server warns`, ran.stderr);
}
