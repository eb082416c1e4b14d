import { listAt, objectAt, podSpec } from "../check/rule.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { run } from "../core/exec.ts";
import type { JsonObject } from "../core/json.ts";
import { MaskedText } from "../core/masked-text.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { taint } from "../core/taint.ts";
import type { Target } from "../helmfile/target.ts";
import { findTool } from "../tools/find.ts";
import { commandOf, containerOf, strings } from "./hook-job.ts";
import { isReady, lastLine, podsOf, workloadsOf } from "./pods.ts";
import { secretsOf } from "./references.ts";
import type { Found } from "./release.ts";
import { where } from "./state.ts";
import type { Task } from "./task.ts";

/** A command and the container of a pod that serves in which it is to run. */
export interface PodCommand {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly words: readonly string[];
  /** Names of the Secrets that the pod reads, to be remembered before anything is printed. */
  readonly secrets: readonly string[];
}

/** A pod of the release that is ready, in which a task can run: of the workload with the image of the hook. */
export async function podFor(found: Found, task: Task, target: Target): Promise<Result<PodCommand>> {
  const { release, manifests, job } = found;
  if (target.simulated) return fail([noPod(found, "the pods of the embedded cluster are simulated")]);
  const own = containerOf(job);
  const command = commandOf(job, task);
  if (!command.ok) return command;
  const words = command.value ?? [...strings(own?.command), ...strings(own?.args)];
  if (task.kind !== "command" && words.some((one) => taint.touches(one)))
    return fail([
      noPod(found, "the hook's command holds a secret, which any process of this machine could read"),
    ]);
  if (words.length === 0) return fail([noPod(found, "the hook names no command: its image's own is run")]);
  const workloads = workloadsOf(manifests).sort((a, b) => rank(a, own) - rank(b, own));
  const [workload] = workloads;
  if (!workload) return fail([noPod(found, "the release has no Deployment and no StatefulSet")]);
  const pods = await podsOf(workload, target, release.namespace);
  if (!pods.ok) return fail([noPod(found, pods.error)]);
  const ready = pods.value.find(isReady);
  if (!ready) return fail([noPod(found, `none of its ${pods.value.length} pods is ready`)]);
  const containers = listAt(podSpec(workload) ?? {}, "containers");
  const container = containers.find((one) => one.image === own?.image) ?? containers[0];
  return ok({
    namespace: release.namespace,
    pod: String(objectAt(ready, "metadata").name),
    container: String(container?.name),
    words,
    secrets: secretsOf(objectAt(ready, "spec")),
  });
}

/** Those with the hook's image first. */
function rank(workload: JsonObject, hook: JsonObject | undefined): number {
  return listAt(podSpec(workload) ?? {}, "containers").some((one) => one.image === hook?.image) ? 0 : 1;
}

/** Runs a command in a pod by `kubectl exec`; gives its exit code, or why it did not run. */
export async function execIn(
  target: Target,
  command: PodCommand,
  print: { readonly out: (text: string) => void; readonly err: (text: string) => void },
): Promise<Result<number>> {
  const tool = await findTool("kubectl");
  if (!tool.ok) return tool;
  const [out, err] = [new MaskedText(print.out), new MaskedText(print.err)];
  const { namespace, pod, container, words } = command;
  const args = ["exec", pod, "--container", container, "--", ...words];
  let last = "";
  const ran = await run(tool.value.path, [...where(target, namespace), ...args], {
    env: target.env,
    discard: true,
    onLine: (line, stream) => {
      if (stream === "stdout") out.push(`${line}\n`);
      else {
        // The last line can be kubectl's own, so each waits for the next one.
        if (last !== "") err.push(`${last}\n`);
        last = line;
      }
    },
  });
  const ended = /^command terminated with exit code \d+$/.test(last);
  const own = ran.code !== 0 && !ended;
  if (last !== "" && !ended && !own) err.push(`${last}\n`);
  out.end();
  err.end();
  if (!own) return ok(ran.code ?? 1);
  return fail([
    diagnostic("CR636", `nothing could be run in ${namespace}/${pod}`, { note: lastLine(last), help: HELP }),
  ]);
}

const HELP = "`--via job`, the default, starts a pod of its own";

function noPod({ release }: Found, why: string): Diagnostic {
  return diagnostic("CR636", `no pod of ${release.name} can run the command`, { note: why, help: HELP });
}
