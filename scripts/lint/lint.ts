import os from "node:os";
import path from "node:path";
import pLimit from "p-limit";
import { checkScenarios } from "../chart/check.ts";
import type { ChartAlone } from "../chart/find.ts";
import { ciScenarios, type Scenario, scenariosOf } from "../chart/scenarios.ts";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { ok, type Result } from "../core/result.ts";
import type { Renderer } from "../render/model.ts";
import { startRenderer } from "../render/start.ts";
import { checkTemplates } from "../templates/check.ts";
import { withoutTold } from "../templates/told-once.ts";
import { findTool } from "../tools/find.ts";
import { type ChartSchema, readChartSchema, schemaFindings } from "./chart-schema.ts";
import { readChartYaml } from "./chart-yaml.ts";
import { chartsToLint, type LintedCharts } from "./charts.ts";
import { remoteUrl } from "./git.ts";
import { helmLint, isToldBySchema } from "./helm-lint.ts";
import { maintainerFindings } from "./maintainers.ts";
import { migrationFindings } from "./migrations.ts";
import type { LintSettings } from "./settings.ts";
import { readStyle, type Style, styleFindings } from "./style.ts";
import { versionFindings } from "./version.ts";

/** What a lint came to. */
export interface Linted extends LintedCharts {
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Everything that `ct lint` checks, without ct and without Python, and all of it: a chart's failures do not hide each
 * other. Beside that the chart is checked as `check CHART` does it. Fails where the settings cannot be used, no charts can
 * be told, or no Helm is there.
 */
export async function lintCharts(
  cwd: string,
  settings: LintSettings,
  which: { readonly words: readonly string[]; readonly all: boolean },
  progress?: (message: string) => void,
): Promise<Result<Linted>> {
  const schema = settings.validateChartSchema ? readChartSchema(cwd, settings.chartSchema) : ok(undefined);
  const style = settings.validateYaml ? readStyle(cwd, settings.lintConf) : ok(undefined);
  const charts = await chartsToLint(cwd, settings, which);
  if (!schema.ok || !style.ok || !charts.ok)
    return { ok: false, error: [schema, style, charts].flatMap((one) => (one.ok ? [] : one.error)) };
  const helm = await findTool("helm");
  const renderer = await startRenderer();
  if (!helm.ok || !renderer.ok) return helm.ok ? (renderer as Result<never>) : helm;
  const parts: Parts = { settings, helm: helm.value.path, renderer: renderer.value, charts: charts.value };
  try {
    const starts = pLimit(Math.max(2, os.availableParallelism()));
    const remote = await remoteUrl(cwd, settings.remote);
    const files = await Promise.all(
      charts.value.charts.map((chart) =>
        fileFindings(chart, parts, { schema: schema.value, style: style.value, remote }),
      ),
    );
    const lints = charts.value.charts.map((chart) => helmLints(chart, parts, starts));
    const diagnostics: Diagnostic[] = [
      ...(schema.value?.notes ?? []),
      ...(style.value?.notes ?? []),
      ...files.flat(),
    ];
    // One after the other: they wait for the one engine, and for each other's secrets.
    for (const [index, chart] of charts.value.charts.entries()) {
      progress?.(`linting ${chart.shown}`);
      const rendered = await renderFindings(chart, parts.renderer);
      const said = (await (lints[index] as Promise<Diagnostic[]>)).filter(
        (one) => !isToldBySchema(one, files[index] ?? []) && !isToldBy(one, rendered, chart),
      );
      diagnostics.push(...rendered, ...said);
    }
    return ok({ ...charts.value, diagnostics });
  } finally {
    await renderer.value.close();
  }
}

interface Parts {
  readonly settings: LintSettings;
  readonly helm: string;
  readonly renderer: Renderer;
  readonly charts: LintedCharts;
}

interface Rules {
  readonly schema: ChartSchema | undefined;
  readonly style: Style | undefined;
  readonly remote: string | undefined;
}

/** What a chart's own files say, without rendering it. */
async function fileFindings(
  chart: ChartAlone,
  { settings, charts }: Parts,
  { schema, style, remote }: Rules,
) {
  const yaml = await readChartYaml(chart);
  const findings: Diagnostic[] = [...yaml.diagnostics, ...migrationFindings(chart)];
  if (settings.checkVersionIncrement && charts.target !== undefined)
    findings.push(...(await versionFindings(chart.root, yaml, charts.target)));
  if (schema && !hasErrors(yaml.diagnostics)) findings.push(...schemaFindings(yaml, schema));
  if (settings.validateMaintainers) findings.push(...maintainerFindings(yaml, remote));
  if (style) {
    const ci = ciScenarios(chart.path, chart.root).map((one) => one.label);
    const own = ["Chart.yaml", "values.yaml"].map((name) => path.posix.join(chart.shown, name));
    for (const file of [...own, ...ci]) {
      const text = readIfThere(path.join(chart.root, file));
      if (text !== undefined) findings.push(...styleFindings(file, text, style));
    }
  }
  return findings;
}

/** As ct does it: under each ci file, and with the defaults where there is none. */
async function helmLints(
  chart: ChartAlone,
  { helm }: Parts,
  starts: ReturnType<typeof pLimit>,
): Promise<Diagnostic[]> {
  const [defaults, ...ci] = scenariosOf(chart.path, chart.root, []);
  const scenarios = ci.length > 0 ? ci : [defaults as Scenario];
  return (await Promise.all(scenarios.map((one) => starts(() => helmLint(helm, chart, one))))).flat();
}

/** A chart as `check CHART` checks it. */
async function renderFindings(chart: ChartAlone, renderer: Renderer): Promise<Diagnostic[]> {
  const { findings: templates } = checkTemplates(chart.root, chart.path);
  if (chart.library) return [...templates];
  const checked = await checkScenarios(chart, scenariosOf(chart.path, chart.root, []), renderer);
  return [
    ...templates,
    ...withoutTold(
      checked.flatMap((one) => one.diagnostics),
      templates,
    ),
  ];
}

/**
 * What helm lint says about values and templates that a render found as well, and in which words a person can use. A render
 * ends at the first template that fails; helm lint looks into the others, too.
 */
function isToldBy(said: Diagnostic, rendered: readonly Diagnostic[], { shown }: ChartAlone): boolean {
  const file = path.posix.relative(shown, said.place?.file ?? "");
  if (!/^(?:values\.yaml|templates\/|Chart\.yaml$)/.test(file)) return false;
  const errors = rendered.filter(
    (one) => one.severity === "error" && (one.valuesFile === undefined || one.valuesFile === said.valuesFile),
  );
  if (!file.startsWith("templates/")) return errors.length > 0;
  return errors.some(({ place, labels }) =>
    [place, ...labels.map((one) => one.place)].some((one) => one?.file === said.place?.file),
  );
}
