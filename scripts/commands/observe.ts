import { isInterrupted } from "../core/lifetime.ts";
import { runOnTerminal } from "../core/terminal.ts";
import { refuse } from "../helmfile/guards.ts";
import { findTarget, type Target } from "../helmfile/target.ts";
import { startForward } from "../observe/forward.ts";
import { localNode, look, type Way } from "../observe/local.ts";
import { type BeamNode, findNode, readCookie } from "../observe/node.ts";
import { type BeamPod, findPods } from "../observe/pod.ts";
import { scriptOf } from "../observe/print.ts";
import { startVia, whyNot } from "../observe/start.ts";
import { telepresence } from "../observe/telepresence.ts";
import { execWords, type Via } from "../observe/via.ts";
import { lookUp } from "../run/present.ts";
import { secretsOf } from "../run/references.ts";
import { where } from "../run/state.ts";
import { secretEnvironment } from "../secrets/environment.ts";
import { findTool } from "../tools/find.ts";
import { runAlone } from "./alone.ts";
import type { Command, ExitCode, Invocation } from "./command.ts";
import { stop } from "./findings.ts";
import { choosePod } from "./observe-pod.ts";
import { type ObserveWords, readObserveWords } from "./observe-words.ts";
import { openRemembered } from "./open-remembered.ts";

export const command: Command = {
  name: "observe",
  async run(invocation) {
    const words = readObserveWords(invocation);
    if (!words.ok) return stop(invocation, words.error, 2);
    const opened = await openRemembered(invocation, words.value.environment);
    if (typeof opened === "number") return opened;
    const { environment } = opened;
    const { root } = environment;
    const { kubeContext } = invocation;
    const refused = refuse(environment);
    if (refused.length > 0) return stop(invocation, refused, 1, root);
    const target = await findTarget({ environment, kubeContext, env: secretEnvironment(root) });
    if (isInterrupted()) return 130;
    if (!target.ok) return stop(invocation, target.error, 1, root);
    const pods = await findPods(environment, target.value, words.value);
    if (isInterrupted()) return 130;
    if (!pods.ok) return stop(invocation, pods.error, 1, root);
    const pod = await choosePod(invocation, pods.value);
    if (pod === undefined) return 1;
    return observe(invocation, words.value, target.value, pod, root);
  },
};

async function observe(
  invocation: Invocation,
  words: ObserveWords,
  target: Target,
  pod: BeamPod,
  root: string,
): Promise<ExitCode> {
  const { screen } = invocation;
  const { via, print } = words;
  const place = `${pod.namespace}/${pod.name}`;
  // What the pod's Secrets hold is remembered, so that no error shows it.
  await lookUp({ present: [], secrets: secretsOf(pod.pod) }, target, pod.namespace);
  const node = await findNode(target, pod, words);
  if (isInterrupted()) return 130;
  if (!node.ok && (via !== "exec" || node.error.some(({ code }) => code === "CR640")))
    return stop(invocation, node.error, 1, root);
  if (print) {
    screen.data(scriptOf(target, pod, node.ok ? node.value : undefined, via));
    return 0;
  }
  if (via === "exec" || !node.ok) {
    const kubectl = await findTool("kubectl");
    if (!kubectl.ok) return stop(invocation, kubectl.error, 3, root);
    screen.say(`a shell of the release in ${place}; what it prints is not masked`);
    const args = [...where(target, pod.namespace), ...execWords(pod)];
    return (await runOnTerminal(kubectl.value.path, args, { env: target.env })) as ExitCode;
  }
  const cookie = await readCookie(target, pod, node.value);
  if (isInterrupted()) return 130;
  if (!cookie.ok) return stop(invocation, cookie.error, 1, root);
  const installed = await telepresence(target.context);
  if (installed === "installed")
    screen.say(
      `  Telepresence is installed and not connected to ${target.context}; after \`telepresence connect --context ${target.context}\` no forward is needed`,
    );
  if (installed === "connected") {
    screen.say(`${node.value.name} in ${place}, by Telepresence`);
    return join(
      invocation,
      via,
      node.value,
      cookie.value,
      { address: node.value.address, port: node.value.port },
      root,
    );
  }
  const forward = await startForward(target, pod, node.value.port);
  if (isInterrupted()) return 130;
  if (!forward.ok) return stop(invocation, forward.error, 1, root);
  screen.say(
    `${node.value.name} in ${place}, port ${node.value.port} by a forward from ${forward.value.port}`,
  );
  try {
    const code = await join(invocation, via, node.value, cookie.value, forward.value, root);
    if (forward.value.ended() && !isInterrupted()) screen.say(`the forward to ${place} had broken off`);
    return isInterrupted() ? 130 : code;
  } finally {
    await forward.value.stop();
  }
}

/** Joins the node by a way that leads to it, and starts what was asked for. */
async function join(
  invocation: Invocation,
  via: Exclude<Via, "exec">,
  node: BeamNode,
  cookie: string,
  way: Way,
  root: string,
): Promise<ExitCode> {
  const local = await localNode(cookie, node.name, way);
  if (!local.ok) return stop(invocation, local.error, 3, root);
  const seen = await look(local.value, node.name);
  if (isInterrupted()) return 130;
  if (!seen.ok) return stop(invocation, seen.error, 1, root);
  const lacking = whyNot(via, seen.value);
  if (lacking.length > 0) return stop(invocation, lacking, 3, root);
  return (await startVia(via, local.value, node.name, seen.value, invocation.screen.words)) as ExitCode;
}

runAlone(command, import.meta.url);
