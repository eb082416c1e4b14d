import { readdirSync } from "node:fs";
import path from "node:path";
import { isDirectory, isFile, readIfThere } from "../core/files.ts";

/** One set of values that a chart is rendered under alone. */
export interface Scenario {
  readonly kind: "defaults" | "ci" | "given";
  /** How findings name it: the values file, or several joined by ` + `. */
  readonly label: string;
  /** Relative to the root, the last one the strongest; none for the chart's own values.yaml. */
  readonly files: readonly string[];
}

/** The chart's `ci/*-values.yaml` files, as chart-testing reads them: each one by itself over the chart's defaults. */
export function ciScenarios(chartPath: string, root: string): Scenario[] {
  const folder = path.join(chartPath, "ci");
  if (!isDirectory(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith("-values.yaml") && isFile(path.join(folder, name)))
    .sort()
    .map((name) => path.relative(root, path.join(folder, name)).split(path.sep).join("/"))
    .map((file) => ({ kind: "ci", label: file, files: [file] }));
}

/** All that a chart alone is rendered under: its defaults, its ci files, and the values files that a person gave. */
export function scenariosOf(chartPath: string, root: string, given: readonly string[]): Scenario[] {
  const defaults = path.relative(root, path.join(chartPath, "values.yaml")).split(path.sep).join("/");
  const own: Scenario = { kind: "defaults", label: defaults, files: [] };
  const scenarios = [own, ...ciScenarios(chartPath, root)];
  return given.length === 0
    ? scenarios
    : [...scenarios, { kind: "given", label: given.join(" + "), files: given }];
}

/** Whether sops encrypted something in a scenario's files. */
export function isEncrypted(root: string, { files }: Scenario): boolean {
  return files.some((file) => readIfThere(path.resolve(root, file))?.includes("ENC[AES256_GCM") ?? false);
}
