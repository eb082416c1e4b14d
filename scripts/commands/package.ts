import { readFileSync } from "node:fs";
import path from "node:path";
import { type ChartAlone, findCharts } from "../chart/find.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { isFile, writeWhole } from "../core/files.ts";
import { bumpOf, writeVersion } from "../package/bump.ts";
import { changesOf, withRelease } from "../package/changes.ts";
import { commitOf } from "../package/commit.ts";
import { packageChart } from "../package/package.ts";
import { pushPackage } from "../package/push.ts";
import { signPackage } from "../package/sign.ts";
import { writeStatement } from "../package/statement.ts";
import { report } from "../report/report.ts";
import { findTool } from "../tools/find.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { stop } from "./findings.ts";
import { type PackageWords, readPackageWords } from "./package-words.ts";
import { sayUsage } from "./usage.ts";

export const command: Command = {
  name: "package",
  async run(invocation) {
    const words = readPackageWords(invocation.args);
    if (!words.ok) return sayUsage(invocation, words.error, "chartroom help package");
    const { root, charts, diagnostics } = findCharts(invocation.cwd, words.value.charts);
    const archive = charts.find((one) => one.root !== root);
    if (archive)
      return sayUsage(invocation, `${archive.shown} is packaged already`, "name the chart's folder");
    if (diagnostics.length > 0) return stop(invocation, diagnostics, 2);
    switch (words.value.mode) {
      case "package":
        return pack(invocation, charts, words.value);
      case "bump":
        return bump(invocation, charts, words.value);
      case "changelog":
        return changelog(invocation, charts, words.value.into);
    }
  },
};

type Packing = Extract<PackageWords, { mode: "package" }>;

async function pack(
  invocation: Invocation,
  charts: readonly ChartAlone[],
  words: Packing,
): Promise<ExitCode> {
  const { screen, cwd } = invocation;
  const found = await findTool("helm");
  if (!found.ok) return stop(invocation, found.error, 3);
  const helm = found.value.path;
  const failures: Diagnostic[] = [];
  for (const chart of charts) {
    const packed = await packageChart(helm, chart, path.resolve(cwd, words.destination));
    if (!packed.ok) {
      failures.push(...packed.error);
      continue;
    }
    const { file, sha256 } = packed.value;
    writeStatement(packed.value, await commitOf(chart));
    tellLine(invocation, `${path.relative(cwd, file)}\tsha256:${sha256}`);
    const signed = words.sign === undefined ? undefined : await signPackage(packed.value, words.sign);
    if (signed && !signed.ok) {
      failures.push(...signed.error);
      continue; // it was to be pushed with its signature
    }
    if (words.push === undefined) continue;
    const pushed = await pushPackage(helm, packed.value, { url: words.push, plainHttp: words.plainHttp });
    if (pushed.ok) screen.say(`pushed ${pushed.value}`);
    else failures.push(...pushed.error);
  }
  tellFailures(invocation, failures);
  return failures.length === 0 ? 0 : failures.every(({ code }) => code === "CR830") ? 1 : 3;
}

async function bump(
  invocation: Invocation,
  charts: readonly ChartAlone[],
  { step, write, target }: Extract<PackageWords, { mode: "bump" }>,
): Promise<ExitCode> {
  const failures: Diagnostic[] = [];
  for (const chart of charts) {
    const read = await bumpOf(chart, step, target);
    if (!read.ok) {
      failures.push(...read.error);
      continue;
    }
    const { now, next, changed, since } = read.value;
    if (next !== undefined && write) await writeVersion(read.value);
    const files =
      changed === 0
        ? `unchanged since ${since}`
        : `${changed} ${changed === 1 ? "file" : "files"} changed since ${since}`;
    tellLine(invocation, `${chart.shown}\t${now}${next === undefined ? "" : `\t${next}`}`);
    invocation.screen.say(
      `${chart.shown}: ${files}${changed > 0 && next === undefined ? ", and the version rose already" : ""}`,
    );
  }
  tellFailures(invocation, failures);
  return failures.length === 0 ? 0 : 2;
}

function changelog(
  invocation: Invocation,
  charts: readonly ChartAlone[],
  into: string | undefined,
): ExitCode {
  const { screen, cwd } = invocation;
  const releases = charts.map(changesOf);
  const failures = releases.flatMap((one) => (one.ok ? [] : one.error));
  tellFailures(invocation, failures);
  if (failures.length > 0) return 1;
  const made = releases.flatMap((one) => (one.ok ? [one.value] : []));
  if (into === undefined) {
    tellLine(
      invocation,
      made
        .map(({ name, version, text }) => `## ${name} ${version}\n\n${text}`)
        .join("\n")
        .trimEnd(),
    );
    return 0;
  }
  const file = path.resolve(cwd, into);
  const before = isFile(file) ? readFileSync(file, "utf8") : "";
  const after = made.reduceRight(withRelease, before);
  if (after !== before) writeWhole(file, after);
  screen.say(`${after === before ? "unchanged" : "wrote"} ${into}`);
  return 0;
}

/** On stdout; in another format than for people that is for the findings, as with `run`. */
function tellLine({ screen, format }: Invocation, line: string): void {
  if (format === "pretty") screen.data(`${line}\n`);
  else screen.say(line);
}

function tellFailures({ screen, format, cwd }: Invocation, failures: readonly Diagnostic[]): void {
  const text = report(format, failures, { root: cwd, color: screen.color });
  if (format !== "pretty") screen.data(text);
  else if (failures.length > 0) screen.say(text.trimEnd());
}

runAlone(command, import.meta.url);
