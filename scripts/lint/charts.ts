import { readdirSync } from "node:fs";
import path from "node:path";
import { type ChartAlone, chartAt, findCharts } from "../chart/find.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isDirectory, isFile, readIfThere } from "../core/files.ts";
import { isObject } from "../core/json.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { readYaml } from "../render/manifest-yaml.ts";
import { changedFiles, mergeBase } from "./git.ts";
import type { LintSettings } from "./settings.ts";

export interface LintedCharts {
  readonly root: string;
  readonly charts: readonly ChartAlone[];
  /** The branch that versions are compared with; undefined where they are not, as in ct. */
  readonly target: string | undefined;
}

/**
 * Which charts are linted: those that are named, with `all` every one of the chart folders, else those that changed since
 * the target branch, as ct tells it. The error is CR010 for a word that names none, CR825 where git cannot tell.
 */
export async function chartsToLint(
  cwd: string,
  settings: LintSettings,
  { words, all }: { readonly words: readonly string[]; readonly all: boolean },
): Promise<Result<LintedCharts>> {
  if (words.length > 0) {
    const { root, charts, diagnostics } = findCharts(cwd, words);
    const archive = charts.find((one) => one.root !== root);
    if (archive)
      return fail([diagnostic("CR010", `${archive.shown} is packaged`, { help: "lint the chart's folder" })]);
    return diagnostics.length > 0 ? fail([...diagnostics]) : ok({ root, charts, target: undefined });
  }
  const folders = all
    ? ok({ folders: allCharts(cwd, settings), target: undefined })
    : await changed(cwd, settings);
  if (!folders.ok) return folders;
  const charts = folders.value.folders
    .filter((one) => !settings.excludedCharts.includes(path.basename(one)))
    .map((one) => chartAt(one, cwd))
    .filter((one) => !(settings.excludeDeprecated && isDeprecated(one.path)));
  return ok({ root: cwd, charts, target: folders.value.target });
}

function allCharts(cwd: string, { chartDirs }: LintSettings): string[] {
  return chartDirs.flatMap((one) => {
    const folder = path.resolve(cwd, one);
    if (!isDirectory(folder)) return [];
    return readdirSync(folder)
      .map((name) => path.join(folder, name))
      .filter((chart) => isFile(path.join(chart, "Chart.yaml")))
      .sort();
  });
}

async function changed(
  cwd: string,
  { remote, targetBranch, chartDirs }: LintSettings,
): Promise<Result<{ folders: string[]; target: string }>> {
  const target = `${remote}/${targetBranch}`;
  const base = await mergeBase(cwd, target);
  const files = base.ok ? await changedFiles(cwd, base.value, chartDirs) : base;
  if (!files.ok) return fail([untold(target, files.error)]);
  const folders = files.value.flatMap((file) => folderOf(cwd, file, chartDirs) ?? []);
  return ok({ folders: [...new Set(folders)].sort(), target });
}

function untold(target: string, why: string): Diagnostic {
  return diagnostic("CR825", `which charts changed since ${target} cannot be told`, {
    note: why,
    help: "fetch the branch with its history (`git fetch origin main`, in CI fetch-depth: 0), name another with --target-branch and --remote, or lint every chart: chartroom lint --all",
  });
}

/** The chart that a changed file belongs to: the nearest folder above with a Chart.yaml, inside of the chart folders. */
function folderOf(cwd: string, file: string, chartDirs: readonly string[]): string | undefined {
  const dir = chartDirs.find((one) => file.startsWith(`${one}/`));
  if (dir === undefined) return undefined;
  for (let folder = path.posix.dirname(file); folder.length > dir.length; folder = path.posix.dirname(folder))
    if (isFile(path.join(cwd, folder, "Chart.yaml"))) return path.join(cwd, folder);
  return undefined;
}

function isDeprecated(chart: string): boolean {
  const { value } = readYaml(readIfThere(path.join(chart, "Chart.yaml")) ?? "");
  return isObject(value) && value.deprecated === true;
}
