import { isInterrupted } from "../core/lifetime.ts";
import type { Environment } from "../environment/model.ts";
import { refuse } from "../helmfile/guards.ts";
import { findTarget, type Target } from "../helmfile/target.ts";
import { report } from "../report/report.ts";
import { asksFirst, forbidden } from "../run/allowed.ts";
import { findDeployed } from "../run/release.ts";
import { nameOfTask } from "../run/task.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { confirm } from "./confirm.ts";
import { stop } from "./findings.ts";
import { openRemembered } from "./open-remembered.ts";
import { runAsJob } from "./run-job.ts";
import { runInPod } from "./run-pod.ts";
import { type RunWords, readRunWords } from "./run-words.ts";

export const command: Command = {
  name: "run",
  async run(invocation) {
    const words = readRunWords(invocation.args, invocation.environments);
    if (!words.ok) return stop(invocation, words.error, 2);
    const opened = await openRemembered(invocation, words.value.environment);
    if (typeof opened === "number") return opened;
    const { environment, merged } = opened;
    const { root } = environment;
    const { kubeContext } = invocation;
    const refused = [...forbidden(environment, words.value.task, merged), ...refuse(environment)];
    if (refused.length > 0) return stop(invocation, refused, 1, root);
    const env = secretEnvironment(root);
    const target = await findTarget({ environment, kubeContext, env });
    if (isInterrupted()) return 130;
    if (!target.ok) return stop(invocation, target.error, 1, root);
    return runIn(invocation, words.value, environment, target.value);
  },
};

async function runIn(
  invocation: Invocation,
  words: RunWords,
  environment: Environment,
  target: Target,
): Promise<ExitCode> {
  const { root, name } = environment;
  const deployed = await findDeployed(environment, target, words);
  if (isInterrupted()) return 130;
  if (!deployed.ok) return stop(invocation, deployed.error, 1, root);
  const { release, revision, changed } = deployed.value;
  if (changed)
    invocation.screen.say(
      `${release.name}: the files have changed since revision ${revision}; what is deployed is used (chartroom -e ${name} plan)`,
    );
  if (asksFirst(environment, words.task)) {
    const what = `run ${nameOfTask(words.task)} in ${name} (context ${target.context})?`;
    const answered = await confirm(invocation, what);
    if (answered !== undefined) return answered;
  }
  const ran = await (words.via === "job" ? runAsJob : runInPod)(invocation, words, deployed.value, target);
  if (ran.found.length > 0) return stop(invocation, ran.found, ran.code, root);
  // Whoever asked for a document of findings gets one, also without any.
  if (invocation.format !== "pretty")
    invocation.screen.data(report(invocation.format, [], { root, color: false }));
  return ran.code;
}

runAlone(command, import.meta.url);
