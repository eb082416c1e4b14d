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
  summary: "check every value, render and manifest of the environments, or a chart alone",
  help: `Usage: chartroom [-e ENVIRONMENT]... check [OPTION]...
       chartroom check CHART... [-f VALUES]... [OPTION]...

Decrypts, merges, validates and renders every release of each environment, for a first install and for an upgrade, and
checks what comes out. Without -e every environment is checked. The charts of the repository are rendered under each of
their ci/*-values.yaml, too. Nothing is changed, no cluster is asked. Without a key the shape and the types of encrypted
values are still checked. Settings that the last apply from this machine had and that are gone now are named.

CHART is a folder with a Chart.yaml, a packaged chart (.tgz), or a folder of charts. It is checked alone, without an
environment and without helmfile: its templates, and what they render to with its defaults, under each
ci/*-values.yaml, and under the values files that -f names.

Options:
  --format FORMAT     pretty (the default), json, sarif or github (annotations)
  --fail-on SEVERITY  error (the default), warning, info or never: what makes the exit code 1
  --baseline FILE     findings that FILE lists are known: they are counted, not shown, and do not fail
  --update-baseline   write the findings of this check into the baseline
  --kube-version V    render and check for this Kubernetes, such as 1.34 (without it: what the helmfile or the
                      environment names as kubeVersion, else the newest that is known)
  --schemas DIR       know the kinds of the CustomResourceDefinitions and JSON schemas below DIR, too
  --stats             say how many references to values the templates have, and of how many the type is known
  --no-cache          ask helmfile, render and check anew, whatever was kept of checks before
  --cluster           ask the environment's cluster for the last release instead, whoever applied it
  -f, --values FILE   with CHART: one more rendering, with the values of all FILEs, the last one the strongest

Examples: chartroom -e staging -e production check
          chartroom check charts/web
          chartroom check --baseline chartroom-baseline.json --update-baseline
`,
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
    return 2;
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
