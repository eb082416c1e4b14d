import os from "node:os";
import path from "node:path";
import pLimit from "p-limit";
import type { ChartAlone } from "../chart/find.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type Ran, run } from "../core/exec.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart } from "../core/source.ts";
import { toolEnvironment } from "../tools/environment.ts";
import { candidates } from "../tools/find.ts";
import { readChartYaml } from "./chart-yaml.ts";
import { chartsToLint } from "./charts.ts";
import { readCtOutput } from "./ct-output.ts";
import { placedInChart } from "./ct-places.ts";
import { recordOfCt } from "./ct-said.ts";
import type { Linted } from "./lint.ts";
import { migrationFindings } from "./migrations.ts";
import type { LintSettings } from "./settings.ts";

/** The programs that `ct lint` needs with these settings and that are not on PATH. */
export function missingForCt({ validateYaml, validateChartSchema }: LintSettings): string[] {
  const needed = ["ct", ...(validateYaml ? ["yamllint"] : []), ...(validateChartSchema ? ["yamale"] : [])];
  return needed.filter((name) => candidates(name).length === 0);
}

/**
 * Runs the real `ct lint` in a folder, once for each chart: a chart that ct cannot load ends ct before it comes to the
 * others. What it prints becomes findings, by the same codes as those of the native way; each chart that ct fails has at
 * least one. The error is CR908 where a program is missing, or why the charts cannot be told.
 */
export async function runCt(
  cwd: string,
  settings: LintSettings,
  which: { readonly words: readonly string[]; readonly all: boolean },
  tell?: (text: string) => void,
): Promise<Result<Linted>> {
  const missing = missingForCt(settings);
  if (missing.length > 0) return fail([notThere(missing)]);
  const found = await chartsToLint(cwd, settings, which);
  if (!found.ok) return found;
  const record = recordOfCt((await toolEnvironment()).PATH as string);
  const charts = found.value.charts.map(
    ({ path: chart }) => path.relative(cwd, chart).split(path.sep).join("/") || ".",
  );
  const limit = pLimit(Math.max(1, Math.min(4, os.availableParallelism())));
  const runs = charts.map((chart, at) =>
    limit(async () => {
      const others = found.value.target === undefined ? undefined : charts.filter((one) => one !== chart);
      const { env, said } = record.begin();
      const ran = await run(candidates("ct")[0] as string, argumentsFor(settings, chart, others), {
        cwd,
        env: { ...env, KUBECONFIG: "/dev/null" },
      });
      tell?.(ran.stdout + ran.stderr);
      const one = found.value.charts[at] as ChartAlone;
      const yaml = await readChartYaml({ ...one, ...shownFrom(cwd, one) });
      return placedInChart(yaml, findingsOf(ran, said(), chart, cwd));
    }),
  );
  // ct knows nothing of migrations.
  const migrations = found.value.charts.flatMap((one) =>
    migrationFindings({ ...one, ...shownFrom(cwd, one) }),
  );
  const diagnostics = [...(await Promise.all(runs).finally(record.end)).flat(), ...migrations];
  return ok({ ...found.value, root: cwd, diagnostics });
}

/** ct names files from the folder that it runs in. */
function shownFrom(cwd: string, { path: chart }: ChartAlone): Pick<ChartAlone, "root" | "shown"> {
  return { root: cwd, shown: path.relative(cwd, chart).split(path.sep).join("/") || "." };
}

function findingsOf(ran: Ran, said: string, chart: string, cwd: string): readonly Diagnostic[] {
  const found = readCtOutput(ran.stdout, cwd, said).filter(({ place }) =>
    place?.file.startsWith(chart === "." ? "" : `${chart}/`),
  );
  if (ran.code === 0 || found.some(({ severity }) => severity === "error")) return found;
  const words =
    ran.stderr
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^Error: (?:failed linting charts: )?/, "") ?? "";
  const place = fileStart(path.posix.join(chart, "Chart.yaml"));
  return [
    diagnostic("CR824", `ct lint did not get to the chart: ${words}`, {
      place,
      help: "chartroom lint --ct --verbose",
    }),
  ];
}

/** `others` are the changed charts that this run leaves alone; undefined where no versions are compared. */
function argumentsFor(
  settings: LintSettings,
  chart: string,
  others: readonly string[] | undefined,
): string[] {
  const names = others?.map((one) => path.posix.basename(one)) ?? [];
  return [
    "lint",
    ["--config", settings.file],
    ["--remote", settings.remote],
    ["--target-branch", settings.targetBranch],
    ["--chart-yaml-schema", settings.chartSchema],
    ["--lint-conf", settings.lintConf],
    settings.additionalCommands.map((one) => `--additional-commands=${quotedCsv(one)}`),
    others ? ["--excluded-charts", [...settings.excludedCharts, ...names].join(",")] : ["--charts", chart],
  ].flat();
}

/** ct reads the option as a line of CSV. */
function quotedCsv(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function notThere(missing: readonly string[]): Diagnostic {
  return diagnostic("CR908", `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not on PATH`, {
    help: "install it (https://github.com/helm/chart-testing; pip install yamllint yamale), or check the same without it: chartroom lint --native",
  });
}
