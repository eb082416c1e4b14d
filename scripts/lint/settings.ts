import { existsSync } from "node:fs";
import path from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { readIfThere } from "../core/files.ts";
import { isObject, type Json } from "../core/json.ts";
import { packageDirectory } from "../core/package.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { fileStart, type Place } from "../core/source.ts";
import { readYaml } from "../render/manifest-yaml.ts";

/** What `ct lint` can be told, as far as both ways of linting know it. Files are absolute. */
export interface LintSettings {
  /** The ct.yaml that was read. */
  readonly file: string;
  readonly remote: string;
  readonly targetBranch: string;
  readonly chartDirs: readonly string[];
  readonly excludedCharts: readonly string[];
  readonly excludeDeprecated: boolean;
  readonly checkVersionIncrement: boolean;
  readonly validateMaintainers: boolean;
  readonly validateChartSchema: boolean;
  readonly validateYaml: boolean;
  /** Commands that ct runs for each chart, ours included. */
  readonly additionalCommands: readonly string[];
  readonly chartSchema: string;
  readonly lintConf: string;
}

/** What a person gave on the command line. */
export interface SettingsWords {
  readonly config?: string;
  readonly remote?: string;
  readonly targetBranch?: string;
}

/** chartroom's own ct.yaml, chart_schema.yaml or lintconf.yaml. */
export const ownFile = (name: string): string => packageDirectory("schemas", "lint", name);

/**
 * The settings of a lint in `cwd`: the ct.yaml that ct would find there, else chartroom's own; the same for the schema of
 * Chart.yaml and for yamllint's settings. The error is CR826.
 */
export function readSettings(cwd: string, words: SettingsWords): Result<LintSettings> {
  const found = [words.config, "ct.yaml", ".ct/ct.yaml"].filter((one) => one !== undefined);
  const file = path.resolve(
    cwd,
    found.find((one) => existsSync(path.resolve(cwd, one))) ?? ownFile("ct.yaml"),
  );
  const missing = words.config !== undefined && file !== path.resolve(cwd, words.config);
  const given = missing ? undefined : readMap(file);
  if (given === undefined)
    return fail([
      unusable(cwd, missing ? path.resolve(cwd, words.config as string) : file, "it cannot be read as a map"),
    ]);
  const own = readMap(ownFile("ct.yaml")) ?? {};
  const list = (name: string, otherwise: readonly string[] = []) => texts(given[name]) ?? otherwise;
  const flag = (name: string, otherwise: boolean) => {
    const value = given[name];
    return typeof value === "boolean" ? value : otherwise;
  };
  const text = (name: string, otherwise: string) => {
    const value = given[name];
    return typeof value === "string" && value !== "" ? value : otherwise;
  };
  const commands = list("additional-commands");
  return ok({
    file,
    remote: words.remote ?? text("remote", "origin"),
    targetBranch: words.targetBranch ?? text("target-branch", "main"),
    chartDirs: list("chart-dirs", ["charts"]).map((one) => one.replace(/\/+$/, "")),
    excludedCharts: list("excluded-charts"),
    excludeDeprecated: flag("exclude-deprecated", false),
    checkVersionIncrement: flag("check-version-increment", true),
    validateMaintainers: flag("validate-maintainers", true),
    validateChartSchema: flag("validate-chart-schema", true),
    validateYaml: flag("validate-yaml", true),
    additionalCommands: [...new Set([...commands, ...(texts(own["additional-commands"]) ?? [])])],
    chartSchema: near(cwd, text("chart-yaml-schema", ""), "chart_schema.yaml"),
    lintConf: near(cwd, text("lint-conf", ""), "lintconf.yaml"),
  });
}

/** Where ct looks for a file that its settings do not name; chartroom's own comes last. */
function near(cwd: string, named: string, name: string): string {
  if (named !== "") return path.resolve(cwd, named);
  const home = process.env.HOME ?? "/";
  const places = [path.resolve(cwd, name), path.join(home, ".ct", name), path.join("/etc/ct", name)];
  return places.find((one) => existsSync(one)) ?? ownFile(name);
}

function readMap(file: string): { readonly [key: string]: Json } | undefined {
  const { value } = readYaml(readIfThere(file) ?? "-");
  if (value === null) return {};
  return isObject(value) ? value : undefined;
}

/** A list, or a text with commas, as ct takes both. */
function texts(value: Json | undefined): readonly string[] | undefined {
  if (typeof value === "string") return value.split(",").filter((one) => one !== "");
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : undefined;
}

/** The finding for a file of settings that cannot be used. */
export function unusable(root: string, file: string, why: string, place?: Place): Diagnostic {
  const shown = path.relative(root, file).split(path.sep).join("/");
  return diagnostic("CR826", `${shown} cannot be used: ${why}`, { place: place ?? fileStart(shown) });
}
