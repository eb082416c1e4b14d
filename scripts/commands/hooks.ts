import { hookTimelines } from "../check/hook-timeline.ts";
import { hooksCodes } from "../core/codes/hooks.ts";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import type { ReleaseTimeline } from "../core/hook-timeline.ts";
import { checkEnvironments } from "../pipeline.ts";
import { taintSecrets } from "../render/mask.ts";
import { drawTimelines, timelinesJson } from "../report/hook-timeline.ts";
import { runAlone } from "./alone.ts";
import type { Command } from "./command.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";
import { sayUsage } from "./usage.ts";

const OPTIONS = ["--json", "--argocd", "--no-cache"];

export const command: Command = {
  name: "hooks",
  summary: "draw what Helm does with the hooks, at a first install and at an upgrade",
  help: `Usage: chartroom [-e ENVIRONMENT]... hooks [RELEASE]... [OPTION]...

Draws, for each release with hooks, what Helm does from top to bottom: the hooks of pre in the order in which they run,
each with its weight, deadline, retries, delete policies and what it needs; what is deleted then; the release's own
objects in the order of their kinds; whether Helm waits for them; the hooks of post. What a rule says against a hook
stands beside it, marked by !. Without -e every environment is drawn. Nothing is changed, no cluster is asked.

Options:
  --argocd     say what Argo CD would do otherwise, too
  --json       the same as JSON (schemas/hooks.schema.json)
  --no-cache   read, render and check everything anew

Examples: chartroom -e staging hooks
          chartroom -e staging -e production hooks phoenix --json
`,
  async run(invocation) {
    const { args, cwd, environments, file, format, helmfileOptions, screen } = invocation;
    const wrong = args.find((one) => one.startsWith("-") && !OPTIONS.includes(one));
    if (wrong !== undefined)
      return sayUsage(invocation, `\`hooks\` does not take \`${wrong}\``, "chartroom help hooks");
    const names = args.filter((one) => !one.startsWith("-"));
    const result = await checkEnvironments(environments, {
      cwd,
      helmfileOptions,
      kept: true,
      noCache: args.includes("--no-cache"),
      ...(file !== undefined && { file }),
    });
    if (!result.ok) {
      sayFindings(invocation, result.error);
      return exitCodeOf(result.error, 2);
    }
    const { root, checked, diagnostics } = result.value;
    const timelines: ReleaseTimeline[] = [];
    for (const { environment, rendered } of checked) {
      taintSecrets(rendered.flatMap((one) => one.manifests));
      timelines.push(...hookTimelines(environment, rendered));
    }
    const drawn = timelines.filter(({ release }) => names.length === 0 || names.includes(release));
    const unknown = names.filter((name) => !timelines.some(({ release }) => release === name));
    const found = [
      ...diagnostics.filter(isAboutHooks),
      ...unknown.map((name) =>
        diagnostic("CR310", `no release \`${name}\` with hooks`, { help: has(timelines) }),
      ),
    ];
    const several = checked.length > 1;
    if (args.includes("--json") || format === "json") screen.data(timelinesJson(drawn));
    else if (drawn.length > 0)
      screen.data(drawTimelines(drawn, { color: screen.color, argocd: args.includes("--argocd"), several }));
    else screen.say("no release has hooks");
    sayFindings({ ...invocation, format: "pretty" }, found, root);
    if (unknown.length > 0) return 2;
    return hasErrors(found) ? exitCodeOf(found, checked.length === 0 ? 2 : 1) : 0;
  },
};

/** What the rules say about hooks, and what kept a release from being rendered or an environment from being read. */
function isAboutHooks({ code, severity }: Diagnostic): boolean {
  return code in hooksCodes || (severity === "error" && /^CR(?:0|3|9)/.test(code));
}

function has(timelines: readonly ReleaseTimeline[]): string {
  const names = [...new Set(timelines.map(({ release }) => release))];
  return names.length > 0 ? `with hooks: ${names.join(", ")}` : "no release has hooks";
}

runAlone(command, import.meta.url);
