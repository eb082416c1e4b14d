import path from "node:path";
import pc from "picocolors";
import type { Diagnostic } from "../core/diagnostic.ts";
import { hasDatabase } from "../init/names.ts";
import type { InitPlan } from "../init/plan.ts";
import type { Project } from "../init/project.ts";
import { showAdvice } from "../init/show/advice.ts";
import { choiceRows, columns, factRows } from "../init/show/facts.ts";
import { touches } from "../init/write/write.ts";
import { report } from "../report/report.ts";
import type { Invocation } from "./command.ts";

/** What was found and why; `how` is what was asked. */
export function sayFacts({ screen }: Invocation, root: string, project: Project, how: string): void {
  const colors = pc.createColors(screen.color);
  screen.say(`${colors.bold("found")} in ${root} ${colors.dim(`(read ${how})`)}`);
  for (const line of columns(factRows(project))) screen.say(line);
}

/** What was chosen, for each environment. */
export function sayChoices({ screen }: Invocation, { choices }: InitPlan): void {
  const colors = pc.createColors(screen.color);
  for (const one of choices) {
    screen.say(`${colors.bold("chosen")} for ${one.environment}`);
    for (const line of columns(choiceRows(one).slice(1))) screen.say(line);
  }
}

/** What is left to be done by hand; nothing once it is done. */
export function sayAdvice({ screen }: Invocation, { advice }: InitPlan): void {
  if (advice.length === 0) return;
  const title = pc.createColors(screen.color).bold("by hand");
  screen.say(`\n${title}, since these files are yours:\n\n${showAdvice(advice, screen.color)}`);
}

/** What to type next. */
export function sayNext({ screen, cwd }: Invocation, root: string, { project, choices }: InitPlan): void {
  const away = path.relative(cwd, root);
  const name = choices.at(-1)?.environment ?? "local";
  const database = hasDatabase(project) ? " and its database" : "";
  const steps = [
    ...(away === "" ? [] : [[`cd ${typed(away.startsWith("..") ? root : away)}`, ""]]),
    ["docker compose up --build --wait", `the release${database} on this machine`],
    [`chartroom -e ${name} check`, "every value and manifest of the environment"],
    [`chartroom image build -e ${name}`, "the image, with a tag of its content"],
    [`chartroom -e ${name} apply`, "into the cluster"],
  ];
  screen.say(`\n${pc.createColors(screen.color).bold("next")}`);
  for (const line of columns(steps)) screen.say(line);
}

/** A path as a shell takes it for one word. */
function typed(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** The whole run as one JSON document; `written` is false where nothing was asked to be written, or was refused. */
export function initJson(
  plan: InitPlan,
  root: string,
  findings: readonly Diagnostic[],
  written: boolean,
): string {
  const { texts, paths, ...project } = plan.project;
  const diagnostics = (
    JSON.parse(report("json", findings, { root, color: false })) as { diagnostics: unknown }
  ).diagnostics;
  const files = plan.changes.map((one) => ({
    path: one.path,
    action: one.action,
    executable: one.executable,
    changes: touches(one),
  }));
  const document = {
    version: 1,
    root,
    project,
    choices: plan.choices,
    written,
    files,
    charts: plan.charts,
    advice: plan.advice,
    diagnostics,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
