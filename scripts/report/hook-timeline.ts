import pc from "picocolors";
import type { HookFinding, HookStep, Need, ReleaseTimeline, TimelineStep } from "../core/hook-timeline.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** Version 1 of the machine format; `schemas/hooks.schema.json` documents it. */
export function timelinesJson(timelines: readonly ReleaseTimeline[]): string {
  return `${JSON.stringify({ version: 1, releases: timelines }, null, 2)}\n`;
}

export interface DrawOptions {
  readonly color: boolean;
  /** Say what Argo CD would do otherwise. */
  readonly argocd: boolean;
  /** The environment's name in each heading: where several are drawn. */
  readonly several: boolean;
}

/** Both phases of each release from top to bottom, as Helm goes through them, at most 80 columns wide. */
export function drawTimelines(timelines: readonly ReleaseTimeline[], options: DrawOptions): string {
  const colors = pc.createColors(options.color);
  return timelines.map((one) => draw(one, options, colors)).join("\n");
}

const WIDTH = 80;

function draw(timeline: ReleaseTimeline, { argocd, several }: DrawOptions, colors: Colors): string {
  const { environment, release, namespace, timeoutSeconds, install, upgrade, elsewhere } = timeline;
  const name = `${several ? `${environment}: ` : ""}${release}`;
  const about = `namespace ${namespace}, Helm's timeout ${timeoutSeconds} s`;
  const fits = name.length + 2 + about.length <= WIDTH;
  const lines = fits ? [`${colors.bold(name)}  ${about}`] : [colors.bold(name), `  ${about}`];
  const same = JSON.stringify(install.map(asUpgrade)) === JSON.stringify(upgrade);
  lines.push("", `  ${colors.bold(same ? "FIRST INSTALL, AND UPGRADE (the same)" : "FIRST INSTALL")}`);
  lines.push(...steps(install, timeline, colors, same));
  if (!same) lines.push("", `  ${colors.bold("UPGRADE")}`, ...steps(upgrade, timeline, colors));
  if (elsewhere.length > 0) {
    lines.push("", `  ${colors.bold("AT OTHER TIMES")}`);
    lines.push(...steps(elsewhere, timeline, colors));
  }
  if (argocd) {
    const differences = timeline.argocd.length > 0 ? timeline.argocd : ["the same, at each sync"];
    lines.push("", `  ${colors.bold("ARGO CD")}`, ...differences.flatMap((one) => wrapped(one, 4)));
  }
  return `${lines.join("\n")}\n`;
}

function steps(
  all: readonly TimelineStep[],
  { waits }: ReleaseTimeline,
  colors: Colors,
  same = false,
): string[] {
  let event = "";
  return all.flatMap((step) => {
    if (step.step === "hook") {
      const heading =
        step.event === event ? [] : [`    ${colors.cyan(same ? both(step.event) : step.event)}`];
      event = step.event;
      return [...heading, ...hookLines(step, colors)];
    }
    if (step.step === "remove")
      return wrapped(`then deleted, each has succeeded: ${step.objects.join(", ")}`, 6, 8);
    if (step.step === "wait")
      return wrapped(`Helm waits until all of these are ready, ${step.seconds} s at most`, 6);
    event = "";
    const counted = step.kinds.map(({ kind, count }) => (count === 1 ? kind : `${count} ${plural(kind)}`));
    const none = counted.length === 0 ? "no objects of its own" : counted.join(", ");
    return [
      `    ${colors.cyan("the release's own objects")}`,
      ...wrapped(none, 6),
      ...markers(step.findings, colors),
      ...(waits ? [] : wrapped("Helm does not wait for them", 6)),
    ];
  });
}

function asUpgrade(step: TimelineStep): TimelineStep {
  return "event" in step ? { ...step, event: step.event.replace("-install", "-upgrade") } : step;
}

function both(event: string): string {
  return `${event}, ${event.replace("-install", "-upgrade")}`;
}

function hookLines(hook: HookStep, colors: Colors): string[] {
  const { object, weight, deletePolicies, logPolicies, deadlineSeconds, retries, needs, once, findings } =
    hook;
  const [kind = ""] = object.split("/");
  const details: string[] = [];
  if (kind === "Job" || kind === "Pod")
    details.push(deadlineSeconds === undefined ? "no deadline" : `deadline ${deadlineSeconds} s`);
  if (kind === "Job") details.push(`${retries ?? 6} ${retries === 1 ? "retry" : "retries"}`);
  details.push(deletePolicies.filter((one) => one !== "").join(", ") || "never deleted");
  if (logPolicies.length > 0) details.push(`log printed at ${logPolicies.join(", ")}`);
  return [
    `    ${String(weight).padStart(6)}  ${colors.bold(object)}`,
    ...wrapped(details.join("; "), 14),
    ...(needs.length > 0 ? wrapped(`needs ${needs.map(need).join(", ")}`, 14, 20) : []),
    ...(once ? wrapped("skipped by the next try of a first install that failed", 14) : []),
    ...markers(findings, colors),
  ];
}

function need({ object, found }: Need): string {
  return found === "there" ? object : `${object} (${found})`;
}

function markers(findings: readonly HookFinding[], colors: Colors): string[] {
  const tints = { error: colors.red, warning: colors.yellow, info: colors.cyan };
  return findings.flatMap(({ code, severity, message }) =>
    wrapped(`! ${code} ${message}`, 12, 20).map((line) => tints[severity](line)),
  );
}

/** Lines of at most 80 columns, broken at spaces; a word that is longer stays whole. */
function wrapped(text: string, indent: number, more = indent): string[] {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = " ".repeat(more);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

function plural(kind: string): string {
  if (/[^aeiou]y$/.test(kind)) return kind.replace(/y$/, "ies");
  return /(?:s|x|ch)$/.test(kind) ? `${kind}es` : `${kind}s`;
}
