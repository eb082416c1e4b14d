import path from "node:path";
import { hookTimelines } from "../check/hook-timeline.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { ReleaseTimeline } from "../core/hook-timeline.ts";
import { ok, type Result } from "../core/result.ts";
import { taintSecrets } from "../render/mask.ts";
import type { RenderedRelease } from "../render/model.ts";
import { startRenderer } from "../render/start.ts";
import { checkTemplates } from "../templates/check.ts";
import { type CheckedScenario, checkScenarios } from "./check.ts";
import { findCharts } from "./find.ts";
import { scenariosOf } from "./scenarios.ts";

export interface ChartTimelines {
  readonly root: string;
  /** `environment` is the values file under which the chart is drawn. */
  readonly timelines: readonly ReleaseTimeline[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The hooks of charts without an environment: under the given values files, else under that set of values of the chart's
 * own (its defaults, its ci files) that makes most hooks. Fails only where no Helm is found.
 */
export async function chartTimelines(
  words: readonly string[],
  options: { readonly cwd: string; readonly values: readonly string[] },
): Promise<Result<ChartTimelines>> {
  const values = options.values.map((one) => path.resolve(options.cwd, one));
  const { root, charts, diagnostics: missing } = findCharts(options.cwd, words, { values });
  const given = values.map((one) => path.relative(root, one).split(path.sep).join("/"));
  const renderer = await startRenderer();
  if (!renderer.ok) return renderer;
  try {
    const timelines: ReleaseTimeline[] = [];
    const diagnostics: Diagnostic[] = [...missing];
    for (const chart of charts.filter(({ library }) => !library)) {
      const all = scenariosOf(chart.path, chart.root, given);
      const wanted = given.length > 0 ? all.filter(({ kind }) => kind === "given") : all;
      const checked = await checkScenarios(chart, wanted, renderer.value);
      const most = checked.reduce((a, b) => (hooksIn(b) > hooksIn(a) ? b : a));
      diagnostics.push(...checkTemplates(chart.root, chart.path).findings, ...most.diagnostics);
      taintSecrets(most.rendered.flatMap((one) => one.manifests));
      timelines.push(...timelinesOf(most, chart.root));
    }
    return ok({ root, timelines, diagnostics });
  } finally {
    await renderer.value.close();
  }
}

function timelinesOf({ scenario, rendered }: CheckedScenario, root: string): ReleaseTimeline[] {
  const releases = [...new Set(rendered.map(({ release }) => release))];
  const nothing = { helmfile: root, layers: [], values: {}, secretsWithheld: false };
  return hookTimelines({ ...nothing, name: scenario.label, root, releases }, rendered);
}

function hooksIn({ rendered }: { rendered: readonly RenderedRelease[] }): number {
  return rendered.flatMap(({ manifests }) => manifests).filter(({ hooks }) => hooks.length > 0).length;
}
