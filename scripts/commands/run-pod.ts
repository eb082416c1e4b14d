import { diagnostic } from "../core/diagnostic.ts";
import { isInterrupted } from "../core/lifetime.ts";
import type { Target } from "../helmfile/target.ts";
import { execIn, podFor } from "../run/exec.ts";
import { lookUp } from "../run/present.ts";
import type { Found } from "../run/release.ts";
import { nameOfTask } from "../run/task.ts";
import type { ExitCode, Invocation } from "./command.ts";
import { printer, type RanCommand, sayUnread } from "./run-job.ts";
import type { RunWords } from "./run-words.ts";

/** Runs a task in a pod that serves. */
export async function runInPod(
  invocation: Invocation,
  { task }: RunWords,
  deployed: Found,
  target: Target,
): Promise<RanCommand> {
  const { screen } = invocation;
  const chosen = await podFor(deployed, task, target);
  if (!chosen.ok) return { code: 1, found: chosen.error };
  const { namespace, pod, container, secrets } = chosen.value;
  sayUnread(invocation, await lookUp({ present: [], secrets }, target, namespace));
  if (isInterrupted()) return { code: 130, found: [] };
  screen.say(`${deployed.release.name}: ${nameOfTask(task)} in ${namespace}/${pod}, container ${container}`);
  const ran = await execIn(target, chosen.value, { out: printer(invocation), err: screen.words });
  if (isInterrupted()) {
    screen.say(`interrupted; what was started in ${pod} goes on until it ends by itself`);
    return { code: 130, found: [] };
  }
  if (!ran.ok) return { code: 1, found: ran.error };
  const code = ran.value as ExitCode;
  if (ran.value === 0) {
    screen.say(`${nameOfTask(task)} ended well`);
    return { code, found: [] };
  }
  const message = `${nameOfTask(task)} ended with exit code ${ran.value}`;
  return { code, found: [diagnostic("CR635", message, { note: `it ran in ${namespace}/${pod}` })] };
}
