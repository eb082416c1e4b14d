import { readFileSync } from "node:fs";
import path from "node:path";
import semver from "semver";
import type { ChartAlone } from "../chart/find.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import { writeWhole } from "../core/files.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { placeIn, readChartYaml } from "../lint/chart-yaml.ts";
import { changedFiles, fileAt, mergeBase } from "../lint/git.ts";
import { versionIn } from "../lint/version.ts";
import { readYaml } from "../render/manifest-yaml.ts";

export const steps = ["patch", "minor", "major"] as const;
export type Step = (typeof steps)[number];

/** What a chart's next version would be. */
export interface Bump {
  readonly chart: ChartAlone;
  readonly now: string;
  /** Undefined: nothing changed, or the version rose already. */
  readonly next: string | undefined;
  readonly changed: number;
  /** What it is compared with: the tag `NAME-VERSION` of the last release, else the target branch. */
  readonly since: string;
}

/** How a chart's version has to rise, by the files that changed since its last release. The error is CR825 or CR830. */
export async function bumpOf(chart: ChartAlone, step: Step, target: string): Promise<Result<Bump>> {
  const yaml = await readChartYaml(chart);
  const now = versionIn(yaml.value);
  if (semver.parse(now) === null)
    return fail([
      diagnostic("CR830", `${chart.shown} has no version that can be raised: ${now}`, {
        place: placeIn(yaml, ["version"]),
      }),
    ]);
  const since = (await lastTag(chart)) ?? target;
  const base = since === target ? await mergeBase(chart.path, target) : ok(since);
  const files = base.ok ? await changedFiles(chart.path, base.value, ["."]) : base;
  if (!base.ok || !files.ok)
    return fail([
      diagnostic("CR825", `what changed in ${chart.shown} since ${since} cannot be told`, {
        note: files.ok ? "" : files.error,
        help: "fetch the branch and the tags: git fetch --tags",
      }),
    ]);
  const before = versionIn(readYaml((await fileAt(chart.path, base.value, "Chart.yaml")) ?? "").value);
  const rose = semver.valid(before) === null || semver.gt(now, before);
  const next = files.value.length === 0 || rose ? undefined : (semver.inc(now, step) ?? undefined);
  return ok({ chart, now, next, changed: files.value.length, since });
}

/** The tag of the chart's highest version, as chart-releaser names them, that the working tree descends from. */
async function lastTag({ path: folder, name }: ChartAlone): Promise<string | undefined> {
  const ran = await run("git", ["-C", folder, "tag", "--merged", "HEAD", "--list", `${name}-*`], {
    env: { LC_ALL: "C" },
  });
  const tags = ran.stdout.split("\n").filter((tag) => semver.valid(tag.slice(name.length + 1)) !== null);
  return tags.sort((a, b) => semver.compare(a.slice(name.length + 1), b.slice(name.length + 1))).at(-1);
}

/** Writes the next version into Chart.yaml; every other character stays. */
export async function writeVersion({ chart, next }: Bump): Promise<void> {
  const { line, column, endColumn } = placeIn(await readChartYaml(chart), ["version"]);
  const file = path.join(chart.path, "Chart.yaml");
  const lines = readFileSync(file, "utf8").split("\n");
  const text = lines[line - 1] as string;
  const quote = /["']/.exec(text.slice(column - 1, column))?.[0] ?? "";
  lines[line - 1] = `${text.slice(0, column - 1)}${quote}${next}${quote}${text.slice(endColumn - 1)}`;
  writeWhole(file, lines.join("\n"));
}
