import { ciFindings } from "../chart/ci.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { findHelmfile } from "../environment/find.ts";
import { listEnvironments } from "../environment/list.ts";
import { checkEnvironments } from "../pipeline.ts";
import { report } from "../report/report.ts";
import { chartSummary, summary } from "../report/summary.ts";
import { runAlone } from "./alone.ts";
import { type OpenBaseline, openBaseline, tellOutcome } from "./check-outcome.ts";
import { type CheckWords, readCheckWords } from "./check-words.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";

export const command: Command = {
  name: "check",
  async run(invocation) {
    const words = readCheckWords(invocation);
    if (!words.ok) {
      sayFindings(invocation, words.error);
      return 2;
    }
    const baseline = openBaseline(invocation.cwd, words.value);
    if (!baseline.ok) {
      sayReport(invocation, baseline.error);
      return 2;
    }
    const check = words.value.charts.length > 0 ? checkCharts : checkAll;
    return check(invocation, words.value, baseline.value);
  },
};

async function checkAll(
  invocation: Invocation,
  words: CheckWords,
  baseline: OpenBaseline | undefined,
): Promise<ExitCode> {
  const { environments, file, format, helmfileOptions, cwd, screen, verbose } = invocation;
  const result = await checkEnvironments(environments, {
    cwd,
    helmfileOptions,
    remembered: !words.cluster,
    ...wishesIn(words),
    kept: true,
    noCache: words.noCache,
    ...(file !== undefined && { file }),
    ...(verbose && { progress: (message) => screen.say(message), tell: (text) => screen.say(text) }),
  });
  if (!result.ok) {
    sayReport(invocation, result.error.map(orAlone));
    return exitCodeOf(result.error, 2);
  }
  const { root, checked, given } = result.value;
  const diagnostics = [...result.value.diagnostics];
  const ci = await ciFindings(
    checked.map((one) => one.environment),
    given,
  );
  diagnostics.push(...(ci.ok ? ci.value : ci.error));
  if (words.cluster) {
    const { vanished } = await import("./check-cluster.ts"); // most checks ask no cluster
    for (const one of checked) diagnostics.push(...(await vanished(invocation, one)));
  }
  const covers = () => environments.length === 0 && helmfileOptions.length === 0;
  const code = tellOutcome(invocation, words, { root, diagnostics, covers }, baseline);
  if (format === "pretty" && checked.length > 0) screen.say(summary(checked));
  if (words.stats) {
    const releases = checked.flatMap(({ environment }) => environment.releases);
    const charts = releases.flatMap((one) => (one.fetched ? [] : (one.chartPath ?? [])));
    await sayStats(invocation, new Map(charts.map((chart) => [chart, root])));
  }
  return code;
}

function wishesIn({ kubeVersion, schemas }: CheckWords): { kubeVersion?: string; schemas?: string } {
  return { ...(kubeVersion !== undefined && { kubeVersion }), ...(schemas !== undefined && { schemas }) };
}

/** Where no helmfile is, a person may have a chart in mind. */
function orAlone(one: Diagnostic): Diagnostic {
  return one.code === "CR020"
    ? { ...one, help: `${one.help}; to check a chart alone, name it: chartroom check CHART` }
    : one;
}

/** Charts by themselves: exit code 2 where a word names none. */
async function checkCharts(
  invocation: Invocation,
  words: CheckWords,
  baseline: OpenBaseline | undefined,
): Promise<ExitCode> {
  const { cwd, screen, format, verbose } = invocation;
  const { checkChartsAlone } = await import("../chart/alone.ts");
  const result = await checkChartsAlone(words.charts, {
    cwd,
    values: words.values,
    environments: await knownEnvironments(cwd),
    ...wishesIn(words),
    ...(verbose && { progress: (message) => screen.say(message) }),
  });
  if (!result.ok) {
    sayReport(invocation, result.error);
    return exitCodeOf(result.error, 2);
  }
  const { root, checked, diagnostics } = result.value;
  const charts = checked.map(({ chart }) => chart);
  const covers = ({ file = "" }) => charts.some(({ shown }) => shown === "." || file.startsWith(`${shown}/`));
  const roots = charts.map((one) => one.root);
  const code = tellOutcome(invocation, words, { root, roots, diagnostics, covers }, baseline);
  if (format === "pretty" && checked.length > 0) screen.say(chartSummary(checked, words.kubeVersion));
  if (words.stats) await sayStats(invocation, new Map(charts.map((one) => [one.path, one.root])));
  return diagnostics.some((one) => one.code === "CR010") ? 2 : code;
}

/** Of each chart, by its folder, with the folder that its places are relative to. */
async function sayStats({ screen }: Invocation, charts: ReadonlyMap<string, string>): Promise<void> {
  const [{ checkTemplates }, { statsText }] = await Promise.all([
    import("../templates/check.ts"),
    import("../report/template-stats.ts"),
  ]);
  const stats = [...charts].map(([chart, root]) => checkTemplates(root, chart).stats);
  if (stats.length > 0) screen.say(statsText(stats));
}

/** The environments of the repository around, for a person who forgot the `-e`; none where there is no repository. */
async function knownEnvironments(cwd: string): Promise<readonly string[]> {
  const found = findHelmfile(cwd);
  const listed = found.ok ? await listEnvironments(found.value) : found;
  return listed.ok ? listed.value : [];
}

function sayReport(invocation: Invocation, diagnostics: readonly Diagnostic[]): void {
  const { screen, format, cwd } = invocation;
  screen.data(report(format, diagnostics, { root: cwd, color: screen.color }));
}

runAlone(command, import.meta.url);
