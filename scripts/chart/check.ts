import path from "node:path";
import { checkRendered } from "../check/check.ts";
import type { GivenSchemas } from "../check/schemas/given.ts";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import { fileStart } from "../core/source.ts";
import { taint } from "../core/taint.ts";
import { type Environment, forVersion, type Release } from "../environment/model.ts";
import { readLayers } from "../merge/layers.ts";
import { emptyMap } from "../merge/merge.ts";
import { plainValue } from "../merge/value.ts";
import { type DocumentReader, rememberingReader } from "../render/manifests.ts";
import type { RenderedRelease, Renderer } from "../render/model.ts";
import { renderReleases } from "../render/releases.ts";
import { type AnnotatedReleases, annotateReleases, releaseFindings } from "../validate/release.ts";
import { isEncrypted, type Scenario } from "./scenarios.ts";

/** Where a chart stands, and how Helm renders it. */
export interface ScenarioChart {
  readonly root: string;
  readonly path: string;
  readonly name: string;
}

/** What objects are checked for, where a person or a release says it. */
export interface Wishes {
  readonly kubeVersion?: string;
  /** Schemas beside those that come along. */
  readonly given?: GivenSchemas;
}

/** What a chart came to under some values. */
export interface CheckedScenario {
  readonly scenario: Scenario;
  readonly rendered: readonly RenderedRelease[];
  readonly diagnostics: readonly Diagnostic[];
  readonly fromCache: number;
}

/** Helm's own default, in seconds. */
const TIMEOUT_S = 300;
/** What says nothing about example values: that they are not encrypted, that an object shows one, that Helm's reader is not there. */
const NOT_FOR_EXAMPLES = ["CR209", "CR541"];

/**
 * Renders a chart under each scenario in both phases and makes every finding about values and manifests. Each finding
 * names its values file. What only a schema calls secret in defaults and ci files is forgotten afterwards: examples that
 * stand in the repository for all to read, and whose words (`postgres`, `changeme`) are all over the output.
 */
export async function checkScenarios(
  chart: ScenarioChart,
  scenarios: readonly Scenario[],
  renderer: Renderer,
  wishes: Wishes = {},
): Promise<CheckedScenario[]> {
  const checked: CheckedScenario[] = [];
  // Most documents are the same under many values.
  const read = rememberingReader();
  for (const scenario of scenarios) {
    const example = scenario.kind !== "given" && !isEncrypted(chart.root, scenario);
    const one = await checkScenario(chart, scenario, { renderer, read, example, wishes });
    const kept = one.diagnostics.filter(
      ({ code }) =>
        !(example && NOT_FOR_EXAMPLES.includes(code)) && !(code === "CR216" && renderer.kind === "engine"),
    );
    // With its defaults alone there is nothing to tell apart.
    const diagnostics =
      scenarios.length === 1 && scenario.kind === "defaults"
        ? kept
        : kept.map((two) => ({ ...two, valuesFile: scenario.label }));
    checked.push({ ...one, diagnostics });
  }
  return checked.map((one) => (one.scenario.kind === "defaults" ? needingValues(one, chart, checked) : one));
}

interface ScenarioOptions {
  readonly renderer: Renderer;
  readonly read: DocumentReader;
  /** What a schema calls secret in these values is an example. */
  readonly example: boolean;
  readonly wishes: Wishes;
}

async function checkScenario(
  chart: ScenarioChart,
  scenario: Scenario,
  { renderer, read: readDocument, example, wishes }: ScenarioOptions,
): Promise<CheckedScenario> {
  const { root } = chart;
  const { mark } = taint;
  const layers = scenario.files.map((file) => ({ kind: "plain" as const, file }));
  const read = await readLayers(root, layers, { reader: "helm" });
  // A values file that cannot be read is told; without it the chart would be rendered as somebody else wants it.
  if (!read.whole || hasErrors(read.diagnostics))
    return { scenario, rendered: [], diagnostics: read.diagnostics, fromCache: 0 };
  const values = plainValue(read.merged);
  const [release] = forVersion([releaseOf(chart, layers, values)], wishes.kubeVersion) as [Release];
  const environment: Environment = {
    name: scenario.label,
    root,
    helmfile: root,
    layers: [],
    values: {},
    releases: [release],
    secretsWithheld: false,
  };
  const annotated: AnnotatedReleases = await annotateReleases(environment, emptyMap());
  const invalid = [...annotated.values()].flatMap((one) => releaseFindings(release, one));
  if (example) taint.forgetSince(mark);
  const phases = ["install", "upgrade"] as const;
  const rendering = await renderReleases([release], { renderer, phases, root, read: readDocument });
  const told = hasErrors(invalid);
  return {
    scenario,
    rendered: rendering.rendered,
    fromCache: rendering.fromCache,
    diagnostics: [
      ...invalid,
      ...rendering.diagnostics.filter((one) => !(told && one.code === "CR306")),
      ...(await checkRendered(
        environment,
        rendering.rendered,
        { annotated, given: wishes.given?.kinds ?? [] },
        renderer,
      )),
    ],
  };
}

/** The chart as a release of its own name, installed into the namespace that Helm takes without other wish. */
function releaseOf(
  { root, path: chartPath, name }: ScenarioChart,
  layers: Release["layers"],
  values: Release["values"],
): Release {
  const file = path.relative(root, path.join(chartPath, "Chart.yaml")).split(path.sep).join("/");
  return {
    name: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= 53 ? name : "release",
    namespace: "default",
    chart: chartPath,
    chartPath,
    alone: name,
    file,
    place: fileStart(file),
    installed: true,
    needs: [],
    labels: {},
    timeoutSeconds: TIMEOUT_S,
    wait: false,
    layers,
    values,
  };
}

/** A chart that refuses its own defaults asks for values; where it has files that give them, that is no fault. */
function needingValues(
  one: CheckedScenario,
  chart: ScenarioChart,
  all: readonly CheckedScenario[],
): CheckedScenario {
  const refused = one.diagnostics.filter(isRefusal);
  if (all.length < 2 || refused.length === 0) return one;
  const reasons = [
    ...new Set(refused.flatMap(({ message, note }) => [message, ...(note?.split("\n") ?? [])])),
  ];
  const shown = reasons.slice(0, MOST_REASONS);
  if (reasons.length > MOST_REASONS) shown.push(`and ${reasons.length - MOST_REASONS} more`);
  const need = diagnostic("CR314", `chart \`${chart.name}\` does not render with its defaults alone`, {
    place: fileStart(one.scenario.label),
    note: shown.join("\n"),
  });
  return { ...one, diagnostics: [...one.diagnostics.filter((two) => !isRefusal(two)), need] };
}

const MOST_REASONS = 5;

/** An error about values: what a schema refuses, what a template refuses, and what it makes of a value that is not there. */
function isRefusal({ code, severity }: Diagnostic): boolean {
  return severity === "error" && (/^CR2/.test(code) || ["CR303", "CR305", "CR306"].includes(code));
}
