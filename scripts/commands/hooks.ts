import { existsSync } from "node:fs";
import path from "node:path";
import { chartTimelines } from "../chart/hooks.ts";
import { hookTimelines } from "../check/hook-timeline.ts";
import { hooksCodes } from "../core/codes/hooks.ts";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import type { ReleaseTimeline } from "../core/hook-timeline.ts";
import { ok, type Result } from "../core/result.ts";
import { checkEnvironments } from "../pipeline.ts";
import { taintSecrets } from "../render/mask.ts";
import { drawTimelines, timelinesJson } from "../report/hook-timeline.ts";
import { runAlone } from "./alone.ts";
import type { Command, Invocation } from "./command.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";
import { sayUsage } from "./usage.ts";

const OPTIONS = ["--json", "--argocd", "--no-cache"];

export const command: Command = {
  name: "hooks",
  async run(invocation) {
    const { args, cwd, screen } = invocation;
    const wrong = args.find((one) => one.startsWith("-") && !OPTIONS.includes(one));
    if (wrong !== undefined)
      return sayUsage(invocation, `\`hooks\` does not take \`${wrong}\``, "chartroom help hooks");
    const words = args.filter((one) => !one.startsWith("-"));
    const alone = words.length > 0 && words.every((one) => isChart(path.resolve(cwd, one)));
    const result = await (alone ? ofCharts(invocation, words) : ofEnvironments(invocation));
    if (!result.ok) {
      sayFindings(invocation, result.error);
      return exitCodeOf(result.error, 2);
    }
    const { root, timelines, several, diagnostics } = result.value;
    const names = alone ? [] : words;
    const drawn = timelines.filter(({ release }) => names.length === 0 || names.includes(release));
    const unknown = names
      .filter((name) => !timelines.some(({ release }) => release === name))
      .map((name) => diagnostic("CR310", `no release \`${name}\` with hooks`, { help: has(timelines) }));
    const json = args.includes("--json") || invocation.format === "json";
    if (json) screen.data(timelinesJson(drawn));
    else if (drawn.length > 0)
      screen.data(drawTimelines(drawn, { color: screen.color, argocd: args.includes("--argocd"), several }));
    else if (unknown.length === 0) screen.say("no release has hooks");
    const found = [...diagnostics.filter(isAboutHooks), ...unknown];
    sayFindings({ ...invocation, format: "pretty" }, found, root);
    if (unknown.length > 0 || (hasErrors(found) && !result.value.read)) return exitCodeOf(found, 2);
    return hasErrors(found) ? exitCodeOf(found, 1) : 0;
  },
};

interface Timelines {
  readonly root: string;
  readonly timelines: readonly ReleaseTimeline[];
  /** Whether headings name the environment, or the values file. */
  readonly several: boolean;
  /** Whether anything could be read. */
  readonly read: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

async function ofEnvironments(invocation: Invocation): Promise<Result<Timelines>> {
  const { args, cwd, environments, file, helmfileOptions } = invocation;
  const result = await checkEnvironments(environments, {
    cwd,
    helmfileOptions,
    kept: true,
    noCache: args.includes("--no-cache"),
    ...(file !== undefined && { file }),
  });
  if (!result.ok) return result;
  const { root, checked, diagnostics } = result.value;
  for (const { rendered } of checked) taintSecrets(rendered.flatMap((one) => one.manifests));
  const timelines = checked.flatMap(({ environment, rendered }) => hookTimelines(environment, rendered));
  return ok({ root, timelines, diagnostics, several: checked.length > 1, read: checked.length > 0 });
}

async function ofCharts(invocation: Invocation, words: readonly string[]): Promise<Result<Timelines>> {
  const { cwd, filesAfterVerb: values } = invocation;
  const result = await chartTimelines(words, { cwd, values });
  return result.ok ? ok({ ...result.value, several: true, read: true }) : result;
}

function isChart(file: string): boolean {
  return existsSync(path.join(file, "Chart.yaml")) || (/\.tgz$/.test(file) && existsSync(file));
}

/** What the rules say about hooks, and what kept a release from being rendered or an environment from being read. */
function isAboutHooks({ code, severity }: Diagnostic): boolean {
  return code in hooksCodes || (severity === "error" && /^CR(?:0|3|9)/.test(code));
}

function has(timelines: readonly ReleaseTimeline[]): string {
  const names = [...new Set(timelines.map(({ release }) => release))];
  return names.length > 0 ? `with hooks: ${names.join(", ")}` : "no release has hooks";
}

runAlone(command, import.meta.url);
