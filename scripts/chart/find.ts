import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isDirectory, isFile, readIfThere } from "../core/files.ts";
import { isObject } from "../core/json.ts";
import { privateDirectory } from "../core/private-directory.ts";
import { fileStart } from "../core/source.ts";
import { readYaml } from "../render/manifest-yaml.ts";
import { unpackChart } from "./archive.ts";

/** A chart that is checked by itself. */
export interface ChartAlone {
  /** Relative to the common root, with forward slashes; `.` where the chart is the root. Of an archive its own name. */
  readonly shown: string;
  /** The chart's folder; of an archive the one that it was unpacked into. */
  readonly path: string;
  /** Absolute path that its files are named from: `shown` stands below it. */
  readonly root: string;
  readonly name: string;
  /** `type: library`: Helm does not render it. */
  readonly library: boolean;
}

export interface FoundCharts {
  /** Absolute path that the findings' files are relative to. */
  readonly root: string;
  readonly charts: readonly ChartAlone[];
  /** Words that name no chart, archives that are none. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The charts that words name: a folder with a Chart.yaml, a packaged chart, or a folder of such folders. `values` are
 * values files, absolute. `environments` are names that a person may have meant instead.
 */
export function findCharts(
  cwd: string,
  words: readonly string[],
  { values = [], environments = [] }: { values?: readonly string[]; environments?: readonly string[] } = {},
): FoundCharts {
  const diagnostics: Diagnostic[] = [];
  const paths = new Set<string>();
  for (const word of words) {
    const found = chartsAt(path.resolve(cwd, word));
    for (const one of found) paths.add(one);
    if (found.length === 0) diagnostics.push(noChart(word, path.resolve(cwd, word), environments));
  }
  const root = commonRoot(cwd, [...paths]);
  const charts = [...paths].flatMap((one) => {
    const read = isFile(one) ? unpacked(one, root, values) : chartAt(one, root);
    if (!("code" in read)) return [read];
    diagnostics.push(read);
    return [];
  });
  return { root, charts, diagnostics };
}

/** The charts at a path, absolute. */
function chartsAt(absolute: string): string[] {
  if (isFile(absolute)) return /\.(?:tgz|tar\.gz)$/.test(absolute) ? [absolute] : [];
  if (isFile(path.join(absolute, "Chart.yaml"))) return [absolute];
  if (!isDirectory(absolute)) return [];
  return readdirSync(absolute)
    .map((name) => path.join(absolute, name))
    .filter((one) => isFile(path.join(one, "Chart.yaml")) || (isFile(one) && one.endsWith(".tgz")))
    .sort();
}

function noChart(word: string, absolute: string, environments: readonly string[]): Diagnostic {
  if (environments.includes(word))
    return diagnostic("CR010", `there is no chart at ${word}`, {
      help: `for the environment: chartroom -e ${word} check`,
    });
  const reason = isDirectory(absolute)
    ? `${word} has no Chart.yaml, and no chart stands in it`
    : isFile(absolute)
      ? `${word} is no chart`
      : `there is no chart at ${word}`;
  return diagnostic("CR010", reason, {
    help: "name a folder with a Chart.yaml, a packaged chart (.tgz), or a folder of charts",
  });
}

/** The working directory where all charts lie below it, else the deepest folder around all of them. */
function commonRoot(cwd: string, charts: readonly string[]): string {
  if (charts.every((one) => one === cwd || isBelow(cwd, one))) return cwd;
  const folders = charts.map((one) => path.dirname(one));
  let root = folders[0] ?? cwd;
  while (!folders.every((one) => one === root || isBelow(root, one))) root = path.dirname(root);
  return root;
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative);
}

/** A chart's folder, read. */
export function chartAt(folder: string, root: string): ChartAlone {
  const { value } = readYaml(readIfThere(path.join(folder, "Chart.yaml")) ?? "");
  const { name, type } = isObject(value) ? value : {};
  return {
    shown: path.relative(root, folder).split(path.sep).join("/") || ".",
    path: folder,
    root,
    name: typeof name === "string" && name !== "" ? name : path.basename(folder),
    library: type === "library",
  };
}

let unpackedCharts = 0;

/**
 * An archive's chart in a folder of the private directory that has the archive's own path, so that places name it. The
 * values files are copied to where they stand as seen from there, so that their places are right as well.
 */
function unpacked(archive: string, root: string, values: readonly string[]): ChartAlone | Diagnostic {
  const relative = path.relative(root, archive).split(path.sep).join("/");
  const ways = values.map((one) => path.relative(root, one));
  // As deep as a values file lies above the root: all copies stay in this chart's folder.
  const ups = Math.max(0, ...ways.map((one) => one.split(path.sep).filter((step) => step === "..").length));
  const whole = path.join(privateDirectory().path, "charts", String(unpackedCharts++));
  const top = path.join(whole, ...Array.from({ length: ups }, () => "root"));
  const folder = path.join(top, relative);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!unpackChart(readFileSync(archive), folder))
    return diagnostic("CR315", `${relative} is no packaged chart`, {
      place: fileStart(relative),
      help: "make it anew: `helm package CHART`",
    });
  for (const [at, one] of values.entries()) {
    const copy = path.join(top, ways[at] as string);
    mkdirSync(path.dirname(copy), { recursive: true, mode: 0o700 });
    if (isFile(one)) copyFileSync(one, copy);
  }
  return chartAt(folder, top);
}
