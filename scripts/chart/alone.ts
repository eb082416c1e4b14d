import path from "node:path";
import { readSchemas } from "../check/schemas/given.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import type { Renderer } from "../render/model.ts";
import { startRenderer } from "../render/start.ts";
import { checkTemplates } from "../templates/check.ts";
import { withoutTold } from "../templates/told-once.ts";
import { checkScenarios, type Wishes } from "./check.ts";
import { type ChartAlone, findCharts } from "./find.ts";
import { scenariosOf } from "./scenarios.ts";

/** One chart after everything that can be said without an environment. */
export interface CheckedChart {
  readonly chart: ChartAlone;
  /** How many sets of values it was rendered under: its defaults, its ci files, the given ones. */
  readonly scenarios: number;
  /** Objects of a first install under the set of values that makes most, and how many of them are hooks. */
  readonly objects: number;
  readonly hooks: number;
  readonly fromCache: number;
}

export interface CheckedCharts {
  readonly root: string;
  readonly checked: readonly CheckedChart[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface AloneOptions {
  readonly cwd: string;
  /** Values files, as they were typed. */
  readonly values: readonly string[];
  /** Names of environments, which a person may have meant by a word that is no chart. */
  readonly environments?: readonly string[];
  /** The Kubernetes version to render and check for. */
  readonly kubeVersion?: string;
  /** A folder of further schemas, relative to `cwd`. */
  readonly schemas?: string;
  readonly progress?: (message: string) => void;
}

/**
 * Checks charts without an environment and without helmfile: their templates, and what they render to in both phases
 * with their defaults, under each `ci/*-values.yaml` and under the given values files. Fails only where no Helm is found.
 */
export async function checkChartsAlone(
  words: readonly string[],
  options: AloneOptions,
): Promise<Result<CheckedCharts>> {
  const values = options.values.map((one) => path.resolve(options.cwd, one));
  const { environments = [] } = options;
  const found = findCharts(options.cwd, words, { values, environments });
  const { root, charts } = found;
  const schemas = await readSchemas(root, options);
  if (!schemas.ok) return schemas;
  const wishes: Wishes = {
    ...(options.kubeVersion !== undefined && { kubeVersion: options.kubeVersion }),
    ...(schemas.value && { given: schemas.value }),
  };
  const renderer = await startRenderer();
  if (!renderer.ok) return renderer;
  try {
    const given = values.map((one) => path.relative(root, one).split(path.sep).join("/"));
    const checked: CheckedChart[] = [];
    const diagnostics: Diagnostic[] = [...found.diagnostics, ...(schemas.value?.diagnostics ?? [])];
    for (const chart of charts) {
      options.progress?.(`checking ${chart.shown}`);
      const { findings, ...one } = await checkOne(chart, given, renderer.value, wishes);
      checked.push({ chart, ...one });
      diagnostics.push(...findings);
    }
    return ok({ root, checked, diagnostics });
  } finally {
    await renderer.value.close();
  }
}

async function checkOne(chart: ChartAlone, given: readonly string[], renderer: Renderer, wishes: Wishes) {
  const { findings: templates } = checkTemplates(chart.root, chart.path);
  if (chart.library)
    return {
      scenarios: 0,
      objects: 0,
      hooks: 0,
      fromCache: 0,
      findings: [...templates, libraryFinding(chart)],
    };
  const all = scenariosOf(chart.path, chart.root, given);
  const scenarios = await checkScenarios(chart, all, renderer, wishes);
  const installs = scenarios.map(({ rendered }) =>
    rendered.filter((one) => one.phase === "install").flatMap((one) => one.manifests),
  );
  const most = installs.reduce((a, b) => (b.length > a.length ? b : a), []);
  return {
    scenarios: scenarios.length,
    objects: most.length,
    hooks: most.filter((one) => one.hooks.length > 0).length,
    fromCache: scenarios.reduce((sum, one) => sum + one.fromCache, 0),
    findings: [
      ...templates,
      ...withoutTold(
        scenarios.flatMap((one) => one.diagnostics),
        templates,
      ),
    ],
  };
}

function libraryFinding({ shown, name }: ChartAlone): Diagnostic {
  return diagnostic("CR313", `chart \`${name}\` is a library: only its templates are checked`, {
    place: fileStart(path.posix.join(shown, "Chart.yaml")),
    note: "Helm renders it only as a part of a chart that includes it",
  });
}
