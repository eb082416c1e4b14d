import semver from "semver";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { isObject } from "../core/json.ts";
import { readYaml } from "../render/manifest-yaml.ts";
import { type ChartYaml, placeIn } from "./chart-yaml.ts";
import { fileAt } from "./git.ts";

/** A chart that differs from the target branch has a higher version there is none lower or equal (CR820). */
export async function versionFindings(root: string, chart: ChartYaml, target: string): Promise<Diagnostic[]> {
  const before = await fileAt(root, target, chart.file);
  if (before === undefined) return []; // a new chart
  const [old, now] = [versionIn(readYaml(before).value), versionIn(chart.value)];
  const [oldVersion, newVersion] = [semver.parse(old, { loose: true }), semver.parse(now, { loose: true })];
  if (!oldVersion || !newVersion || newVersion.compare(oldVersion) > 0) return [];
  return [
    diagnostic(
      "CR820",
      `the chart changed since ${target}, and its version did not rise: it is ${now}, there ${old}`,
      {
        place: placeIn(chart, ["version"]),
        span: "needs a higher version",
        help: `chartroom package --bump patch (or minor, major) ${chart.file.replace(/\/?Chart\.yaml$/, "") || "."}`,
      },
    ),
  ];
}

/** The version of a Chart.yaml as text: `1.0` is a number in YAML. */
export function versionIn(value: unknown): string {
  const version = isObject(value) ? value.version : undefined;
  return typeof version === "string" || typeof version === "number" ? String(version) : "";
}
