import path from "node:path";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { packageVersion } from "../core/package.ts";
import { planCharts } from "../init/charts.ts";
import { COMPOSE_SECRETS } from "../init/files/compose.ts";
import { type InitPlan, planInit } from "../init/plan.ts";
import { readProject } from "../init/read/read.ts";
import { showChanges } from "../init/show/changes.ts";
import { readRecord } from "../init/write/record.ts";
import { touches } from "../init/write/write.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { ask, unasked } from "./confirm.ts";
import { exitCodeOf, sayFindings } from "./findings.ts";
import { askChoices } from "./init-ask.ts";
import { decide } from "./init-decide.ts";
import { carryOut, unmadeSecrets } from "./init-do.ts";
import { initJson, sayAdvice, sayChoices, sayFacts, sayNext } from "./init-say.ts";
import { type InitWords, readInitWords } from "./init-words.ts";
import { canAsk } from "./question.ts";

/** `chartroom init phoenix DIR`. */
export const command: Command = {
  name: "init",
  async run(invocation: Invocation): Promise<ExitCode> {
    const { cwd, format } = invocation;
    const words = readInitWords(invocation);
    if (!words.ok) return refuse(invocation, words.error, cwd);
    const root = path.resolve(cwd, words.value.directory);
    const recorded = readRecord(root);
    if (!recorded.ok) return refuse(invocation, recorded.error, root);
    const decided = decide(words.value, recorded.value);
    if (!decided.ok) return refuse(invocation, decided.error, root);
    const { stated } = decided.value;
    const read = await readProject(root, { stated, mix: words.value.mix });
    if (!read.ok) return refuse(invocation, read.error, root);
    const { value: project, diagnostics: notes, how } = read.value;
    const people = format === "pretty";
    if (people) sayFacts(invocation, root, project, how);
    const asks = people && asksOnTerminal(invocation) && !words.value.dryRun;
    const answered = asks
      ? await askChoices(invocation, project, decided.value, words.value, recorded.value)
      : decided.value;
    if (!answered) return 1;
    const charts = await planCharts(root, project);
    if (!charts.ok) return refuse(invocation, charts.error, root);
    const plan = planInit(root, project, answered, recorded.value, charts.value, {
      edited: words.value.edited,
      version: packageVersion(),
    });
    if (people) sayChoices(invocation, plan);
    return finish(invocation, words.value, root, plan, [...notes, ...plan.findings]);
  },
};

/** Shows the plan, asks, carries it out, and says what is left to do. */
async function finish(
  invocation: Invocation,
  words: InitWords,
  root: string,
  plan: InitPlan,
  findings: readonly Diagnostic[],
): Promise<ExitCode> {
  const { format, screen } = invocation;
  const people = format === "pretty";
  const end = (more: readonly Diagnostic[], written: boolean): ExitCode => {
    const all = [...findings, ...more];
    if (format === "json") screen.data(initJson(plan, root, all, written));
    else sayFindings(invocation, people ? more : all, root);
    return exitCodeOf(all, hasErrors(all) ? 1 : 0);
  };
  const missing = unmadeSecrets(root, plan);
  const composeOnly = missing.filter((one) => one.startsWith(`${COMPOSE_SECRETS}/`)).length;
  const changes =
    plan.changes.filter(touches).length +
    plan.charts.filter(({ action }) => action === "create").length +
    missing.length +
    (plan.record === undefined ? 0 : 1);
  if (people) {
    screen.data(showChanges(plan.changes, plan.charts, { color: screen.color, whole: words.whole }));
    screen.data(missing.map((one) => `${"new".padEnd(10)}  ${one}  random\n`).join(""));
    sayFindings(invocation, findings, root); // before the question: they may change the answer
  }
  if (words.dryRun || changes === 0) {
    if (people) screen.say(changes === 0 ? "nothing to change" : "nothing was written: --dry-run");
    if (people) sayAdvice(invocation, plan);
    return end([], false);
  }
  const answer = people ? await ask(invocation, "Write this?") : invocation.yes ? "yes" : "nobody";
  if (answer === "no") return 1;
  // A fresh clone has everything but the secrets of Compose, which git does not see: CI has no use for them.
  if (answer === "nobody" && changes === composeOnly) {
    if (people) screen.say("nothing to change, but for secrets of this machine: --yes makes them");
    return end([], false);
  }
  if (answer === "nobody") {
    end([unasked("look at what it would write (--dry-run), then give --yes")], false);
    return 2;
  }
  const done = await carryOut(root, plan, words.keyFile);
  if (people) for (const line of done.made) screen.say(line);
  const code = end(done.findings, true);
  if (people) sayAdvice(invocation, plan);
  if (people && done.findings.length === 0) sayNext(invocation, root, plan);
  return code;
}

function asksOnTerminal({ yes, screen }: Invocation): boolean {
  return !yes && canAsk(screen);
}

/** What keeps init from starting is not the project's fault alone: usage or configuration. */
function refuse(invocation: Invocation, findings: readonly Diagnostic[], root: string): ExitCode {
  sayFindings(invocation, findings, root);
  return 2;
}

runAlone(command, import.meta.url);
